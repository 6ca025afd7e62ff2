/** What fills up, what it costs, and what expires. */
import { PLATFORM_TEAM, teamOfNamespace } from "../../settings/teams";
import type { Answers } from "../ask";
import { SUBJECT_LABELS } from "../questions";
import type { Arrival, Cost, Expiring, Known, Room } from "../report";
import { type Subject, teamOfLabels } from "../subject";
import { byLabels, keyOf, rowsOf, samples, sorted } from "./samples";

type Queries = Pick<Answers, "queries">;

/** Everything that rules/capacity.ts looks at, what is full first on top; then by how full it is. */
export function capacity(subject: Subject, { queries }: Queries): Known<Room> {
  if (subject.capacity === undefined)
    return { known: false, why: "capacity has no rules, as `metrics.retention` is shorter than they look back" };
  const of = (key: string) => byLabels(queries[key], SUBJECT_LABELS);
  const [limits, growth, left] = [of("capacityLimit"), of("capacityGrowth"), of("capacityLeft")];
  const rows = rowsOf(
    queries["capacityUsed"],
    "what is used has not been recorded yet (rules/capacity.ts)",
    ({ labels, value }): Room => {
      const key = keyOf(labels, SUBJECT_LABELS);
      const limit = limits.get(key)?.value;
      const { resource = "", ...names } = labels;
      return {
        resource,
        names,
        team: teamOfLabels(subject, { team: PLATFORM_TEAM, component: "capacity", ...names }),
        used: limit === undefined || limit <= 0 ? undefined : value / limit,
        daysLeft: left.get(key)?.value,
        isGrowthKnown: growth.has(key),
      };
    },
  );
  const days = ({ daysLeft = Infinity }: Room) => daysLeft;
  const used = ({ used = 0 }: Room) => used;
  return sorted(rows, (a, b) => (days(a) === days(b) ? used(b) - used(a) : days(a) - days(b)));
}

/** What stores of logs and traces are sent in a day, by what there is of it. */
export function arrivals({ queries }: Queries): Arrival[] {
  const before = byLabels(queries["arrivedBefore"], ["resource"]);
  return samples(queries["arrived"])
    .map(({ labels: { resource = "" }, value }) => ({ resource, perDay: value, before: before.get(resource)?.value }))
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

export function cost({ steps, namespaceTeams }: Subject, { queries, logs }: Answers): Known<Cost> {
  const sources = { series: queries["series"], spans: queries["spans"], logBytes: logs };
  const found = Object.values(sources).map((answer) => byLabels(answer, ["namespace"]));
  const namespaces = [...new Set(found.flatMap((of) => [...of.keys()]))].filter((name) => name !== "").sort();
  if (namespaces.length === 0) return { known: false, why: "neither series, nor spans, nor lines are counted yet" };
  const [series, spans, lines] = found;
  const rows = namespaces.map((namespace) => ({
    namespace,
    team: teamOfNamespace(steps, namespaceTeams, namespace),
    series: series?.get(namespace)?.value,
    spans: spans?.get(namespace)?.value,
    logBytes: lines?.get(namespace)?.value,
  }));
  return sorted({ known: true, rows }, (a, b) => (b.series ?? 0) - (a.series ?? 0));
}

/** Certificates and domains, the next to expire first. */
export function expiring(subject: Subject, { queries }: Queries): Known<Expiring> {
  const rows = (["probed", "issued", "domains"] as const).flatMap((key) =>
    samples(queries[key]).map(({ labels, value }): Expiring => {
      const { namespace = "", instance, name = "", domain = "" } = labels;
      return {
        kind: key === "domains" ? "domain" : "certificate",
        name: key === "domains" ? domain : (instance ?? `${namespace}/${name}`),
        team: teamOfLabels(subject, { team: PLATFORM_TEAM, component: "probes", namespace }),
        expires: value,
      };
    }),
  );
  const why = "no probe and no cert-manager exposes when anything expires";
  return rows.length === 0
    ? { known: false, why }
    : sorted({ known: true, rows }, (a, b) => a.expires - b.expires || (a.name < b.name ? -1 : 1));
}
