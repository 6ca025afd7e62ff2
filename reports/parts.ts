/** What a report says, in an order and in words that every form of it shares. */
import { NEVER_DAYS } from "../names/alert-history";
import { type Cost, type FiredAlert, type Known, PERIODS, type Report, type ServiceLevel } from "./report";
import { amount, counted, duration, gigabytes, moment, share } from "./words";

/** How bad something is. */
export type Tone = "bad" | "good" | "neutral" | "warning";

/** One thing: what it is, and what there is to say of it. */
export interface Line {
  tone: Tone;
  title: string;
  details: string[];
}

/** Lines under a heading. */
export interface Part {
  title: string;
  /** What it comes to, or why nothing is known. */
  lead: string;
  lines: Line[];
  /** The page that shows all of it. */
  link?: string | undefined;
}

/** Lines of a part at most: a page has the others. */
const MOST = 10;

/** The part of a disk, or of memory, from which on it is worth a line. */
const FULL = 0.7;

/** Days left, of a budget of time, from which on it is worth a line. */
const SOON_DAYS = 30;

const DAY = 86_400;

/** The title: "Daily report of prod". */
export function titleOf({ period, cluster, teams }: Report): string {
  const whose = teams.length === 0 ? "" : `, ${teams.join(" and ")}`;
  return `${PERIODS[period].name} report of ${cluster}${whose}`;
}

/** The period: from when to when, and of how much of it nothing is known. */
export function timesOf({ from, to, timezone, dataSince }: Report): string[] {
  const at = (seconds: number) => moment(seconds, timezone);
  return [
    `${at(from)} to ${at(to)} (${timezone})`,
    ...(dataSince === undefined
      ? []
      : [`Prometheus has nothing from before ${at(dataSince)}: the figures are of the time since.`]),
  ];
}

/** What matters most, in one line: a subject, and the text that a phone shows first. */
export function headlineOf(report: Report): string {
  if (report.unreachable !== undefined) return "nothing is known, Prometheus does not answer";
  const missed = rowsOf(report.services).filter(isMissed).length;
  const urgent = rowsOf(report.fired).filter(({ severity }) => severity === "critical" || severity === "high");
  const now = urgent.filter((one) => one.now > 0).length;
  const said = [
    ...(missed > 0 ? [`${counted(missed, "objective")} missed`] : []),
    ...(now > 0 ? [`${counted(now, "urgent alert")} now`] : []),
    counted(
      sum(rowsOf(report.fired), ({ firings }) => firings),
      "firing",
    ),
  ];
  return said.join(", ");
}

/** Everything that a report says. */
export function partsOf(report: Report): Part[] {
  if (report.unreachable !== undefined)
    return [{ title: "Nothing is known", lead: `Prometheus does not answer: ${report.unreachable}`, lines: [] }];
  return [
    services(report),
    fired(report),
    noisiest(report),
    quiet(report),
    capacity(report),
    cost(report),
    certificates(report),
  ];
}

function isMissed({ budgetLeft }: ServiceLevel): boolean {
  return budgetLeft !== undefined && budgetLeft <= 0;
}

function services({ services: known, links }: Report): Part {
  const title = "Service levels";
  const link = links["service-levels"];
  if (!known.known) return unknown(title, known.why);
  const left = ({ budgetLeft = 2 }: ServiceLevel) => budgetLeft;
  const lines = [...known.rows]
    .sort((a, b) => left(a) - left(b))
    .map((row): Line => {
      const { service, slo, namespace, objective, availability, budgetLeft, window } = row;
      const tone =
        budgetLeft === undefined ? "neutral" : isMissed(row) ? "bad" : budgetLeft < 0.25 ? "warning" : "good";
      return {
        tone,
        title: `${service} ${slo}${namespace === "" ? "" : ` in ${namespace}`}`,
        details: [
          availability === undefined ? "no events" : `${share(floored(availability))} good of ${share(objective)}`,
          budgetWords(budgetLeft, window),
        ],
      };
    });
  const missed = known.rows.filter(isMissed).length;
  const lead =
    missed === 0
      ? `${counted(known.rows.length, "objective")}, none missed.`
      : `${missed} of ${counted(known.rows.length, "objective")} missed: nothing is left of the budget.`;
  return limited({ title, lead, lines, link });
}

function budgetWords(left: number | undefined, window: string): string {
  if (left === undefined) return "budget unknown";
  return left < 0
    ? `budget of ${window} overspent by ${share(-left, 0)}`
    : `${share(left, 0)} of the budget of ${window} left`;
}

/** Rounded down, so that what is not all of it does not read as if it were. */
function floored(value: number): number {
  return Math.floor(value * 1e5) / 1e5;
}

function fired({ fired: known, links }: Report): Part {
  const title = "What fired";
  if (!known.known) return unknown(title, known.why);
  const { rows } = known;
  const silenced = rows.filter((one) => one.silenced > 0).length;
  const lead =
    rows.length === 0
      ? "Nothing fired."
      : `${counted(rows.length, "alert")}, ${counted(
          sum(rows, (one) => one.firings),
          "firing",
        )}, ${duration(sum(rows, (one) => one.seconds))} in all; ${silenced} silenced by somebody.`;
  return limited({ title, lead, lines: rows.map(firedLine), link: links["monthly-report"] });
}

function firedLine({ alert, severity, namespace, firings, seconds, longest, now, silenced }: FiredAlert): Line {
  return {
    tone: severity === "critical" ? "bad" : severity === "high" ? "warning" : "neutral",
    title: `${alert}${namespace === "" ? "" : ` in ${namespace}`}`,
    details: [
      severity,
      firings === 0 ? "since before" : counted(firings, "firing"),
      duration(seconds),
      // What still fires is not resolved yet.
      ...(now > 0 ? [`${amount(now)} now, for up to ${duration(longest)}`] : []),
      ...(now === 0 && firings > 0 ? [`resolved after ${duration(seconds / firings)}`] : []),
      ...(now === 0 && firings > 1 ? [`longest ${duration(longest)}`] : []),
      ...(silenced > 0 ? [counted(silenced, "silence")] : []),
    ],
  };
}

function noisiest({ fired: known, links }: Report): Part {
  const title = "Noisiest";
  if (!known.known) return unknown(title, known.why);
  const noise = ({ firings, resumed }: FiredAlert) => firings + resumed;
  const rows = [...known.rows].sort((a, b) => noise(b) - noise(a)).filter((row) => noise(row) > 1);
  const lines = rows.slice(0, 5).map((row): Line => ({
    tone: row.resumed > row.firings ? "warning" : "neutral",
    title: `${row.alert}${row.namespace === "" ? "" : ` in ${row.namespace}`}`,
    details: [
      counted(row.firings, "firing"),
      ...(row.resumed > 0 ? [`came back ${counted(row.resumed, "time")} within 20 min`] : []),
      `${duration(row.seconds / Math.max(1, row.firings + row.resumed))} each`,
      row.silenced > 0 ? counted(row.silenced, "silence") : "never silenced",
    ],
  }));
  const lead =
    lines.length === 0 ? "No alert fired more than once." : "Each is a threshold to move, or a fault to end.";
  return { title, lead, lines, link: links["alert-noise"] };
}

function quiet({ quiet: known, historySince, to, links }: Report): Part {
  const title = "Never fired";
  if (!known.known) return unknown(title, known.why);
  if (historySince === undefined) return unknown(title, "Prometheus does not count firings yet");
  const days = Math.min(NEVER_DAYS, Math.floor((to - historySince) / DAY));
  const shown = known.rows.slice(0, MOST).map(({ alert }) => alert);
  const more = known.rows.length - shown.length;
  const names = shown.length === 0 ? "" : ` ${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}.`;
  const lead = `${counted(known.rows.length, "alert")} in ${counted(days, "day")} of which that is known.${names}`;
  return { title, lead, lines: [], link: links["alert-noise"] };
}

function capacity({ capacity: known }: Report): Part {
  const title = "Capacity";
  if (!known.known) return unknown(title, known.why);
  const isNear = (days: number | undefined) => days !== undefined && days < SOON_DAYS;
  const rows = known.rows.filter(({ used, daysLeft }) => used >= FULL || isNear(daysLeft));
  const lines = rows.map(({ what, name, used, daysLeft }): Line => ({
    tone: used >= 0.9 || (daysLeft !== undefined && daysLeft < 7) ? "bad" : "warning",
    title: `${what} ${name}`,
    details: [
      `${share(used, 0)} used`,
      ...(daysLeft === undefined ? [] : [`full in ${counted(Math.floor(daysLeft), "day")}`]),
    ],
  }));
  const rest = `of ${known.rows.length} disks, volumes and nodes' memories`;
  const lead =
    lines.length === 0
      ? `None ${rest} is over ${share(FULL)}, or full within ${SOON_DAYS} days.`
      : `${lines.length} ${rest}: over ${share(FULL)}, or full within ${SOON_DAYS} days.`;
  return limited({ title, lead, lines });
}

function cost({ cost: known, logBytes }: Report): Part {
  const title = "Cost";
  if (!known.known) return unknown(title, known.why);
  const teams = [...new Set(known.rows.map(({ team }) => team))].map((team) => {
    const rows = known.rows.filter((row) => row.team === team);
    const total = (of: (row: Cost) => number | undefined) => {
      const found = rows.flatMap((row) => of(row) ?? []);
      return found.length === 0 ? undefined : sum(found, (one) => one);
    };
    return {
      team,
      rows,
      series: total((row) => row.series),
      spans: total((row) => row.spans),
      bytes: total((row) => row.logBytes),
    };
  });
  const lines = teams
    .sort((a, b) => (b.series ?? 0) - (a.series ?? 0))
    .map(({ team, rows, series, spans, bytes }): Line => ({
      tone: "neutral",
      title: `team ${team}`,
      details: [
        series === undefined ? "series unknown" : counted(series, "series", "series"),
        bytes === undefined ? "log volume unknown" : `${gigabytes(bytes)} of logs`,
        spans === undefined ? "spans unknown" : counted(spans, "span"),
        `most in ${rows
          .slice(0, 3)
          .map(({ namespace }) => namespace)
          .join(", ")}`,
      ],
    }));
  const total = logBytes === undefined ? "" : ` All logs: ${gigabytes(logBytes)}.`;
  return limited({
    title,
    lead: `${counted(known.rows.length, "namespace")} of ${counted(teams.length, "team")}.${total}`,
    lines,
  });
}

function certificates({ certificates: known, to, timezone }: Report): Part {
  const title = "Certificates";
  if (!known.known) return unknown(title, known.why);
  const soon = known.rows.filter(({ expires }) => expires < to + SOON_DAYS * DAY);
  const lines = soon.map(({ name, expires }): Line => ({
    tone: expires < to + 7 * DAY ? "bad" : "warning",
    title: name,
    details: [
      expires < to ? "has expired" : `expires in ${counted(Math.floor((expires - to) / DAY), "day")}`,
      moment(expires, timezone),
    ],
  }));
  const lead = `${soon.length} of ${counted(known.rows.length, "certificate")} ${soon.length === 1 ? "expires" : "expire"} within ${SOON_DAYS} days.`;
  return limited({ title, lead, lines });
}

function unknown(title: string, why: string): Part {
  return { title, lead: `Nothing is known: ${why}.`, lines: [] };
}

function limited(part: Part): Part {
  const more = part.lines.length - MOST;
  return more <= 0
    ? part
    : { ...part, lines: part.lines.slice(0, MOST), lead: `${part.lead} ${more} more are not shown.` };
}

function rowsOf<T>(known: Known<T>): readonly T[] {
  return known.known ? known.rows : [];
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
