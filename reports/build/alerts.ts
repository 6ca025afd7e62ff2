/** What fired, what nobody has acted on, and what never fires. */
import { NEVER_DAYS } from "../../names/alert-history";
import { PLATFORM_TEAM } from "../../settings/teams";
import type { Answers, Sample, Silence } from "../ask";
import { DAY, type FiredAlert, type Known, type QuietAlert, SEVERITY_ORDER, type ToldAlert } from "../report";
import { type Subject, teamOfLabels } from "../subject";
import { byLabels, first, keyOf, rowsOf, sorted } from "./samples";

const BY_ALERT = ["alertname", "component", "namespace", "service", "severity", "team"];

export function fired(subject: Subject, { queries, silences }: Answers, from: number): Known<FiredAlert> {
  const seconds = queries["seconds"];
  // That nothing fired is known where it is known since when that is counted.
  const since = first(queries["historySince"]) === undefined ? undefined : seconds;
  const [started, resumed, longest, now] = ["started", "resumed", "longest", "now"].map((key) =>
    byLabels(queries[key], BY_ALERT),
  );
  const made = "failed" in silences ? [] : silences.filter(({ startsAt }) => Date.parse(startsAt) / 1000 >= from);
  const rows = rowsOf(
    since,
    "Prometheus does not count firings yet",
    ({ labels, value }): FiredAlert => {
      const key = keyOf(labels, BY_ALERT);
      const { alertname: alert = "", namespace = "" } = labels;
      return {
        alert,
        severity: severityOf(labels),
        team: teamOfLabels(subject, labels),
        namespace,
        firings: started?.get(key)?.value ?? 0,
        resumed: resumed?.get(key)?.value ?? 0,
        seconds: value,
        longest: longest?.get(key)?.value ?? 0,
        now: now?.get(key)?.value ?? 0,
        silenced: made.filter((silence) => isAbout(silence, alert, labels)).length,
      };
    },
    true,
  );
  return sorted(
    together(rows),
    (a, b) => rank(a) - rank(b) || b.firings - a.firings || b.seconds - a.seconds || (a.alert < b.alert ? -1 : 1),
  );
}

/** Services of one team and namespace are one row. */
function together(known: Known<FiredAlert>): Known<FiredAlert> {
  if (!known.known) return known;
  const rows = new Map<string, FiredAlert>();
  for (const row of known.rows) {
    const key = JSON.stringify([row.alert, row.severity, row.team, row.namespace]);
    const other = rows.get(key);
    rows.set(
      key,
      other === undefined
        ? row
        : {
            ...row,
            firings: row.firings + other.firings,
            resumed: row.resumed + other.resumed,
            seconds: row.seconds + other.seconds,
            longest: Math.max(row.longest, other.longest),
            now: row.now + other.now,
          },
    );
  }
  return { known: true, rows: [...rows.values()] };
}

function severityOf({ severity }: Sample["labels"]): FiredAlert["severity"] {
  return SEVERITY_ORDER.find((one) => one === severity) ?? "other";
}

function rank({ severity }: Pick<FiredAlert, "severity">): number {
  return SEVERITY_ORDER.indexOf(severity);
}

/** Whether a silence is of this alert by name: one of a whole namespace is of no alert. */
function isAbout({ matchers }: Silence, alert: string, labels: Sample["labels"]): boolean {
  const exact = matchers.filter(({ isRegex, isEqual = true }) => !isRegex && isEqual);
  const value = (name: string) => exact.find((one) => one.name === name)?.value;
  return value("alertname") === alert && [labels["namespace"], undefined].includes(value("namespace"));
}

const BY_TOLD = ["alertname", "namespace", "severity", "team"];

/** What somebody was told of, those first that nobody has acted on. */
export function told(subject: Subject, { queries }: Answers): Known<ToldAlert> {
  const acted = byLabels(queries["acted"], BY_TOLD);
  // That nobody was told of anything is known where Alertmanager's alerts are seen at all.
  const asked = first(queries["seen"]) === undefined ? undefined : queries["asked"];
  const rows = rowsOf(
    asked,
    "what is silenced is seen where alerts escalate (`alerting.escalation.l2`)",
    ({ labels, value }): ToldAlert => ({
      alert: labels["alertname"] ?? "",
      severity: severityOf(labels),
      team: teamOfLabels(subject, labels),
      namespace: labels["namespace"] ?? "",
      told: value,
      acted: acted.get(keyOf(labels, BY_TOLD))?.value ?? 0,
    }),
    true,
  );
  return sorted(
    rows,
    (a, b) =>
      Number(a.acted > 0) - Number(b.acted > 0) ||
      rank(a) - rank(b) ||
      b.told - b.acted - (a.told - a.acted) ||
      (a.alert < b.alert ? -1 : 1),
  );
}

export function quiet({ queries, loaded }: Answers, to: number): Known<QuietAlert> {
  if ("failed" in loaded) return { known: false, why: loaded.failed };
  const last = byLabels(queries["lastFired"], ["alertname"]);
  const names = new Map(
    loaded.filter(({ labels }) => labels["severity"] !== "none").map((one) => [one.name, one.labels]),
  );
  const rows = [...names].map(([alert, labels]) => ({
    alert,
    // A rule whose team is that of what it fires for is nobody's before it does.
    team: labels["team"]?.includes("{{") === false ? labels["team"] : PLATFORM_TEAM,
    last: last.get(alert)?.value,
  }));
  const never = rows.filter((row) => row.last === undefined || row.last < to - NEVER_DAYS * DAY);
  return sorted({ known: true, rows: never }, (a, b) => (a.alert < b.alert ? -1 : 1));
}
