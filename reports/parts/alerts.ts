/** What fired, what is noisy, what nobody has acted on, and what never fires. */
import { NEVER_DAYS } from "../../names/alert-history";
import { DAY, type FiredAlert, type Report } from "../report";
import { amount, counted, duration } from "../words";
import { limited, type Line, MOST, type Part, sum, unknown } from "./part";

export function fired({ fired: known, links }: Report): Part {
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

export function noisiest({ fired: known, links }: Report): Part {
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

/** What nobody has acted on: a silence is how one says that it is taken. */
export function told({ told: known, links }: Report): Part {
  const title = "Acted on";
  if (!known.known) return unknown(title, known.why);
  const { rows } = known;
  const never = rows.filter(({ acted }) => acted === 0).length;
  const lines = rows.map(({ alert, severity, namespace, told: times, acted }): Line => ({
    tone: acted > 0 ? "good" : severity === "critical" || severity === "high" ? "warning" : "neutral",
    title: `${alert}${namespace === "" ? "" : ` in ${namespace}`}`,
    details: [
      severity,
      `told ${counted(times, "time")}`,
      acted === 0 ? "never acted on" : `silenced ${counted(acted, "time")}`,
    ],
  }));
  const lead =
    rows.length === 0
      ? "Nobody was told of anything."
      : `${never} of ${counted(rows.length, "alert")} that somebody was told of ${never === 1 ? "was" : "were"} never silenced by anybody.`;
  return limited({ title, lead, lines, link: links["alert-noise"] });
}

export function quiet({ quiet: known, historySince, to, links }: Report): Part {
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
