/**
 * What adds nodes, where there is one that Prometheus scrapes: cluster-autoscaler or Karpenter. The platform installs
 * neither, so their metrics are known by name alone, whatever job scrapes them.
 */
import { type Alert, PLATFORM, type RuleGroup } from "./rule";

/** The share of a limit that counts as reached: the next node is larger than what is left. */
const LIMIT_PERCENT = 95;

const common = { ...PLATFORM, component: "autoscaler" };

export function autoscaler(): RuleGroup[] {
  return [{ name: "autoscaler", rules: [stopped(), cannotAddNodes(), atLimit()] }];
}

/** One label for both: which of the two it is. */
function named(autoscaler: "cluster-autoscaler" | "Karpenter", expr: string): string {
  return `label_replace(${expr}, "autoscaler", "${autoscaler}", "", "")`;
}

function stopped(): Alert {
  return {
    ...common,
    alert: "AutoscalerStopped",
    severity: "high",
    // Of several replicas only the leader works: one that does is enough.
    expr: `
      ${named("cluster-autoscaler", "max(cluster_autoscaler_cluster_safe_to_autoscale) == 0")}
      or ${named("Karpenter", "max(karpenter_cluster_state_synced) == 0")}`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "{{ $labels.autoscaler }} has stopped",
    description: `
      {{ $labels.autoscaler }} has neither added nor removed nodes for 15 minutes, because it does not trust what it knows
      of the cluster. Pods that need a new node wait.`,
  };
}

function cannotAddNodes(): Alert {
  return {
    ...common,
    alert: "AutoscalerCannotAddNodes",
    severity: "high",
    // It waits up to half an hour before it tries again. That a pool is sold out is normal as long as another is not.
    expr: `
      ${named("cluster-autoscaler", "sum by (reason) (increase(cluster_autoscaler_failed_scale_ups_total[1h])) > 0")}
      or ${named(
        "Karpenter",
        `label_replace(
          sum by (error) (increase(karpenter_cloudprovider_errors_total{method="Create",error!="NodeClaimNotFoundError"}[1h])) > 0,
          "reason", "$1", "error", "(.*)"
        )`,
      )}`,
    for: "30m",
    keepFiringFor: "10m",
    summary: "{{ $labels.autoscaler }} cannot add nodes: {{ $labels.reason }}",
    description: `
      {{ $labels.autoscaler }} has failed to add nodes {{ $value | printf "%.0f" }} times in an hour, for half an hour
      ({{ $labels.reason }}). Pods that need a new node wait.`,
  };
}

function atLimit(): Alert {
  return {
    ...common,
    alert: "AutoscalerAtLimit",
    // Nothing waits yet: what does is told as PodNotReady.
    severity: "low",
    expr: `
      (
        ${named(
          "cluster-autoscaler",
          `label_replace(
            sum(cluster_autoscaler_nodes_count) / (max(cluster_autoscaler_max_nodes_count) > 0), "limit", "nodes", "", ""
          )`,
        )}
        or ${named(
          "Karpenter",
          `label_replace(
            max by (nodepool, resource_type) (karpenter_nodepools_usage)
            / (max by (nodepool, resource_type) (karpenter_nodepools_limit) > 0),
            "limit", "$1", "resource_type", "(.*)"
          )`,
        )}
      ) >= ${LIMIT_PERCENT} / 100`,
    for: "30m",
    keepFiringFor: "30m",
    summary: "{{ $labels.autoscaler }} is at its limit of {{ $labels.limit }}",
    description: `
      {{ $labels.autoscaler }} has used {{ $value | humanizePercentage }} of its limit of
      {{ $labels.limit }}{{ with $labels.nodepool }} in node pool {{ . }}{{ end }} for half an hour, ${LIMIT_PERCENT}% or
      more. The next pod that needs a new node waits.`,
  };
}
