/** What a report asks: PromQL over recordings, at the moment at which its period ends. */
import { AGE, BEGAN, FIRING, LAST_FIRED, RESUMED, SECONDS, STARTED } from "../names/alert-history";
import { LOG_BYTES, SERIES, SPANS } from "../names/usage";
import { BUDGET } from "../rules/slo/objective";
import { BY_SLO, rateOf, steps, tiled } from "../rules/slo/windows";
import { DAY, type Period, PERIODS } from "./report";

/** Something that fills up, or runs out. */
export interface Capacity {
  /** What it is called. */
  what: string;
  /** The labels that name one of them. */
  name: readonly string[];
  /** The part that is used, 0 to 1. @param at When: "", or an offset. */
  used: (at: string) => string;
  /** Whether it fills up day by day, so that days are left of it. */
  grows: boolean;
}

const DISK = 'fstype!~"tmpfs|ramfs|nfs.*|cifs|smb.*|ceph.*|glusterfs|fuse.*",mountpoint!=""';

/** What is looked at: a row more here is a row more in the report. */
export const CAPACITY: readonly Capacity[] = [
  {
    what: "node disk",
    name: ["node", "instance", "device"],
    used: (at) =>
      `1 - min by (node, instance, device) (node_filesystem_avail_bytes{${DISK}}${at} / (node_filesystem_size_bytes{${DISK}}${at} > 0))`,
    grows: true,
  },
  {
    what: "volume",
    name: ["namespace", "persistentvolumeclaim"],
    used: (at) =>
      `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes${at} / (kubelet_volume_stats_capacity_bytes${at} > 0))`,
    grows: true,
  },
  {
    what: "node memory",
    name: ["node", "instance"],
    used: (at) =>
      `1 - min by (node, instance) (node_memory_MemAvailable_bytes${at} / (node_memory_MemTotal_bytes${at} > 0))`,
    grows: false,
  },
];

/** Expressions by what they are asked for. */
export function questions(period: Period): Record<string, string> {
  const { days } = PERIODS[period];
  const range = `${days}d`;
  const sum = (series: string) => `sum_over_time(${series}[${range}])`;
  return {
    dataSince: "min(prometheus_tsdb_lowest_timestamp_seconds)",
    historySince: `min(${BEGAN})`,
    objective: `max by (${BY_SLO}, team) (1 - ${BUDGET})`,
    availability: `1 - (${overDays("errors", days)}) / (${overDays("events", days)} > 0)`,
    budgetLeft: "slo:budget_left:ratio",
    started: sum(STARTED),
    resumed: sum(RESUMED),
    seconds: `${sum(FIRING)} * ${SECONDS}`,
    longest: `max_over_time(${AGE}[${range}])`,
    now: FIRING,
    lastFired: LAST_FIRED,
    ...Object.fromEntries(
      CAPACITY.flatMap(({ used, grows }, index): [string, string][] => [
        [`used${index}`, used("")],
        ...(grows ? [[`usedBefore${index}`, used(` offset ${range}`)] satisfies [string, string]] : []),
      ]),
    ),
    series: `avg_over_time(${SERIES}[${range}])`,
    spans: `avg_over_time(${SPANS}[${range}]) * ${days * DAY}`,
    logBytes: `avg_over_time(${LOG_BYTES}[${range}]) * ${days * DAY}`,
    probed: "min by (instance) (probe_ssl_earliest_cert_expiry > 0)",
    issued: "min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds > 0)",
  };
}

/** Errors or events by the second, over days side by side: a day with more of them counts for more. */
function overDays(what: "errors" | "events", days: number): string {
  return tiled(rateOf(what, "1d"), steps("1d", days), days);
}
