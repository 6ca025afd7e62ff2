/** A report as data: what the renderers show, and what `--format json` prints. */
import type { Severity } from "../settings/channels";

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
  severity: Severity | "other";
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

/** Something that fills up. */
export interface Room {
  /** What it is: "node disk". */
  what: string;
  /** Which one. */
  name: string;
  team: string;
  /** The part that is used. */
  used: number;
  /** Days until it is full at the pace of the period; undefined where it does not grow. */
  daysLeft: number | undefined;
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

export interface Certificate {
  /** Whose it is: what was probed, or namespace and name. */
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
  quiet: Known<QuietAlert>;
  capacity: Known<Room>;
  cost: Known<Cost>;
  /** Bytes that Loki took in the period, of all namespaces; undefined where it is not known. */
  logBytes: number | undefined;
  certificates: Known<Certificate>;
  /** Addresses of Grafana's pages, by uid. */
  links: Readonly<Record<string, string>>;
}
