/** Elasticsearch's snapshots: that they are taken, and that none fails. */
import { ELASTICSEARCH_UID } from "../names/dashboards";
import { type Alert, PLATFORM } from "./rule";

const common = { ...PLATFORM, component: "elasticsearch", dashboard: ELASTICSEARCH_UID };
const taken = 'elasticsearch_slm_stats_snapshots_taken_total{job="elasticsearch-exporter"}';
const failed = 'elasticsearch_slm_stats_snapshots_failed_total{job="elasticsearch-exporter"}';

/**
 * Windows in which the last snapshot may have failed and none have succeeded. The one that is as long as a schedule's period
 * shows a failure until the next attempt; these do for one of 30 minutes to a week.
 */
const WINDOWS = ["30m", "1h", "6h", "12h", "1d", "1w"];

/** The last snapshot failed: in some window one did and none succeeded. Counters begin with a policy's first attempt. */
export function snapshotsFailing(): Alert {
  const grown = (counter: string, window: string) => `sum by (namespace, policy) (increase(${counter}[${window}]))`;
  return {
    ...common,
    alert: "ElasticsearchSnapshotsFailing",
    severity: "high",
    expr: `
      ${WINDOWS.map((window) => `${grown(failed, window)} > 0 and ${grown(taken, window)} == 0`).join("\n      or ")}
      or max by (namespace, policy) (${failed}) > 0 and max by (namespace, policy) (${taken}) == 0`,
    for: "5m",
    summary: "Snapshots of Elasticsearch fail: {{ $labels.policy }}",
    description: `
      The last snapshot of the policy {{ $labels.policy }} has failed. What was logged since the last one that succeeded is
      lost with the volumes it is on.`,
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
