/** Nodes: whether they are there, and whether their CPU, memory and disks will do. */
import { NODE_UID } from "../names/dashboards";
import { nowOrOnAverage } from "./flapping";
import { EXPORTER, nodeDisks, nodeDiskGrowth } from "./node-disks";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const KUBELET = 'job="kubelet"';
const STATE = 'job="kube-state-metrics"';

/**
 * How long a node that is back is left to settle: 5 minutes for its pods to start, and 10 for the longest
 * `keep_firing_for` of what NodeDown mutes.
 */
const SETTLED_MINUTES = 15;

const common = { ...PLATFORM, component: "node", dashboard: NODE_UID };

export function node({ thresholds }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "node",
      rules: [
        nodeDown("critical"),
        nodeDown("info"),
        cpuHigh(thresholds.cpuPercent),
        memoryHigh(thresholds.memoryPercent),
        ...nodeDisks(thresholds),
      ],
    },
    nodeDiskGrowth(thresholds),
  ];
}

/**
 * A node that is down mutes every alert with its name, so it fires before those do. One of them pages; a cordoned node is
 * one that somebody works on, or that an upgrade is replacing, and pages nobody. The other is there for the muting alone:
 * cordoned or not, and on while what ran on the node comes back and its alerts end.
 *
 * Its own kube-state-metrics may have gone down with the node; until the next one runs, what the node no longer answers
 * has to do. Both exporters must be silent, and both known: a shard of Prometheus that scrapes only one has no say.
 */
function nodeDown(severity: "critical" | "info"): Alert {
  const cordoned = `max by (node) (kube_node_spec_unschedulable{${STATE}}) == 1`;
  return {
    ...common,
    alert: "NodeDown",
    severity,
    expr: `
      (
        max by (node) (kube_node_status_condition{${STATE},condition="Ready",status="true"}) == 0
        or
        (
          max by (node) (up{${KUBELET}}) + max by (node) (up{${EXPORTER}}) == 0
          unless on () max(up{${STATE}}) == 1
        )
      )
      ${severity === "critical" ? `unless on (node) ${cordoned}` : ""}`,
    for: "3m",
    ...(severity === "critical"
      ? {
          // What flaps is one page.
          keepFiringFor: "3m",
          summary: "Node {{ $labels.node }} is down",
          description: `
            Node {{ $labels.node }} has not been Ready for 3 minutes. Its pods are started elsewhere 5 minutes after it
            went; those with a volume that only this node can mount stay down until it is back or deleted. Alerts about
            what runs on it are muted.`,
        }
      : {
          keepFiringFor: `${SETTLED_MINUTES}m`,
          summary: "Alerts about what runs on node {{ $labels.node }} are muted",
          description: `
            Node {{ $labels.node }} has not been Ready for 3 minutes, or has come back within the last ${SETTLED_MINUTES}: alerts
            about what runs on it are muted until its pods have started. If it is cordoned nobody was paged, as it is
            being worked on, or replaced; if nobody is at it, uncordon or delete it.`,
        }),
  };
}

function cpuHigh(percent: number): Alert {
  return {
    ...common,
    alert: "NodeCpuHigh",
    severity: "medium",
    // Time stolen by the hypervisor counts as used, time spent waiting for disks does not.
    expr: `
      sum by (node, instance) (rate(node_cpu_seconds_total{${EXPORTER},mode!~"idle|iowait"}[5m]))
      / count by (node, instance) (node_cpu_seconds_total{${EXPORTER},mode="idle"})
      > ${percent} / 100`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "CPU of node {{ $labels.node }} is busy",
    description: `
      Node {{ $labels.node }} has used {{ $value | humanizePercentage }} of its CPU, more than ${percent}%, for 15
      minutes. Pods get little beyond what they request: they answer late, and probes begin to fail.`,
  };
}

function memoryHigh(percent: number): Alert {
  return {
    ...common,
    alert: "NodeMemoryHigh",
    severity: "high",
    expr: nowOrOnAverage(
      (of) => `
      1 - max by (node, instance) (${of(`node_memory_MemAvailable_bytes{${EXPORTER}}`)})
      / max by (node, instance) (node_memory_MemTotal_bytes{${EXPORTER}})
      > ${percent} / 100`,
    ),
    for: "15m",
    keepFiringFor: "10m",
    summary: "Memory of node {{ $labels.node }} is nearly used up",
    description: `
      Node {{ $labels.node }} has used {{ $value | humanizePercentage }} of its memory, more than ${percent}%, for 15
      minutes. When it runs out, the kubelet evicts pods and the kernel kills processes, whoever caused it.`,
  };
}
