/** Deployments whose new pods restart: what came with a rollout. */
import { ROLLOUT, ROLLOUT_DAYS } from "../../names/rollouts";
import { seconds } from "../../settings/units";
import type { Alert, Recording, RuleSettings } from "../rule";
import { inWords } from "../shown";
import { common } from "./common";

const STATE = 'job="kube-state-metrics"';

/**
 * When each Deployment was rolled out last, within {@link ROLLOUT_DAYS}, or `afterRollout` where that is longer. A change of the
 * number of its replicas is no rollout, and a rollback, which may take an old ReplicaSet again, is not seen.
 */
export function rolloutRecording({ thresholds }: RuleSettings): Recording {
  const known = Math.max(ROLLOUT_DAYS * 86_400, seconds(thresholds.anomalies.afterRollout));
  return {
    record: ROLLOUT,
    expr: `
      max by (namespace, deployment) (
        label_replace(
          max by (namespace, replicaset) (kube_replicaset_created{${STATE}} > time() - ${known})
          * on (namespace, replicaset) group_left (owner_name)
          max by (namespace, replicaset, owner_name) (kube_replicaset_owner{${STATE},owner_kind="Deployment"}),
          "deployment", "$1", "owner_name", "(.+)"
        )
      )`,
  };
}

/**
 * A new ReplicaSet tells a rollout, and an old one that has replicas again, after none, a rollback; one that only gets more
 * replicas is neither. Its pods are young, so that all their restarts are of this rollout.
 */
export function deploymentRestarting({ thresholds }: RuleSettings): Alert {
  const { deploymentWindow, deploymentRestarts, deploymentFor } = thresholds.applications;
  const replicas = `max by (namespace, replicaset) (kube_replicaset_spec_replicas{${STATE}}`;
  const rolledOut = `
    (
      time() - max by (namespace, replicaset) (kube_replicaset_created{${STATE}}) < ${seconds(deploymentWindow)}
      or ${replicas}) > 0 and ${replicas} offset ${deploymentWindow}) == 0
    )`;
  const owner = (series: string, label: string, kind: string, by: string) => `
    max by (namespace, ${by}) (
      label_replace(${series}{${STATE},owner_kind="${kind}"}, "${label}", "$1", "owner_name", "(.+)")
    )`;
  const pods = owner("kube_pod_owner", "replicaset", "ReplicaSet", "pod, replicaset");
  const sets = owner("kube_replicaset_owner", "deployment", "Deployment", "replicaset, deployment");
  return {
    ...common,
    alert: "DeploymentRestarting",
    severity: "medium",
    expr: `
      max by (namespace, pod) (kube_pod_container_status_restarts_total{${STATE}} >= ${deploymentRestarts})
      * on (namespace, pod) group_left (deployment) (
        ${pods}
        * on (namespace, replicaset) group_left (deployment) ${sets}
        and on (namespace, replicaset) ${rolledOut}
      )`,
    for: deploymentFor,
    keepFiringFor: "10m",
    subject: ["deployment", "pod"],
    summary: "Pods of {{ $labels.namespace }}/{{ $labels.deployment }} restart since it was rolled out",
    description: `
      Pod {{ $labels.pod }} of the new version of Deployment {{ $labels.namespace }}/{{ $labels.deployment }}, rolled out within the
      last ${inWords(deploymentWindow)}, has restarted {{ $value | printf "%.0f" }} times. Roll it back if nothing explains that.`,
  };
}
