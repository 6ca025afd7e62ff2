/** The row "What is wrong with the platform": its alerts, and its parts. */
import { WORKLOADS_UID } from "../../names/dashboards";
import type { Settings } from "../../settings";
import { FIRING, leading } from "../alerts";
import { comparison } from "../columns";
import type { Panel } from "../common";
import { pageLink } from "../links";

/** The parts of the platform, as alerts name them in `component`. */
const COMPONENTS =
  "alertmanager|elasticsearch|escalation|fluentd|grafana|jaeger|logstash|loki|otel-collector|prometheus|targets|watchdog";

export function alerts(settings: Settings): Panel {
  return leading(settings, `${FIRING},component=~"${COMPONENTS}"`, {
    title: "Alerts about the platform",
    description:
      "What fires about the parts of the platform itself, the newest first. Take these before others: while they fire, that the rest is quiet may mean nothing.",
    width: 12,
    empty: "No alert is firing",
  });
}

/** Deployments, StatefulSets and DaemonSets of the platform, by pods that are not ready. */
export function away({ cluster }: Settings): Panel {
  const own = `{namespace="${cluster.namespace}"}`;
  const by = "(kind, workload)";
  return comparison({
    title: "Parts of the platform",
    description: `What runs in ${cluster.namespace}, what is not ready on top, with its restarts within a quarter of an hour and the CPU and memory that it costs. A name leads to its pods.`,
    width: 12,
    labels: { workload: "Part", kind: "Kind" },
    columns: [
      {
        title: "Not ready",
        width: 90,
        expr: `max by ${by} (workload:pods_not_ready:count${own})`,
        unit: "short",
        decimals: 0,
        states: [[1, "red"]],
      },
      { title: "Pods", width: 60, expr: `max by ${by} (workload:pods:count${own})`, unit: "short", decimals: 0 },
      {
        title: "Restarts",
        width: 80,
        expr: `max by ${by} (workload:container_restarts:increase15m${own})`,
        unit: "short",
        decimals: 0,
        states: [[1, "orange"]],
      },
      {
        title: "CPU",
        width: 70,
        expr: `max by ${by} (workload:container_cpu_used:rate5m${own})`,
        unit: "short",
        decimals: 2,
      },
      {
        title: "Memory",
        width: 90,
        expr: `max by ${by} (workload:container_memory_working_set_bytes:sum${own})`,
        unit: "bytes",
      },
    ],
    worst: "Not ready",
    links: {
      Part: [pageLink("Workloads", WORKLOADS_UID, { namespace: cluster.namespace, workload: "${__value.text}" })],
    },
    empty: "Nothing is known of it",
  });
}
