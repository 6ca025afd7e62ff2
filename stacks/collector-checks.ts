/** Checks of what brings lines to Elasticsearch. */
import type { Findings } from "./checks";
import { type Problem, setCommand } from "./problems";
import { memoryProblems } from "./resource-checks";
import { bytes, formatBytes } from "./schema/units";
import type { Settings } from "./settings";

/** Fluentd fills pieces of 8 MiB: with room for fewer than these, one busy moment stops it from reading. */
const LEAST_BUFFER = "64Mi";

export function collectorChecks(stack: string, settings: Settings): Findings {
  return { problems: [...feeding(stack, settings), ...sizes(stack, settings)], warnings: warnings(stack, settings) };
}

function feeding(stack: string, { elastic }: Settings): Problem[] {
  if (elastic?.collector !== "filebeat" || elastic.logstash !== undefined) return [];
  return [
    {
      key: "elastic.logstash",
      problem: "is missing, and elastic.collector is filebeat, which hands its lines to Logstash",
      mend: `${setCommand(stack, "elastic.logstash.replicas", "1")}, or ${setCommand(stack, "elastic.collector", "fluentd")}`,
    },
  ];
}

function sizes(stack: string, { elastic }: Settings): Problem[] {
  if (elastic === undefined) return [];
  const { fluentd, logstash, filebeat } = elastic;
  const problems = Object.entries({ fluentd, logstash, filebeat }).flatMap(([key, part]) =>
    part === undefined ? [] : memoryProblems(stack, `elastic.${key}.resources`, part.resources),
  );
  for (const key of ["buffer", "auditBuffer"] as const) {
    if (bytes(fluentd[key]) >= bytes(LEAST_BUFFER)) continue;
    problems.push({
      key: `elastic.fluentd.${key}`,
      problem: `"${fluentd[key]}" is below ${LEAST_BUFFER}: it is filled in pieces of 8Mi, one for each that is being written or sent`,
      mend: setCommand(stack, `elastic.fluentd.${key}`, key === "buffer" ? "2Gi" : "512Mi"),
    });
  }
  if (logstash && bytes(logstash.heap) > bytes(logstash.resources.memoryLimit) / 2) {
    problems.push({
      key: "elastic.logstash.heap",
      problem: `"${logstash.heap}" is more than half of the memory limit of ${logstash.resources.memoryLimit}: the queue and the network need memory beside it`,
      mend: setCommand(stack, "elastic.logstash.heap", formatBytes(bytes(logstash.resources.memoryLimit) / 2)),
    });
  }
  return problems;
}

function warnings(stack: string, { cluster, elastic }: Settings): Problem[] {
  if (elastic === undefined) return [];
  const { collector, logstash } = elastic;
  const found: Problem[] = [];
  if (collector === "none") {
    found.push({
      key: "elastic.collector",
      problem: '"none": no line gets to Elasticsearch',
      mend: setCommand(stack, "elastic.collector", "fluentd"),
    });
  }
  if (logstash && collector !== "filebeat") {
    found.push({
      key: "elastic.logstash",
      problem: `is deployed, and nothing sends to it: elastic.collector is ${collector}`,
      mend: setCommand(stack, "elastic.collector", "filebeat"),
    });
  }
  if (logstash?.index === "daily") {
    found.push({
      key: "elastic.logstash.index",
      problem: '"daily": nothing deletes these indices, and audit lines are among the others',
      mend: setCommand(stack, "elastic.logstash.index", "data-stream"),
    });
  }
  if (collector !== "none" && cluster.platform === "gke" && elastic[collector].priorityClass.startsWith("system-")) {
    found.push({
      key: `elastic.${collector}.priorityClass`,
      problem: `"${elastic[collector].priorityClass}" is refused by GKE outside of kube-system, unless a ResourceQuota of the namespace allows it`,
      mend: setCommand(stack, `elastic.${collector}.priorityClass`, "<a PriorityClass of your own>"),
    });
  }
  return found;
}
