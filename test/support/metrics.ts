/** Facts about metrics: who exports which, with which labels (test/fixtures/metrics), and what these settings deploy. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { platformValues } from "../../components/kube-prometheus-stack/platform";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { hasElastic, hasLogs, hasTracing, type Settings } from "../../settings";
import { escalates } from "../../settings/escalation";
import type { Checked, Labels, Metrics } from "./promql-labels";
import { testLinks } from "./rules";

/** What one version of an exporter exports, as far as anything here reads it. */
export interface Exporter {
  /** Its name, as the pages call it. */
  exporter: string;
  /** The version whose text or program this is from; "" for what is the project's own, or anybody's. */
  version: string;
  /** Where it is from. */
  source: string;
  /** The labels that scraping adds, with a space between; not those that belong to the exporter's own pod, if it is about others. */
  target: string;
  /** The pages that say what has to be exported, if it is not deployed here. */
  page?: string;
  /** The labels of each metric, with a space between. */
  metrics: Record<string, string>;
}

const FOLDER = resolve(__dirname, "../fixtures/metrics");

/** The exporters by their file's name. */
export const EXPORTERS: ReadonlyMap<string, Exporter> = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace(/\.json$/, ""),
    JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Exporter,
  ]),
);

/** Whether settings deploy an exporter; one that is not named is deployed always, or somebody else's and has a page. */
const DEPLOYED: Readonly<Record<string, (settings: Settings) => boolean>> = {
  // Rules name the series of both engines and both collectors, whichever is set: during a move there are both.
  alloy: hasLogs,
  loki: hasLogs,
  "loki-2.9": hasLogs,
  promtail: hasLogs,
  "controller-runtime": hasElastic,
  coredns: ({ cluster }) => platformValues(cluster.platform)["coreDns"]?.enabled === true,
  "elasticsearch-exporter": (settings) =>
    hasElastic(settings) || settings.databases.some(({ kind }) => kind === "elasticsearch"),
  escalation: escalates,
  "fluent-plugin-prometheus": ({ elastic }) => elastic?.shipper === "fluentd",
  // Of rules over logs, wherever these are evaluated now.
  "log-rules": hasElastic,
  jaeger: hasTracing,
  "otel-collector": hasTracing,
  "span-metrics": hasTracing,
};

/** The labels of each metric that settings' exporters have, and of those that somebody else has to export. */
export function exported(settings: Settings): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [name, { metrics, target }] of EXPORTERS) {
    if (DEPLOYED[name]?.(settings) === false) continue;
    for (const [metric, own] of Object.entries(metrics)) {
      const labels = [...words(own), ...words(target), ...(name === "span-metrics" ? spanLabels(settings) : [])];
      found.set(metric, new Set([...(found.get(metric) ?? []), ...labels]));
    }
  }
  return found;
}

/** The labels that settings add to those of span metrics. */
function spanLabels({ tracing }: Settings): string[] {
  return tracing.spanMetrics.dimensions.map((name) => name.replace(/\W/g, "_"));
}

type Check = (expr: string, metrics: Metrics) => Checked;

/** A rule as it is rendered. */
interface Rendered {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
}

/**
 * Every metric that there is with these settings: exported, recorded, or Prometheus' own about alerts. What is recorded with
 * other settings only counts too: a rule may leave out whatever has an objective, and there is nothing to be left out here.
 */
export function metricsOf(settings: Settings, others: Settings, check: Check): Metrics {
  const found = exported(settings);
  const rules = [...rulesOf(settings), ...rulesOf(others)];
  const results = new Map<Rendered, Labels>();
  const ofRules = (those: readonly Rendered[], always: readonly string[]): Labels => {
    const all = those.map((rule) => {
      // What a rule reads of itself adds nothing to what it is made of.
      if (!results.has(rule)) {
        results.set(rule, new Set());
        results.set(rule, check(rule.expr, metrics).labels);
      }
      return { labels: results.get(rule) ?? new Set<string>(), own: Object.keys(rule.labels ?? {}) };
    });
    if (all.some(({ labels }) => labels === "any")) return "any";
    return new Set([...always, ...all.flatMap(({ labels, own }) => [...own, ...(labels === "any" ? [] : labels)])]);
  };
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  const recordings = new Map<string, Rendered[]>();
  for (const rule of rules) {
    if (rule.record !== undefined) recordings.set(rule.record, [...(recordings.get(rule.record) ?? []), rule]);
  }
  const metrics: Metrics = {
    names: [...found.keys(), ...recordings.keys()],
    labelsOf: (metric) => {
      if (/^ALERTS(_FOR_STATE)?$/.test(metric)) return ofRules(alerts, ["alertname", "alertstate"]);
      const recorded = recordings.get(metric);
      return recorded === undefined ? found.get(metric) : ofRules(recorded, []);
    },
  };
  return metrics;
}

/** The rules of settings, as they are rendered. */
export function rulesOf(settings: Settings): Rendered[] {
  const groups = Object.values(allRules(settings)).flat();
  return renderGroups(groups, testLinks).flatMap((group) => group.rules as unknown as Rendered[]);
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
