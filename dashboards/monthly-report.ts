/** The report of the last month as a page: what was promised and kept, what fired, what fills up, what it costs. */
import { ALERT_NOISE_UID, OVERVIEW_UID } from "../names/dashboards";
import { type Column, type Comparison, comparison } from "./columns";
import { AGE, FIRING, RESUMED, SECONDS, STARTED } from "../names/alert-history";
import { LOG_BYTES, SERIES, SPANS } from "../names/usage";
import { hasLogs, hasSlos, hasTracing, type Settings } from "../settings";
import type { Panel } from "./common";
import { diskStates, LOW_BUDGET } from "./states";
import { stat } from "./tiles";
import { type Dashboard, link, page } from "./page";

const UID = "monthly-report";
const DAYS = 30;
const RANGE = `${DAYS}d`;
const SECONDS_OF_IT = DAYS * 86_400;

const BY_SLO = "namespace, service, slo";
const BY_ALERT = "alertname, namespace, severity";

/** Ten windows of three days side by side: a day with more events counts for more. */
const overDays = (what: "errors" | "events") =>
  Array.from({ length: DAYS / 3 }, (_, index) => {
    const series = `slo:${what}:rate3d`;
    return index === 0 ? series : `(${series} offset ${index * 3}d or 0 * ${series})`;
  }).join(" + ");

export function monthlyReport(settings: Settings): Dashboard {
  return page({
    uid: UID,
    title: "Monthly report",
    description: `The last ${DAYS} days: service levels, alerts, capacity, cost and certificates. Prometheus' retention has to hold them.`,
    tags: ["platform", "report"],
    from: `now-${RANGE}`,
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`), link("Alert noise", `/d/${ALERT_NOISE_UID}`)],
    rows: {
      Now: [history(), firings(), ...(hasLogs(settings) ? [logs()] : [])],
      ...(hasSlos(settings) ? { "Service levels": [services()] } : {}),
      Alerts: [alerts()],
      Capacity: [disks(settings), volumes(settings)],
      "Cost and certificates": [cost(settings), certificates()],
    },
  });
}

function history(): Panel {
  return stat({
    title: "Prometheus has data since",
    description: `Figures of the last ${DAYS} days are of the time since then, where that is later: metrics.retention decides.`,
    width: 8,
    height: 4,
    unit: "dateTimeFromNow",
    queries: [{ expr: "min(prometheus_tsdb_lowest_timestamp_seconds) * 1000", legend: "since" }],
  });
}

function firings(): Panel {
  return stat({
    title: "Firings",
    description: `Firings that began within ${DAYS} days, of whatever severity.`,
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `sum(sum_over_time(${STARTED}[${RANGE}])) or vector(0)`, legend: "firings" }],
  });
}

function logs(): Panel {
  return stat({
    title: "Logs",
    description: `Bytes of lines that Loki took within ${DAYS} days, as long as it is counted.`,
    width: 8,
    height: 4,
    unit: "decbytes",
    queries: [{ expr: `avg_over_time(${LOG_BYTES}[${RANGE}]) * ${SECONDS_OF_IT}`, legend: "logs" }],
    empty: "Not known yet",
  });
}

/** The columns of numbers, each as wide as the others. */
const columns = (...all: readonly Column[]) => all.map((column) => ({ width: 120, ...column }));

function services(): Panel {
  return comparison({
    title: "Objectives",
    description: "What was good of each objective's events, and what is left of its budget. The least is on top.",
    width: 24,
    height: 10,
    labels: { namespace: "Namespace", service: "Service", slo: "SLO" },
    columns: columns(
      { title: "Objective", expr: `max by (${BY_SLO}) (1 - slo:error_budget:ratio)`, unit: "percentunit" },
      { title: "Good", expr: `1 - (${overDays("errors")}) / ((${overDays("events")}) > 0)`, unit: "percentunit" },
      {
        title: "Budget left",
        expr: `max by (${BY_SLO}) (slo:budget_left:ratio)`,
        unit: "percentunit",
        statesBelow: LOW_BUDGET,
      },
    ),
    worst: "Budget left",
    is: "least",
    empty: "No objective has events",
  });
}

function alerts(): Panel {
  const sum = (series: string) => `sum by (${BY_ALERT}) (sum_over_time(${series}[${RANGE}]))`;
  return comparison({
    title: "What fired",
    description: "Each alert by how often it fired; how long each firing lasted is how fast it was resolved.",
    width: 24,
    height: 10,
    labels: { alertname: "Alert", namespace: "Namespace", severity: "Severity" },
    columns: columns(
      { title: "Firings", expr: sum(STARTED), unit: "short" },
      { title: "Came back", expr: sum(RESUMED), unit: "short" },
      { title: "Fired for", expr: `${sum(FIRING)} * ${SECONDS}`, unit: "s" },
      { title: "Resolved after", expr: `${sum(FIRING)} * ${SECONDS} / (${sum(STARTED)} > 0)`, unit: "s" },
      { title: "Longest", expr: `max by (${BY_ALERT}) (max_over_time(${AGE}[${RANGE}]))`, unit: "s" },
    ),
    worst: "Firings",
    empty: "Nothing fired",
  });
}

/** Disks or volumes, by the part of each that is used. @param expr PromQL of that part. */
function fullest(
  { thresholds }: Settings,
  options: Pick<Comparison, "description" | "empty" | "labels" | "title">,
  expr: string,
): Panel {
  return comparison({
    ...options,
    width: 12,
    height: 10,
    columns: columns({ title: "Used", expr, unit: "percentunit", states: diskStates(thresholds) }),
    worst: "Used",
  });
}

function disks(settings: Settings): Panel {
  return fullest(
    settings,
    {
      title: "Nodes' disks",
      description: "The part of each node's disks that is used now, the fullest on top.",
      labels: { node: "Node", device: "Device" },
      empty: "No node has metrics",
    },
    '1 - min by (node, device) (node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs"} / (node_filesystem_size_bytes{fstype!~"tmpfs|ramfs"} > 0))',
  );
}

function volumes(settings: Settings): Panel {
  return fullest(
    settings,
    {
      title: "Volumes",
      description: "The part of each volume that is used now, the fullest on top.",
      labels: { namespace: "Namespace", persistentvolumeclaim: "Claim" },
      empty: "No volume has metrics",
    },
    "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / (kubelet_volume_stats_capacity_bytes > 0))",
  );
}

function cost(settings: Settings): Panel {
  const spans: Column = { title: "Spans", expr: `avg_over_time(${SPANS}[${RANGE}]) * ${SECONDS_OF_IT}`, unit: "short" };
  return comparison({
    title: "Cost by namespace",
    description: `Series on average, and spans within ${DAYS} days: what each namespace has the platform keep.`,
    width: 12,
    height: 10,
    labels: { namespace: "Namespace" },
    columns: columns(
      { title: "Series", expr: `avg_over_time(${SERIES}[${RANGE}])`, unit: "short" },
      ...(hasTracing(settings) ? [spans] : []),
    ),
    worst: "Series",
    empty: "Not known yet",
  });
}

function certificates(): Panel {
  const left = (series: string) => `(${series} > 0) - time()`;
  const expr = `
    label_join(min by (namespace, name) (${left("certmanager_certificate_expiration_timestamp_seconds")}), "certificate", "/", "namespace", "name")
    or label_replace(min by (instance) (${left("probe_ssl_earliest_cert_expiry")}), "certificate", "$1", "instance", "(.+)")`;
  return comparison({
    title: "Certificates",
    description:
      "The time until each certificate expires, by cert-manager and by probes, the next one on top. Below zero it has expired.",
    width: 12,
    height: 10,
    labels: { certificate: "Certificate" },
    columns: columns({
      title: "Left",
      expr: `max by (certificate) (${expr})`,
      unit: "s",
      // How long they hold, and when they are renewed, differs: until then nothing is wrong.
      statesBelow: [[0, "red"]],
    }),
    worst: "Left",
    is: "least",
    empty: "Nobody exposes when certificates expire",
  });
}
