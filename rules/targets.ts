/** What Prometheus scrapes: single targets that do not answer, and whole jobs without which most other rules are blind. */
import { MONITORING_UID } from "../names/dashboards";
import { flapping } from "./flapping";
import { CRASH_LOOPING_PODS, podNodes, withNode } from "./kubernetes";
import { OTHERS } from "./probes/series";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

/** What most other rules stand on. */
const ESSENTIAL_JOBS = ["kube-state-metrics", "kubelet", "node-exporter"];

/** The label of `up` of a target whose pod or Service names no port in its annotations: all of its ports are tried. */
export const PORT_GUESSED = "port_guessed";

const common = { ...PLATFORM, component: "targets", dashboard: MONITORING_UID };

export function targets({ metrics }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "targets",
      rules: [
        targetDown(),
        // A shard cannot tell a job that is missing from one that another shard scrapes.
        ...(metrics.shards === 1 ? [targetMissing()] : []),
      ],
    },
  ];
}

/** Of applications' health `ProberDown` speaks. Of a pod that asks to be scraped without naming a port every port is tried: that one of them answers is enough, and the pod is the instance. */
const PORT = `${PORT_GUESSED}="",${OTHERS}`;
const SOME_PORT = `${PORT_GUESSED}!=""`;

const BY_POD = "(job, namespace, service, pod, node)";
const BY_INSTANCE = "(job, namespace, service, pod, node, instance)";

function targetDown(): Alert {
  return {
    ...common,
    alert: "TargetDown",
    severity: "high",
    subject: ["job", "instance"],
    // A target is down if any of its paths is. Of pods that crash PodCrashLooping speaks. When a node takes
    // kube-state-metrics down with it, the pods' last known nodes still tell which targets NodeDown explains.
    expr: withNode(
      `(
        ${flapping(`up{${PORT}}`, BY_INSTANCE, "min")}
        or min by ${BY_INSTANCE} (up{${PORT}}) == 0
        or
        label_replace(
          ${flapping(`up{${SOME_PORT}}`, BY_POD, "max")} or max by ${BY_POD} (up{${SOME_PORT}}) == 0,
          "instance", "$1", "pod", "(.*)"
        )
      )
      unless on (namespace, pod) ${CRASH_LOOPING_PODS}`,
      podNodes("15m"),
    ),
    for: "5m",
    keepFiringFor: "5m",
    summary: "Target {{ $labels.instance }} of job {{ $labels.job }} is down",
    description: `
      Prometheus could not scrape {{ $labels.instance }}
      {{- with $labels.pod }} (pod {{ $labels.namespace }}/{{ . }}){{ end }} of job {{ $labels.job }}
      {{ if $value }}again and again: it answered {{ $value | humanizePercentage }} of half an hour{{ else }}for 5 minutes{{ end }}.
      It may be down; in any case no rule sees what happens to it.`,
  };
}

function targetMissing(): Alert {
  // Missing from the configuration, or there and all down: the rules that need it are blind either way. `absent` of a
  // comparison has no labels, so the job's is put back.
  const missing = ESSENTIAL_JOBS.map((job) => `label_replace(absent(up{job="${job}"} == 1), "job", "${job}", "", "")`);
  return {
    ...common,
    alert: "TargetMissing",
    severity: "critical",
    expr: missing.join("\nor\n"),
    for: "10m",
    summary: "No target of job {{ $labels.job }} is up",
    description: `
      Prometheus has had no metrics of {{ $labels.job }} for 10 minutes: rules that need them, and many dashboards, are
      blind. That they are quiet means nothing until it is back.`,
  };
}
