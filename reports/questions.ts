/** What a report asks: PromQL over recordings, at the moment at which its period ends. */
import { AGE, BEGAN, FIRING, LAST_FIRED, RESUMED, SECONDS, STARTED } from "../names/alert-history";
import { ACTED, ALWAYS, ASKED, SILENCED } from "../names/escalation";
import { LOG_BYTES, SERIES, SPANS } from "../names/usage";
import { ARRIVED, GROWTH, LEFT, LIMIT, SUBJECT, USED } from "../rules/capacity/series";
import { DOMAIN, EXPIRY } from "../rules/probes/expiry";
import { BUDGET } from "../rules/slo/objective";
import { BY_SLO, rateOf, steps, tiled } from "../rules/slo/windows";
import { DAY, type Period, PERIODS } from "./report";

/** The labels by which one thing that fills up is told from another. */
export const SUBJECT_LABELS: readonly string[] = SUBJECT.split(", ");

/** What is recorded by the hour, between two of them. */
const hourly = (series: string) => `max by (${SUBJECT}) (last_over_time(${series}[2h]))`;

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
    seen: `count(max_over_time(${SILENCED}{alert="${ALWAYS}"}[${range}]))`,
    asked: sum(ASKED),
    acted: sum(ACTED),
    capacityUsed: hourly(USED),
    capacityLimit: hourly(LIMIT),
    capacityGrowth: hourly(GROWTH),
    capacityLeft: hourly(LEFT),
    arrived: `max by (resource) (avg_over_time(${ARRIVED}[${range}]))`,
    arrivedBefore: `max by (resource) (avg_over_time(${ARRIVED}[${range}] offset ${range}))`,
    series: `avg_over_time(${SERIES}[${range}])`,
    spans: `avg_over_time(${SPANS}[${range}]) * ${days * DAY}`,
    logBytes: `avg_over_time(${LOG_BYTES}[${range}]) * ${days * DAY}`,
    probed: `min by (namespace, instance) (${EXPIRY})`,
    domains: `min by (namespace, domain) (${DOMAIN})`,
    issued: "min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds > 0)",
  };
}

/** Errors or events by the second, over days side by side: a day with more of them counts for more. */
function overDays(what: "errors" | "events", days: number): string {
  return tiled(rateOf(what, "1d"), steps("1d", days), days);
}
