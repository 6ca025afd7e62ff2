/** A report as data: what the renderers show, and what `--format json` prints. */
import type { Severity } from "../settings/channels";
import type { Forecast } from "./subject";

/** How far back a report looks from the moment it is made, in days of 24 hours. */
export const PERIODS = {
  day: { days: 1, name: "Daily" },
  week: { days: 7, name: "Weekly" },
  month: { days: 30, name: "Monthly" },
} as const;

export type Period = keyof typeof PERIODS;

/** Seconds of a day. */
export const DAY = 86_400;

/** When a period that ends at a time has begun; both in seconds since 1970. */
export function beginOf(period: Period, to: number): number {
  return to - PERIODS[period].days * DAY;
}

/** Severities, most severe first; of another one, nobody knows how severe it is. */
export const SEVERITY_ORDER: readonly (Severity | "other")[] = ["critical", "high", "medium", "low", "info", "other"];

/** Rows, or why there can be none: nothing is known of what nobody measures. */
export type Known<T> = { known: true; rows: T[] } | { known: false; why: string };

/** One SLO. */
export interface ServiceLevel {
  namespace: string;
  service: string;
  slo: string;
  team: string;
  /** The part of its events that is to be good: 0.999. */
  objective: number;
  /** The part that was good in the period; undefined where there were no events. */
  availability: number | undefined;
  /** The part of the error budget that is left of the SLO's own window, below 0 when more was bad than promised. */
  budgetLeft: number | undefined;
  /** The SLO's window, e.g. 30d. */
  window: string;
}

/** An alert that fired in the period. */
export interface FiredAlert {
  alert: string;
  severity: (typeof SEVERITY_ORDER)[number];
  team: string;
  namespace: string;
  /** Firings that began in the period; none of one that only went on. */
  firings: number;
  /** Times that a firing paused for less than 20 minutes, and went on. */
  resumed: number;
  /** Seconds that it fired, of all its subjects together. */
  seconds: number;
  /** The longest that one firing has lasted by the end of the period, in seconds. */
  longest: number;
  /** Subjects that it fires for now. */
  now: number;
  /** Silences of it that somebody made in the period. */
  silenced: number;
}

/** An alert that there is a rule for, and that has not fired. */
export interface QuietAlert {
  alert: string;
  team: string;
  /** When it last fired, in seconds since 1970; undefined where that is not known of any time. */
  last: number | undefined;
}

/** An alert that somebody was told of in the period. */
export interface ToldAlert {
  alert: string;
  severity: FiredAlert["severity"];
  team: string;
  namespace: string;
  /** Its firings that began to be told. */
  told: number;
  /** Firings that somebody silenced for the first time: nobody has acted on the others. */
  acted: number;
}

/** Something that fills up. */
export interface Room {
  /** What it is, the label `resource` of rules/capacity.ts. */
  resource: string;
  /** Which one: its other labels. */
  names: Readonly<Record<string, string>>;
  team: string;
  /** The part of its limit that is used at the peak of an hour; undefined where it has no limit, as with an autoscaler. */
  used: number | undefined;
  /** Days until it is full; undefined where it does not grow, and where that is not known. */
  daysLeft: number | undefined;
  /** Whether there is history enough to tell. */
  isGrowthKnown: boolean;
}

/** What a store is sent. */
export interface Arrival {
  /** Of what: logs, in bytes, or traces, in spans. */
  resource: string;
  /** In a day, on average over the period. */
  perDay: number;
  /** The same of the period before; undefined where that is not known. */
  before: number | undefined;
}

/** What one namespace costs. */
export interface Cost {
  namespace: string;
  team: string;
  /** Series, on average. */
  series: number | undefined;
  /** Spans in the period. */
  spans: number | undefined;
  /** Bytes of log lines in the period. */
  logBytes: number | undefined;
}

/** What ends on a day that is known. */
export interface Expiring {
  kind: "certificate" | "domain";
  /** Whose it is: what was probed, or namespace and name of a certificate; a domain itself. */
  name: string;
  team: string;
  /** When it expires, in seconds since 1970. */
  expires: number;
}

/** A report. Times are in seconds since 1970. */
export interface Report {
  cluster: string;
  period: Period;
  from: number;
  to: number;
  timezone: string;
  /** The teams that it is about; all where there is none. */
  teams: readonly string[];
  /** Why nothing could be asked at all; everything else is then unknown. */
  unreachable: string | undefined;
  /** Since when Prometheus has data, where that is later than `from`. */
  dataSince: number | undefined;
  /** Since when it is known which alerts have fired. */
  historySince: number | undefined;
  services: Known<ServiceLevel>;
  fired: Known<FiredAlert>;
  told: Known<ToldAlert>;
  quiet: Known<QuietAlert>;
  /** How days left are forecast; undefined where they are not. */
  forecast: Forecast | undefined;
  capacity: Known<Room>;
  arrivals: Arrival[];
  cost: Known<Cost>;
  /** Bytes that Loki took in the period, of all namespaces; undefined where it is not known. */
  logBytes: number | undefined;
  expiring: Known<Expiring>;
  /** Addresses of Grafana's pages, by uid. */
  links: Readonly<Record<string, string>>;
}
