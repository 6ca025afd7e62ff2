/** The report of the last month as a page: what was promised and kept, what fired, what fills up, what it costs. */
import { ALERT_NOISE_UID, OVERVIEW_UID } from "../names/dashboards";
import { inColumns } from "./columns";
import { AGE, FIRING, RESUMED, SECONDS, STARTED } from "../names/alert-history";
import { LOG_BYTES, SERIES, SPANS } from "../names/usage";
import { hasLogs, hasSlos, hasTracing, type Settings } from "../settings";
import { type Panel, steps } from "./common";
import { table } from "./tables";
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
      Capacity: [disks(), volumes()],
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

/** A table of several queries: a row for what their labels name. */
function joined(
  options: { title: string; description: string; width: number; unit: string; empty: string },
  queries: readonly (readonly [column: string, expr: string, unit?: string])[],
  labels: Readonly<Record<string, string>>,
  sort: { field: string; desc?: boolean },
): Panel {
  const builder = inColumns(
    table({ ...options, height: 10, queries: queries.map(([, expr]) => ({ expr })) }),
    labels,
    queries.map(([column]) => column),
    ["Time", "__name__"],
  ).withTransformation({ id: "sortBy", options: { sort: [sort] } });
  for (const [column, , unit] of queries)
    builder.overrideByName(column, [
      { id: "custom.width", value: 120 },
      ...(unit === undefined ? [] : [{ id: "unit", value: unit }]),
    ]);
  return builder;
}

function services(): Panel {
  return joined(
    {
      title: "Objectives",
      description: "What was good of each objective's events, and what is left of its budget. The least is on top.",
      width: 24,
      unit: "percentunit",
      empty: "No objective has events",
    },
    [
      ["Objective", `max by (${BY_SLO}) (1 - slo:error_budget:ratio)`],
      ["Good", `1 - (${overDays("errors")}) / ((${overDays("events")}) > 0)`],
      ["Budget left", `max by (${BY_SLO}) (slo:budget_left:ratio)`],
    ],
    { namespace: "Namespace", service: "Service", slo: "SLO" },
    { field: "Budget left" },
  );
}

function alerts(): Panel {
  const sum = (series: string) => `sum by (${BY_ALERT}) (sum_over_time(${series}[${RANGE}]))`;
  return joined(
    {
      title: "What fired",
      description: "Each alert by how often it fired; how long each firing lasted is how fast it was resolved.",
      width: 24,
      unit: "short",
      empty: "Nothing fired",
    },
    [
      ["Firings", sum(STARTED)],
      ["Came back", sum(RESUMED)],
      ["Fired for", `${sum(FIRING)} * ${SECONDS}`, "s"],
      ["Resolved after", `${sum(FIRING)} * ${SECONDS} / (${sum(STARTED)} > 0)`, "s"],
      ["Longest", `max by (${BY_ALERT}) (max_over_time(${AGE}[${RANGE}]))`, "s"],
    ],
    { alertname: "Alert", namespace: "Namespace", severity: "Severity" },
    { field: "Firings", desc: true },
  );
}

function disks(): Panel {
  const used =
    '1 - min by (node, device) (node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs"} / (node_filesystem_size_bytes{fstype!~"tmpfs|ramfs"} > 0))';
  return joined(
    {
      title: "Nodes' disks",
      description: "The part of each node's disks that is used now, the fullest on top.",
      width: 12,
      unit: "percentunit",
      empty: "No node has metrics",
    },
    [["Used", used]],
    { node: "Node", device: "Device" },
    { field: "Used", desc: true },
  );
}

function volumes(): Panel {
  const used =
    "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / (kubelet_volume_stats_capacity_bytes > 0))";
  return joined(
    {
      title: "Volumes",
      description: "The part of each volume that is used now, the fullest on top.",
      width: 12,
      unit: "percentunit",
      empty: "No volume has metrics",
    },
    [["Used", used]],
    { namespace: "Namespace", persistentvolumeclaim: "Claim" },
    { field: "Used", desc: true },
  );
}

function cost(settings: Settings): Panel {
  return joined(
    {
      title: "Cost by namespace",
      description: `Series on average, and spans within ${DAYS} days: what each namespace has the platform keep.`,
      width: 12,
      unit: "short",
      empty: "Not known yet",
    },
    [
      ["Series", `avg_over_time(${SERIES}[${RANGE}])`],
      ...(hasTracing(settings) ? [["Spans", `avg_over_time(${SPANS}[${RANGE}]) * ${SECONDS_OF_IT}`] as const] : []),
    ],
    { namespace: "Namespace" },
    { field: "Series", desc: true },
  );
}

function certificates(): Panel {
  const left = (series: string) => `(${series} > 0) - time()`;
  const expr = `
    label_join(min by (namespace, name) (${left("certmanager_certificate_expiration_timestamp_seconds")}), "certificate", "/", "namespace", "name")
    or label_replace(min by (instance) (${left("probe_ssl_earliest_cert_expiry")}), "certificate", "$1", "instance", "(.+)")`;
  return table({
    title: "Certificates",
    description: "The time until each certificate expires, by cert-manager and by probes, the next one on top.",
    width: 12,
    height: 10,
    unit: "s",
    queries: [{ expr: `sort(max by (certificate) (${expr}))` }],
    empty: "Nobody exposes when certificates expire",
  }).thresholds(steps([0, "text"]));
}
