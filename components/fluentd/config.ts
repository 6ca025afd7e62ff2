/** Fluentd's whole configuration: the files that the chart includes, in their order, and the Ruby of our own filters. */
import * as path from "node:path";
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { rubyFiles } from "../elastic/ruby";
import { events, nodeEvents } from "./events";
import { parts, sources, stackTraces, system } from "./input";
import { render, type Section } from "./language";
import { outputs, refused, refusedOutput } from "./output";

/**
 * The sections by file, under the names of the chart's own files: Helm would keep any that is not replaced.
 * The chart's own main file has the label @FLUENT_LOG, which drops what Fluentd says of itself.
 */
export function fluentdSections(settings: Settings, { fluentd }: Elastic): Record<string, Section[]> {
  return {
    "01_sources.conf": [system(), ...sources(settings)],
    "02_filters.conf": [parts(), stackTraces()],
    "03_dispatch.conf": [events(settings), ...nodeEvents(settings)],
    "04_outputs.conf": [outputs(settings, fluentd), refused(settings), refusedOutput(settings, fluentd)],
  };
}

/** The files' texts. */
export function fluentdConfig(settings: Settings, elastic: Elastic): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fluentdSections(settings, elastic)).map(([file, sections]) => [file, render(sections)]),
  );
}

/** The folder where the chart puts its files, of which it includes those that end in `.conf`. */
export const CONFIG_FOLDER = "/etc/fluent/config.d";

/** The options of Fluentd's command line, which the image takes from FLUENTD_OPT: it looks for filters in that folder, too. */
export const FLUENTD_OPT = `--plugin ${CONFIG_FOLDER}`;

/** The filters of our own, with what they read: files that are there beside the configuration. */
export function fluentdRuby({ redact }: Elastic): Record<string, string> {
  return rubyFiles(path.join(__dirname, "ruby"), redact);
}
