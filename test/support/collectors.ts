/** The collectors' configurations of several stacks, for tests to look at. */
import { otelCollectorValues } from "../../components/otel-collector";
import type { Settings } from "../../settings";
import { EVERYTHING } from "./everything";
import { settingsOf } from "./settings";

export type Release = "otel-agent" | "otel-gateway";

export interface Collector {
  receivers: Record<string, unknown>;
  processors: Record<string, unknown>;
  connectors?: Record<string, unknown>;
  exporters: Record<string, Record<string, unknown>>;
  extensions: Record<string, unknown>;
  service: {
    extensions: string[];
    pipelines: Record<string, Record<"receivers" | "processors" | "exporters", string[]>>;
  };
}

export const configOf = (settings: Settings, release: Release) =>
  otelCollectorValues(settings)[release]["alternateConfig"] as Collector;

export const everything = settingsOf({ ...EVERYTHING, logs: { engine: "none" } });
export const elastic = { elastic: {} };
export const stacks: Record<string, Settings> = {
  "the defaults": settingsOf(),
  everything,
  "logs in Elasticsearch": settingsOf(elastic),
  "nothing but OTLP": settingsOf({ tracing: { zipkin: false, jaegerReceiver: false, events: false } }),
};

/** With Loki, which takes logs by OTLP. */
export const loki = settingsOf({
  logs: { engine: "loki", objectStorage: { type: "s3", bucket: "logs", region: "eu" } },
});

/** Every configuration there is, with a name for messages. */
export const all = Object.entries(stacks).flatMap(([stack, settings]) =>
  (["otel-agent", "otel-gateway"] as const).map((release) => ({
    name: `${release} of ${stack}`,
    release,
    config: configOf(settings, release),
    values: otelCollectorValues(settings)[release],
  })),
);
