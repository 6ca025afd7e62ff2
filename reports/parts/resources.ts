/** What fills up, what it costs, and what expires. */
import { type Cost, DAY, type Report } from "../report";
import { counted, gigabytes, moment, share } from "../words";
import { limited, type Line, type Part, sum, unknown } from "./part";

/** The part of a disk, or of memory, from which on it is worth a line. */
const FULL = 0.7;

/** Days left, of a budget of time, from which on it is worth a line. */
const SOON_DAYS = 30;

export function capacity({ capacity: known }: Report): Part {
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

export function cost({ cost: known, logBytes }: Report): Part {
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

export function certificates({ certificates: known, to, timezone }: Report): Part {
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
