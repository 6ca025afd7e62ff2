/** Facts about the pinned charts that the tests know, as files: `npm run fixtures` takes them from the charts. */
import { createHash } from "node:crypto";
import * as path from "node:path";
import type { Chart } from "../../components/support/charts";
import { sortedKeys } from "../../dashboards/sorted-keys";
import { isMap } from "./map";
import { ROOT, UserError } from "./stack";

/** Where the facts are. */
export const FIXTURES = path.join(ROOT, "test/fixtures");

/** The kinds of custom resource that the program creates; the chart's own are the chart's to get right. */
const KINDS = [
  "Beat",
  "Elasticsearch",
  "Kibana",
  "Logstash",
  "PodMonitor",
  "Probe",
  "PrometheusRule",
  "ScrapeConfig",
  "ServiceMonitor",
];

/** The chart whose values are checked with its own schema. */
const WITH_SCHEMA = "opentelemetry-collector";

export type Values = Record<string, unknown>;

export interface Definition {
  kind: string;
  metadata: { name: string };
  spec: { names: { kind: string } };
}

/** What a chart says of itself. */
export interface ChartFacts extends Chart {
  /** Its default values, with those of the charts that it is made of. */
  values: Values;
  /** The JSON Schema of its values, if it has one. */
  schema?: Values | undefined;
  definitions: Definition[];
}

/** What `charts.json` has: which charts the facts are of, and the SHA-256 of each other file, so that none is changed by hand. */
export interface ChartIndex {
  charts: Record<string, Pick<Chart, "version" | "appVersion" | "repository">>;
  files: Record<string, string>;
}

/**
 * A chart's keys without their values. Below a map that is empty by default, or a list, or null, is `anything`: the chart
 * does not say which keys there are. Everything else is a `value`.
 */
export interface KeyTree {
  [key: string]: KeyTree | "anything" | "value";
}

/** The keys of a chart's default values, sorted. */
export function keyTree(defaults: Readonly<Values>): KeyTree {
  return Object.fromEntries(
    Object.entries(defaults)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]): [string, "anything" | "value" | KeyTree] => {
        if (value === null || Array.isArray(value)) return [key, "anything"];
        if (!isMap(value)) return [key, "value"];
        return [key, Object.keys(value).length === 0 ? "anything" : keyTree(value)];
      }),
  );
}

/**
 * The files of facts, by their path in {@link FIXTURES}.
 * @throws {@link UserError} when no chart defines a kind that the program creates.
 */
export function fixtureFiles(all: readonly ChartFacts[]): Record<string, string> {
  const files: Record<string, string> = {};
  const found = new Set<string>();
  for (const { chart, values, schema, definitions } of all) {
    files[`chart-keys/${chart}.json`] = json(keyTree(values));
    if (chart === WITH_SCHEMA && schema !== undefined)
      files[`chart-schemas/${chart}.json`] = json(sortedKeys(withoutDescriptions(schema)));
    for (const definition of definitions.filter(({ spec }) => KINDS.includes(spec.names.kind))) {
      files[`crds/${definition.metadata.name}.json`] = json(sortedKeys(withoutDescriptions(definition)));
      found.add(definition.spec.names.kind);
    }
  }
  const missing = KINDS.filter((kind) => !found.has(kind));
  if (missing.length > 0) throw new UserError(`no chart has a resource definition of ${missing.join(", ")}`);
  const index: ChartIndex = {
    charts: Object.fromEntries(
      all.map(({ chart, version, appVersion, repository }) => [chart, { version, appVersion, repository }]),
    ),
    files: Object.fromEntries(Object.entries(files).map(([file, text]) => [file, sha256(text)])),
  };
  return { ...files, "charts.json": json(sortedKeys(index)) };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** They make up most of a definition, and no test reads them. A property of that name is a map, and stays. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, nested]) => !(key === "description" && typeof nested === "string"))
      .map(([key, nested]) => [key, withoutDescriptions(nested)]),
  );
}

function json(content: unknown): string {
  return `${JSON.stringify(content, null, 1)}\n`;
}
