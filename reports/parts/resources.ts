/** What it costs, and what expires. */
import { type Cost, DAY, type Expiring, type Report } from "../report";
import { counted, gigabytes, moment } from "../words";
import { limited, type Line, type Part, sum, unknown } from "./part";

/** Days before something expires from which on it is worth a line, and from which on it is urgent. */
const SOON_DAYS = 30;
const URGENT_DAYS = 7;

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

export function expiring({ expiring: known, to, timezone, links }: Report): Part {
  const title = "Certificates and domains";
  if (!known.known) return unknown(title, known.why);
  const soon = known.rows.filter(({ expires }) => expires < to + SOON_DAYS * DAY);
  // The next one says that somebody looks.
  const shown = soon.length > 0 ? soon : known.rows.slice(0, 1);
  const lines = shown.map(({ kind, name, expires }): Line => ({
    tone: expires < to + URGENT_DAYS * DAY ? "bad" : expires < to + SOON_DAYS * DAY ? "warning" : "neutral",
    title: kind === "domain" ? `domain ${name}` : name,
    details: [
      expires < to ? "has expired" : `expires in ${counted(Math.floor((expires - to) / DAY), "day")}`,
      moment(expires, timezone),
    ],
  }));
  const of = (kind: Expiring["kind"]) => known.rows.filter((row) => row.kind === kind).length;
  const all = [
    ...(of("certificate") > 0 ? [counted(of("certificate"), "certificate")] : []),
    ...(of("domain") > 0 ? [counted(of("domain"), "domain")] : []),
  ].join(" and ");
  const lead =
    known.rows.length === 0
      ? "None is theirs."
      : `${soon.length} of ${all} ${soon.length === 1 ? "expires" : "expire"} within ${SOON_DAYS} days.`;
  return limited({ title, lead, lines, link: links["probes"] });
}
