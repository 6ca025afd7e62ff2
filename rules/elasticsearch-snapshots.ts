/** Elasticsearch's snapshots: that they are taken, and that none fails. */
import { type Alert, PLATFORM } from "./rule";

const common = { ...PLATFORM, component: "elasticsearch", dashboard: "elasticsearch-overview" };
const taken = 'elasticsearch_slm_stats_snapshots_taken_total{job="elasticsearch-exporter"}';
const failed = 'elasticsearch_slm_stats_snapshots_failed_total{job="elasticsearch-exporter"}';

export function snapshotsFailing(): Alert {
  return {
    ...common,
    alert: "ElasticsearchSnapshotsFailing",
    severity: "high",
    expr: `sum by (namespace, policy) (increase(${failed}[1d])) > 0`,
    for: "5m",
    summary: "Snapshots of Elasticsearch fail: {{ $labels.policy }}",
    description: `
      {{ $value | printf "%.0f" }} snapshots of the policy {{ $labels.policy }} have failed within a day. What was logged
      since the last one that succeeded is lost with the volumes it is on.`,
  };
}

/** A policy whose schedule never comes, or that is stopped, fails at nothing. */
export function snapshotsMissing(): Alert {
  return {
    ...common,
    alert: "ElasticsearchSnapshotsMissing",
    severity: "medium",
    // With a schedule of less than daily it is to be silenced. A counter that has begun within the window has no past.
    expr: `sum by (namespace, policy) (increase(${taken}[2d])) == 0 and on (namespace, policy) ${taken} offset 2d`,
    for: "1h",
    summary: "No snapshot of Elasticsearch for 2 days: {{ $labels.policy }}",
    description: `
      The policy {{ $labels.policy }} has taken no snapshot for 2 days, without one that failed: snapshot management is
      stopped, or the schedule is of another kind.`,
  };
}
