/** Fluentd's whole configuration: the files that the chart includes, in their order. */
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { events } from "./events";
import { parts, sources, stackTraces, system } from "./input";
import { render, type Section } from "./language";
import { outputs, refused, refusedOutput } from "./output";

/**
 * The sections by file, under the names of the chart's own files: Helm would keep any that is not replaced.
 * The chart's own main file has the label @FLUENT_LOG, which drops what Fluentd says of itself.
 */
export function fluentdSections(settings: Settings, { fluentd, redact }: Elastic): Record<string, Section[]> {
  return {
    "01_sources.conf": [system(), ...sources(settings)],
    "02_filters.conf": [parts(), stackTraces()],
    "03_dispatch.conf": [events(settings, redact.personalData)],
    "04_outputs.conf": [outputs(settings, fluentd), refused(settings), refusedOutput(settings, fluentd)],
  };
}

/** The files' texts. */
export function fluentdConfig(settings: Settings, elastic: Elastic): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fluentdSections(settings, elastic)).map(([file, sections]) => [file, render(sections)]),
  );
}
