/** The row "Prometheus": what it takes in, what its rules do, and what it stores. */
import type { Settings } from "../../settings";
import { bytes, seconds } from "../../settings/units";
import { PROMETHEUS } from "../cluster-overview/selectors";
import { asLines, graph, highest, many, mostOf, type Panel, steps } from "../common";

type Metrics = Settings["metrics"];

const rate = (by: string, counter: string) =>
  `sum by (${by}) (rate(prometheus_${counter}{${PROMETHEUS}}[$__rate_interval]))`;
const grown = (by: string, counter: string) =>
  `sum by (${by}) (increase(prometheus_${counter}{${PROMETHEUS}}[$__rate_interval])) > 0`;

export function slowestScrapes({ scrapeInterval }: Metrics): Panel {
  return many({
    title: "Slowest scrapes",
    description: `How long the slowest target of each job takes to answer, the ten slowest jobs. At the line, the scrape interval (${scrapeInterval}), samples are left out: give the target more CPU, or let it expose less.`,
    width: 8,
    unit: "s",
    queries: [
      {
        expr: mostOf(
          "max by (job) (scrape_duration_seconds)",
          "job",
          `max by (job) (${highest("scrape_duration_seconds")})`,
        ),
        legend: "{{job}}",
      },
    ],
  })
    .thresholds(steps([seconds(scrapeInterval), "red"]))
    .thresholdsStyle(asLines());
}

export function failingRules(): Panel {
  return graph({
    title: "Rules that failed",
    description:
      "Evaluations that ended in an error, by group. An alert among them cannot fire: the error is in Prometheus' page of rules and in its lines; most often it is a join that meets a label twice.",
    width: 8,
    unit: "short",
    queries: [{ expr: grown("rule_group", "rule_evaluation_failures_total"), legend: "{{rule_group}}" }],
    empty: "None fails",
  });
}

export function memory({ resources: { memoryLimit } }: Metrics): Panel {
  return graph({
    title: "Memory of Prometheus",
    description: `Memory of each server and its limit (the line, ${memoryLimit}), at which it is killed and reads its log back for minutes. It goes by the series beside this: drop what nobody reads (npm run cardinality), or raise the limit.`,
    width: 8,
    unit: "bytes",
    queries: [{ expr: `max by (pod) (process_resident_memory_bytes{${PROMETHEUS}})`, legend: "{{pod}}" }],
  })
    .thresholds(steps([bytes(memoryLimit), "red"]))
    .thresholdsStyle(asLines());
}

export function storageFailures(): Panel {
  const lines = {
    compactions: "tsdb_compactions_failed_total",
    reloads: "tsdb_reloads_failures_total",
    "writes to the log": "tsdb_wal_writes_failed_total",
    "corruptions of the log": "tsdb_wal_corruptions_total",
  };
  return graph({
    title: "Storage that fails",
    description:
      "What the storage of each server could not do, and corruptions of its write-ahead log. What is not written is lost with the next restart: look at the volume's room and its node's disk.",
    width: 8,
    unit: "short",
    queries: Object.entries(lines).map(([what, counter]) => ({
      expr: grown("pod", counter),
      legend: `{{pod}} ${what}`,
    })),
    empty: "Nothing fails",
  });
}

export function behind(): Panel {
  const timestamp = (what: string) =>
    `max by (pod, remote_name) (prometheus_remote_storage_queue_highest_${what}{${PROMETHEUS}})`;
  return graph({
    title: "Remote write behind",
    description:
      "By how much what was sent to each long-term store is older than what there is to send. Above the line for 15 minutes PrometheusRemoteWriteBehind fires; two hours behind, samples are lost there. Ask who runs the store.",
    width: 12,
    unit: "s",
    queries: [
      {
        expr: `clamp_min(${timestamp("timestamp_seconds")} - ${timestamp("sent_timestamp_seconds")}, 0)`,
        legend: "{{remote_name}} {{pod}}",
      },
    ],
  })
    .thresholds(steps([120, "red"]))
    .thresholdsStyle(asLines());
}

export function remoteLosses(): Panel {
  return graph({
    title: "Samples that remote write loses",
    description:
      "Samples a second that a long-term store refused for good, and that are tried again. The first are missing there for ever: its answer is in Prometheus' lines.",
    width: 12,
    unit: "cps",
    queries: [
      { expr: `${rate("remote_name", "remote_storage_samples_failed_total")} > 0`, legend: "{{remote_name}} lost" },
      { expr: `${rate("remote_name", "remote_storage_samples_retried_total")} > 0`, legend: "{{remote_name}} again" },
    ],
    empty: "None is lost",
  });
}
