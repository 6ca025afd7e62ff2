/** Lines of the nodes, the API server and Falco through the first filter of Fluentd and of Logstash. */
import assert from "node:assert/strict";
import { CONFIG_FOLDER, fluentdRuby } from "../../components/fluentd/config";
import { logstashRuby, RUBY_DIRECTORY } from "../../components/logstash/pipelines";
import type { Settings } from "../../settings";
import type { Fields } from "./collector-ruby";

import { startRuby } from "./ruby";
import type { SourceCase } from "./source-case";

/** What comes out, as a record of a containers' line's: undefined where it is dropped. */
export type Read = (one: Pick<SourceCase, "source" | "line">) => Fields | undefined;

/** Both filters, which read a line at a time. */
export async function sourceReaders(settings: Settings, time: string): Promise<Record<"Fluentd" | "Logstash", Read>> {
  const elastic = settings.elastic ?? assert.fail();
  const { namespace } = settings.cluster;
  await startRuby(RUBY_DIRECTORY, logstashRuby(elastic));
  const ruby = await startRuby(CONFIG_FOLDER, fluentdRuby(elastic));
  return {
    Fluentd: ({ source, line }) => {
      const labels = { "app.kubernetes.io/name": "falco" };
      const record =
        source === "falco" ? { message: line, kubernetes: { namespace_name: namespace, labels } } : { message: line };
      const params = { source, namespace, node: "node-1" };
      return ruby.fluentd("audit_sources", params, time, [record])[0];
    },
    Logstash: ({ source, line }) => {
      const labels = { "app_kubernetes_io/name": "falco" };
      const event = { "@timestamp": time, message: line };
      const whole =
        source === "falco"
          ? { ...event, kubernetes: { namespace, labels } }
          : { ...event, fields: { source, node: "node-1" }, log: { offset: 7 } };
      return ruby.logstash(`${RUBY_DIRECTORY}/audit_sources.rb`, { namespace }, [whole])[0];
    },
  };
}
