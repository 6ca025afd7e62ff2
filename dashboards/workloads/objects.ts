/** What Kubernetes does with workloads: rollouts, autoscalers, jobs. */
import { comparison } from "../columns";
import { graph, type Panel } from "../common";
import { NAMESPACES, STATE } from "./selectors";

/** Replicas of one kind of workload that are not yet as they should be: of the new version, and ready. */
function unfinished(
  kind: string,
  label: string,
  wanted: string,
  updated: string,
  ready: string,
): { expr: string; legend: string } {
  const of = (series: string) => `max by (namespace, ${label}) (kube_${label}_${series}{${STATE},${NAMESPACES}})`;
  const missing = (series: string) => `clamp_min(${of(wanted)} - ${of(series)}, 0)`;
  return {
    expr: `(${missing(updated)} > ${missing(ready)} or ${missing(ready)}) > 0`,
    legend: `{{namespace}}/{{${label}}} (${kind})`,
  };
}

export function rollouts(): Panel {
  return graph({
    title: "Replicas that are missing",
    description:
      "Replicas that are not there yet, not ready, or still of the old version. It rises with each rollout and goes back within minutes; one that stays is stuck (KubeDeploymentRolloutStuck): look at its pods' events, or roll back.",
    width: 12,
    unit: "short",
    queries: [
      unfinished("Deployment", "deployment", "spec_replicas", "status_replicas_updated", "status_replicas_available"),
      unfinished("StatefulSet", "statefulset", "replicas", "status_replicas_updated", "status_replicas_ready"),
      unfinished(
        "DaemonSet",
        "daemonset",
        "status_desired_number_scheduled",
        "status_updated_number_scheduled",
        "status_number_available",
      ),
    ],
    empty: "All are as they should be",
  }).decimals(0);
}

export function autoscalers(): Panel {
  const by = "(namespace, horizontalpodautoscaler)";
  const of = (series: string) =>
    `max by ${by} (kube_horizontalpodautoscaler_${series}_replicas{${STATE},${NAMESPACES}})`;
  return comparison({
    title: "Autoscalers",
    description:
      "HorizontalPodAutoscalers, the nearest to their limit on top: the replicas they have, want, and may have. At 100% more load is not met: raise maxReplicas.",
    width: 12,
    labels: { namespace: "Namespace", horizontalpodautoscaler: "Autoscaler" },
    columns: [
      {
        title: "Of limit",
        expr: `${of("status_current")} / (${of("spec_max")} > 0)`,
        unit: "percentunit",
        decimals: 0,
        states: [[1, "orange"]],
      },
      { title: "Now", expr: of("status_current"), unit: "short", decimals: 0 },
      { title: "Wanted", expr: of("status_desired"), unit: "short", decimals: 0 },
      { title: "At most", expr: of("spec_max"), unit: "short", decimals: 0 },
    ],
    worst: "Of limit",
    empty: "There is no autoscaler",
  });
}

export function jobs(): Panel {
  return graph({
    title: "Jobs that failed",
    description:
      "Jobs that have ended without success, by namespace, as long as they are there. A step up is one that has just failed: read the lines of its pod, then run it again or delete it.",
    width: 12,
    unit: "short",
    queries: [
      {
        expr: `sum by (namespace) (max by (namespace, job_name) (kube_job_failed{${STATE},${NAMESPACES},condition="true"})) > 0`,
        legend: "{{namespace}}",
      },
    ],
    empty: "No Job has failed",
  }).decimals(0);
}

export function cronJobs(): Panel {
  const of = (series: string) => `max by (namespace, cronjob) (kube_cronjob_${series}{${STATE},${NAMESPACES}})`;
  const active = `(${of("spec_suspend")} == 0)`;
  return comparison({
    title: "CronJobs",
    description:
      "CronJobs by when they last succeeded, the longest ago on top, those that are suspended aside. One that should have since is told by CronJobNotSucceeding: read the lines of its last Job.",
    width: 12,
    labels: { namespace: "Namespace", cronjob: "CronJob" },
    columns: [
      {
        title: "Succeeded before",
        expr: `time() - (${of("status_last_successful_time")} or ${of("created")}) and ${active}`,
        unit: "s",
      },
      { title: "Next in", expr: `${of("next_schedule_time")} - time() and ${active}`, unit: "s" },
      { title: "Runs now", expr: `${of("status_active")} and ${active}`, unit: "short", decimals: 0 },
    ],
    worst: "Succeeded before",
    empty: "There is no CronJob",
  });
}
