/** Checks of what brings lines to Elasticsearch. */
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { memoryProblems } from "../../settings/resources";
import { bytes, formatBytes } from "../../settings/units";

/** Fluentd fills pieces of 8 MiB: with room for fewer than these, one busy moment stops it from reading. */
const LEAST_BUFFER = "64Mi";

function feeding({ elastic }: Settings): Problem[] {
  if (elastic?.shipper !== "filebeat" || elastic.logstash !== undefined) return [];
  return [
    {
      key: "elastic.logstash",
      problem: "is missing, and elastic.shipper is filebeat, which hands its lines to Logstash",
      cure: {
        any: [
          { set: "elastic.logstash.replicas", to: "1" },
          { set: "elastic.shipper", to: "fluentd" },
        ],
      },
    },
  ];
}

function sizes({ elastic }: Settings): Problem[] {
  if (elastic === undefined) return [];
  const { fluentd, logstash, filebeat } = elastic;
  const problems = Object.entries({ fluentd, logstash, filebeat }).flatMap(([key, part]) =>
    part === undefined ? [] : memoryProblems(`elastic.${key}.resources`, part.resources),
  );
  for (const key of ["buffer", "auditBuffer"] as const) {
    if (bytes(fluentd[key]) >= bytes(LEAST_BUFFER)) continue;
    problems.push({
      key: `elastic.fluentd.${key}`,
      problem: `"${fluentd[key]}" is below ${LEAST_BUFFER}: it is filled in pieces of 8Mi, one for each that is being written or sent`,
      cure: { set: `elastic.fluentd.${key}`, to: key === "buffer" ? "2Gi" : "512Mi" },
    });
  }
  if (logstash && bytes(logstash.heap) > bytes(logstash.resources.memoryLimit) / 2) {
    problems.push({
      key: "elastic.logstash.heap",
      problem: `"${logstash.heap}" is more than half of the memory limit of ${logstash.resources.memoryLimit}: the queue and the network need memory beside it`,
      cure: { set: "elastic.logstash.heap", to: formatBytes(bytes(logstash.resources.memoryLimit) / 2) },
    });
  }
  return problems;
}

function warnings({ cluster, elastic }: Settings): Problem[] {
  if (elastic === undefined) return [];
  const { shipper, logstash } = elastic;
  const found: Problem[] = [];
  if (shipper === "none") {
    found.push({
      key: "elastic.shipper",
      problem: '"none": no line gets to Elasticsearch',
      cure: { set: "elastic.shipper", to: "fluentd" },
    });
  }
  if (logstash && shipper !== "filebeat") {
    found.push({
      key: "elastic.logstash",
      problem: `is deployed, and nothing sends to it: elastic.shipper is ${shipper}`,
      cure: { set: "elastic.shipper", to: "filebeat" },
    });
  }
  if (shipper !== "none" && cluster.platform === "gke" && elastic[shipper].priorityClass.startsWith("system-")) {
    found.push({
      key: `elastic.${shipper}.priorityClass`,
      problem: `"${elastic[shipper].priorityClass}" is refused by GKE outside of kube-system, unless a ResourceQuota of the namespace allows it`,
      cure: { set: `elastic.${shipper}.priorityClass`, to: "<a PriorityClass of your own>" },
    });
  }
  return found;
}

export const logShipperChecks: readonly Check[] = [feeding, sizes];

export const logShipperWarnings: readonly Check[] = [warnings];
