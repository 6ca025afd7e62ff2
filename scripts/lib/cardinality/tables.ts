/** The lists of what series cost, as rows of text. */
import { grouped } from "../../../settings/bounds";
import { formatBytes } from "../../../settings/units";
import type { Assessment } from "./assess";

/** Characters of a name that a line shows. */
const MOST_SHOWN = 80;

export interface Table {
  title: string;
  heads: string[];
  rows: string[][];
  /** What is said below it. */
  notes: string[];
}

/** @param top Rows of each. */
export function tablesOf(found: Assessment, top: number): Table[] {
  const { series } = found;
  const cost = (amount: number) => [grouped(amount), share(amount, series)];
  const more = (list: readonly unknown[], what: string) =>
    list.length > top ? [`and ${grouped(list.length - top)} more ${what}`] : [];
  return [
    {
      title: "Metrics",
      heads: ["series", "share", "metric"],
      rows: found.metrics.slice(0, top).map(({ name, series: own }) => [...cost(own), short(name)]),
      notes: more(found.metrics, "metrics"),
    },
    {
      title: "What makes the largest ones large",
      heads: ["live", "without it", "values", "label", "metric"],
      rows: found.inspected.flatMap(({ name, live, labels }) =>
        labels
          .filter(({ without }) => without <= live / 2)
          .slice(0, 3)
          .map(({ label, values, without }) => [
            grouped(live),
            grouped(without),
            grouped(values),
            short(label),
            short(name),
          ]),
      ),
      notes: found.inspected
        .filter(({ series: own, live }) => own > 1000 && live < own / 2)
        .map(
          ({ name, series: own, live }) =>
            `${short(name)}: ${grouped(own - live)} of its series have ended, as those of pods that are gone`,
        ),
    },
    {
      title: "Labels",
      heads: ["values", "size", "label"],
      rows: found.labels
        .slice(0, top)
        .map(({ label, values, bytes }) => [grouped(values), `${formatBytes(bytes)}B`, short(label)]),
      notes: [],
    },
    {
      title: "Teams",
      heads: ["series", "share", "team"],
      rows: (found.teams ?? []).map(({ team, series: own }) => [...cost(own), team]),
      notes:
        found.teams === undefined ? ["not known: --stack <stack> says whose a namespace and an application is"] : [],
    },
    {
      title: "Namespaces and services",
      heads: ["series", "share", "namespace", "service"],
      rows: found.owners
        .slice(0, top)
        .map(({ namespace, service, series: own, isWhole }) => [
          ...cost(own),
          short(namespace || "(none)"),
          isWhole ? "(all: too many to count by service)" : short(service || "(none)"),
        ]),
      notes: more(found.owners, "of them"),
    },
    {
      title: "Jobs",
      heads: ["a scrape", "a second", "targets", "job"],
      rows: found.jobs
        .slice(0, top)
        .map(({ job, targets, perScrape, perSecond }) => [
          grouped(perScrape),
          grouped(Math.round(perSecond)),
          grouped(targets),
          short(job),
        ]),
      notes: more(found.jobs, "jobs"),
    },
    {
      title: "Scraped, and read by nothing that is known",
      heads: ["series", "share", "metric"],
      rows: found.unread.slice(0, top).map(({ name, series: own }) => [...cost(own), short(name)]),
      notes: [...more(found.unread, "metrics"), ...known(found)],
    },
    {
      title: "Recorded, and read by nothing that is known",
      heads: ["series", "recording"],
      rows: found.unreadRecordings.slice(0, top).map(({ name, series: own }) => [grouped(own), short(name)]),
      notes: more(found.unreadRecordings, "recordings"),
    },
  ];
}

/** What the list of what nothing reads is worth. */
function known({ readings, hasOthersDashboards, ofAny, unreadable }: Assessment): string[] {
  return [
    `Looked at: ${grouped(readings)} queries of the rules that this Prometheus has loaded, and of the platform's rules, pages, runbooks and reports` +
      (hasOthersDashboards ? ", and of --dashboards." : "."),
    hasOthersDashboards
      ? "Not known: dashboards that are not among those, what somebody asks by hand, federation, remote storage and autoscalers."
      : "Not known: other teams' dashboards and those of charts (--dashboards <folder> takes them), what somebody asks by hand, federation, remote storage and autoscalers.",
    ...(ofAny.length > 0 ? [`${ofAny.length} queries name no metric and are not counted, as ${ofAny[0] ?? ""}.`] : []),
    ...(unreadable.length > 0
      ? [`${unreadable.length} queries are no PromQL, of which every word counts as read, as ${unreadable[0] ?? ""}.`]
      : []),
  ];
}

const NUMBERS = ["series", "share", "live", "without it", "values", "size", "a scrape", "a second", "targets"];

/** Whether a column has numbers. */
export function isNumber(head: string | undefined): boolean {
  return NUMBERS.includes(head ?? "");
}

export function share(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)} %`;
}

function short(name: string): string {
  const line = name.replace(/[\n\t]/g, " ");
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}… (${grouped(line.length)} characters)` : line;
}
