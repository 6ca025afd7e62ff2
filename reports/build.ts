/** A report from what the platform's programs answered. Pure: the same answers are the same report. */
import type { Severity } from "../settings/channels";
import { NEVER_DAYS } from "../names/alert-history";
import { type Answer, type Answers, capacityName, type Sample, type Silence } from "./ask";
import { CAPACITY } from "./questions";
import {
  beginOf,
  type Certificate,
  type Cost,
  DAY,
  type FiredAlert,
  type Known,
  type Period,
  PERIODS,
  type QuietAlert,
  type Report,
  type Room,
  type ServiceLevel,
} from "./report";
import { type Ownership, teamOf } from "./teams";

/** What a report is about, beside the answers. */
export interface Subject extends Ownership {
  cluster: string;
  timezone: string;
  /** The teams that it is about; all where there is none. */
  teams: readonly string[];
  links: Readonly<Record<string, string>>;
}

/** Severities, most severe first; of another one, nobody knows how severe it is. */
const ORDER: readonly (Severity | "other")[] = ["critical", "high", "medium", "low", "info", "other"];

export function buildReport(subject: Subject, period: Period, to: number, answers: Answers): Report {
  const from = beginOf(period, to);
  const { cluster, timezone, teams, links } = subject;
  const isTheirs = ({ team }: { team: string }) => teams.length === 0 || teams.includes(team);
  const of = <T extends { team: string }>(known: Known<T>): Known<T> =>
    known.known ? { known: true, rows: known.rows.filter(isTheirs) } : known;
  const dataSince = first(answers.queries["dataSince"]);
  return {
    cluster,
    period,
    from,
    to,
    timezone,
    teams,
    links,
    unreachable: answers.unreachable,
    dataSince: dataSince !== undefined && dataSince > from ? dataSince : undefined,
    historySince: first(answers.queries["historySince"]),
    services: of(services(answers)),
    fired: of(fired(subject, answers, from)),
    quiet: of(quiet(answers, to)),
    capacity: of(capacity(subject, period, answers)),
    cost: of(cost(subject, answers)),
    logBytes: first(answers.queries["logBytes"]),
    certificates: of(certificates(subject, answers)),
  };
}

type Queries = Pick<Answers, "queries">;

function services({ queries }: Queries): Known<ServiceLevel> {
  const bySlo = (key: string) => byLabels(queries[key], ["namespace", "service", "slo"]);
  const availability = bySlo("availability");
  const left = bySlo("budgetLeft");
  return rowsOf(queries["objective"], "no application has an objective (`apps[].slo`)", ({ labels, value }) => {
    const { namespace = "", service = "", slo = "", team = "platform" } = labels;
    const key = keyOf(labels, ["namespace", "service", "slo"]);
    const budget = left.get(key);
    return {
      namespace,
      service,
      slo,
      team,
      objective: rounded(value),
      availability: availability.get(key)?.value,
      budgetLeft: budget?.value,
      window: budget?.labels["window"] ?? "",
    };
  });
}

const BY_ALERT = ["alertname", "namespace", "severity", "team"];

function fired(subject: Subject, { queries, silences }: Answers, from: number): Known<FiredAlert> {
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
      const { alertname: alert = "", namespace = "", severity = "" } = labels;
      return {
        alert,
        severity: ORDER.find((one) => one === severity) ?? "other",
        team: teamOf(subject, namespace, labels["team"]),
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
  const rank = ({ severity }: FiredAlert) => ORDER.indexOf(severity);
  return sorted(rows, (a, b) => rank(a) - rank(b) || b.firings - a.firings || b.seconds - a.seconds);
}

/** Whether a silence is of this alert by name: one of a whole namespace is of no alert. */
function isAbout({ matchers }: Silence, alert: string, labels: Sample["labels"]): boolean {
  const exact = matchers.filter(({ isRegex, isEqual = true }) => !isRegex && isEqual);
  const value = (name: string) => exact.find((one) => one.name === name)?.value;
  return value("alertname") === alert && [labels["namespace"], undefined].includes(value("namespace"));
}

function quiet({ queries, loaded }: Answers, to: number): Known<QuietAlert> {
  if ("failed" in loaded) return { known: false, why: loaded.failed };
  const last = byLabels(queries["lastFired"], ["alertname"]);
  const names = new Map(
    loaded.filter(({ labels }) => labels["severity"] !== "none").map((one) => [one.name, one.labels]),
  );
  const rows = [...names].map(([alert, labels]) => ({
    alert,
    // A rule whose team is that of what it fires for is nobody's before it does.
    team: labels["team"]?.includes("{{") === false ? labels["team"] : "platform",
    last: last.get(alert)?.value,
  }));
  const never = rows.filter((row) => row.last === undefined || row.last < to - NEVER_DAYS * DAY);
  return sorted({ known: true, rows: never }, (a, b) => (a.alert < b.alert ? -1 : 1));
}

function capacity(subject: Subject, period: Period, { queries }: Queries): Known<Room> {
  const rows = CAPACITY.flatMap(({ what, name, grows }, index): Room[] => {
    const before = byLabels(queries[`usedBefore${index}`], name);
    return samples(queries[`used${index}`]).map(({ labels, value }) => {
      const then = grows ? before.get(keyOf(labels, name))?.value : undefined;
      const byDay = then === undefined ? 0 : (value - then) / PERIODS[period].days;
      return {
        what,
        name: capacityName(index, labels),
        team: teamOf(subject, labels["namespace"] ?? ""),
        used: value,
        // A day's noise is not growth.
        daysLeft: byDay > 0.001 ? (1 - value) / byDay : undefined,
      };
    });
  });
  if (rows.length === 0) return { known: false, why: "no node and no volume has metrics" };
  return sorted({ known: true, rows }, (a, b) => b.used - a.used);
}

function cost(subject: Subject, { queries, logs }: Answers): Known<Cost> {
  const sources = { series: queries["series"], spans: queries["spans"], logBytes: logs };
  const found = Object.values(sources).map((answer) => byLabels(answer, ["namespace"]));
  const namespaces = [...new Set(found.flatMap((of) => [...of.keys()]))].filter((name) => name !== "").sort();
  if (namespaces.length === 0) return { known: false, why: "neither series, nor spans, nor lines are counted yet" };
  const [series, spans, lines] = found;
  const rows = namespaces.map((namespace) => ({
    namespace,
    team: teamOf(subject, namespace),
    series: series?.get(namespace)?.value,
    spans: spans?.get(namespace)?.value,
    logBytes: lines?.get(namespace)?.value,
  }));
  return sorted({ known: true, rows }, (a, b) => (b.series ?? 0) - (a.series ?? 0));
}

function certificates(subject: Subject, { queries }: Queries): Known<Certificate> {
  const rows = [...samples(queries["probed"]), ...samples(queries["issued"])].map(({ labels, value }) => ({
    name: labels["instance"] ?? `${labels["namespace"] ?? ""}/${labels["name"] ?? ""}`,
    team: teamOf(subject, labels["namespace"] ?? ""),
    expires: value,
  }));
  const why = "no probe and no cert-manager exposes when certificates expire";
  return rows.length === 0 ? { known: false, why } : sorted({ known: true, rows }, (a, b) => a.expires - b.expires);
}

function samples(answer: Answer | undefined): readonly Sample[] {
  return answer === undefined || "failed" in answer ? [] : answer.samples;
}

function first(answer: Answer | undefined): number | undefined {
  return samples(answer)[0]?.value;
}

/** @param orNone Whether no sample means that there is nothing to tell, rather than that nobody measures it. */
function rowsOf<T>(answer: Answer | undefined, none: string, row: (sample: Sample) => T, orNone = false): Known<T> {
  if (answer !== undefined && "failed" in answer) return { known: false, why: answer.failed };
  const found = samples(answer).map(row);
  return found.length > 0 || (orNone && answer !== undefined)
    ? { known: true, rows: found }
    : { known: false, why: none };
}

function byLabels(answer: Answer | undefined, names: readonly string[]): Map<string, Sample> {
  return new Map(samples(answer).map((sample) => [keyOf(sample.labels, names), sample]));
}

function keyOf(labels: Sample["labels"], names: readonly string[]): string {
  return names.length === 1 ? (labels[names[0] ?? ""] ?? "") : JSON.stringify(names.map((name) => labels[name] ?? ""));
}

function sorted<T>(known: Known<T>, compare: (a: T, b: T) => number): Known<T> {
  return known.known ? { known: true, rows: [...known.rows].sort(compare) } : known;
}

/** Without what binary fractions add. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}
