/** Fluentd's and Logstash's own filters, with the parameters that the configuration gives them. */
import assert from "node:assert/strict";
import { CONFIG_FOLDER, fluentdRuby, fluentdSections } from "../../components/fluentd/config";
import type { Section } from "../../components/fluentd/language";
import type { Pipeline, Statement } from "../../components/logstash/language";
import { deadLetterPipeline, logstashRuby, mainPipeline, RUBY_DIRECTORY } from "../../components/logstash/pipelines";
import type { Settings } from "../../settings";
import { type Ruby, startRuby } from "./ruby";

export type Fields = Record<string, unknown>;

const all = (sections: readonly Section[]): Section[] => sections.flatMap((one) => [one, ...all(one.sections)]);

/** The parameters of one of our own filters, as Fluentd's configuration has them. */
export function fluentdParams(settings: Settings, id: string): Record<string, string> {
  const elastic = settings.elastic ?? assert.fail();
  const found = all(Object.values(fluentdSections(settings, elastic)).flat()).find((one) => one.params["@id"] === id);
  assert.equal(found?.params["@type"], id);
  const own = Object.entries(found.params).filter(([key]) => !key.startsWith("@"));
  return Object.fromEntries(own.map(([key, value]) => [key, typeof value === "string" ? value : assert.fail(key)]));
}

const plugins = (statements: readonly Statement[]): Extract<Statement, { plugin: string }>[] =>
  statements.flatMap((one) => ("plugin" in one ? [one] : [...plugins(one.then), ...plugins(one.otherwise ?? [])]));

/** One of Logstash's ruby filters, by its id. */
export function logstashFilter({ filter }: Pipeline, id: string): { path: string; params: Record<string, string> } {
  const { path, script_params } = plugins(filter).find((one) => one.options["id"] === id)?.options ?? assert.fail(id);
  return {
    path: typeof path === "string" ? path : assert.fail(id),
    params: (script_params ?? {}) as Record<string, string>,
  };
}

/**
 * What each collector makes of a line with the runtime's part off (`written`), of one that is taken apart already (`named`), and of
 * a document that was refused (`refused`).
 */
export interface Collector {
  /** Lines of JSON alone: that the programs' own parsers take it apart is not tried. */
  written(lines: readonly Fields[]): Fields[];
  named(lines: readonly Fields[]): Fields[];
  refused(documents: readonly Fields[]): Fields[];
}

/** Both collectors; the settings have to have both. */
export async function collectors(settings: Settings, time: string): Promise<Record<"Fluentd" | "Logstash", Collector>> {
  const elastic = settings.elastic ?? assert.fail();
  await startRuby(RUBY_DIRECTORY, logstashRuby(elastic));
  const ruby: Ruby = await startRuby(CONFIG_FOLDER, fluentdRuby(elastic));
  const fluentd = (id: string) => (records: readonly Fields[]) =>
    ruby.fluentd(id, fluentdParams(settings, id), time, records);
  const logstash = (pipeline: Pipeline, id: string) => {
    const { path, params } = logstashFilter(pipeline, id);
    return (records: readonly Fields[]) => {
      const events = records.map((record) => ({ "@timestamp": time, ...record }));
      return ruby.logstash(path, params, events);
    };
  };
  const main = mainPipeline(settings, elastic.logstash ?? assert.fail());
  const both = {
    Fluentd: { redact: fluentd("redact"), named: fluentd("name_fields"), refused: fluentd("keep_as_text") },
    Logstash: {
      redact: logstash(main, "redact"),
      named: logstash(main, "name_fields"),
      refused: logstash(deadLetterPipeline(settings), "keep_as_text"),
    },
  };
  const whole = ({ redact, named, refused }: (typeof both)["Fluentd"]): Collector => ({
    written: (lines) =>
      named(redact(lines).map((line) => ({ ...line, app: JSON.parse(String(line["message"])) as Fields }))),
    named,
    refused,
  });
  return { Fluentd: whole(both.Fluentd), Logstash: whole(both.Logstash) };
}
