/** What is known of a release, asked of Prometheus, and of Loki where it is given. */
import { boundSources } from "../../../rules/applications/sources";
import { fastestPage } from "../../../rules/slo/burning";
import { hasTracing, type Settings } from "../../../settings";
import { nearest } from "../../../settings/nearest";
import { named } from "../../../settings/shown";
import { CannotAsk } from "../prometheus/address";
import { type Asker, type Series, Unanswered } from "../prometheus/api";
import { type History, SLICE } from "./history";
import type { Evidence } from "./judge";
import { LIMITS } from "./limits";
import { type Named, questions } from "./questions";
import type { SloHistory } from "./slos";

export interface Asked extends Named {
  /** Slices of the window, and of the history before it. */
  window: number;
  against: number;
  /** When it was deployed, in seconds since 1970. Default: before the window. */
  deployed: number | undefined;
  settings: Pick<Settings, "conventions" | "tracing">;
}

export interface Gathered {
  evidence: Evidence;
  /** The window, in seconds since 1970. */
  from: number;
  to: number;
  namespace: string | undefined;
  /** What a reader should know beside the verdict. */
  notes: string[];
}

/** How old what was recorded last may be, in seconds: rates are of five minutes, and recorded twice a minute. */
const NEWEST_SECONDS = 180;

/** A step of a range query is one slice. */
class Slices {
  readonly start: number;
  constructor(
    private readonly api: Asker,
    readonly count: number,
    readonly end: number,
  ) {
    this.start = end - (count - 1) * SLICE;
  }

  /** @returns Each series by slice; undefined where it has no value. */
  async of(query: string): Promise<{ labels: Series["labels"]; values: (number | undefined)[] }[]> {
    const found = await this.api.range(query, this.start, this.end, SLICE);
    return found.map(({ labels, values }) => {
      const slices = new Array<number | undefined>(this.count).fill(undefined);
      for (const [at, value] of values) {
        const index = Math.round((at - this.start) / SLICE);
        if (Number.isFinite(value) && value >= 0 && index >= 0 && index < this.count) slices[index] = value;
      }
      return { labels, values: slices };
    });
  }

  /** The only series of a sum; undefined where there is none. @param times What its values are multiplied with. */
  async sum(query: string, times = SLICE): Promise<number[] | undefined> {
    const [only] = await this.of(query);
    return only?.values.map((value) => (value ?? 0) * times);
  }
}

/** @param now Seconds since 1970. Default: Prometheus' own clock. */
export async function gather(
  prometheus: Asker,
  loki: Asker | undefined,
  asked: Asked,
  now?: number,
): Promise<Gathered> {
  const namespace = asked.namespace ?? (await onlyNamespace(prometheus, asked, now));
  const ask = questions({ ...asked, namespace });
  const clock = now ?? (await prometheus.clock());
  const newest = (await prometheus.instant(ask.newest, clock))[0]?.value;
  const to = Math.floor(newest ?? clock);
  const notes = newest === undefined ? await whyNothing(prometheus, asked) : [];
  if (clock - to > NEWEST_SECONDS)
    notes.push(
      `the newest recording is ${Math.round((clock - to) / 60)} minutes old: Prometheus has evaluated no rules since`,
    );
  const { window, gap } = layoutOf(asked, to, notes);
  const slices = new Slices(prometheus, asked.against + LIMITS.around + gap + window, to);
  const history = await historyOf(
    slices,
    ask,
    boundSources(asked.settings.conventions.http, hasTracing(asked.settings)),
  );
  const restarts = await slices.sum(ask.restarts, 1);
  const created = (await prometheus.instant(ask.created, to))[0]?.value;
  if (asked.deployed === undefined && created !== undefined) notes.push(...rolloutNotes(created, to, window));
  return {
    evidence: {
      history: clock - to > NEWEST_SECONDS ? undefined : history,
      restarts: restarts ?? (created === undefined ? undefined : new Array<number>(slices.count).fill(0)),
      logs: loki === undefined ? undefined : await logsOf(new Slices(loki, slices.count, to), ask, notes),
      slos: await slosOf(prometheus, slices, ask),
      layout: { window, gap },
    },
    from: to - window * SLICE,
    to,
    namespace,
    notes,
  };
}

/** The namespace that an application is in. @throws {@link CannotAsk} where there are several. */
async function onlyNamespace(api: Asker, { app, workload }: Asked, now?: number): Promise<string | undefined> {
  const found = await api.instant(questions({ app, namespace: undefined, workload }).namespaces, now);
  const all = [...new Set(found.map(({ labels }) => labels["namespace"] ?? ""))].sort();
  if (all.length > 1)
    throw new CannotAsk(`${named(app)} is in ${all.map(named).join(" and ")}\n  -> --namespace ${named(all[0] ?? "")}`);
  return all[0] === "" ? undefined : all[0];
}

async function whyNothing(api: Asker, { app }: Asked): Promise<string[]> {
  const known = await api.labelValues("service", '{__name__="service:http_requests:rate5m"}');
  const meant = nearest(app, known);
  return [
    known.length === 0
      ? "this Prometheus has no recordings of requests: are the platform's rules loaded?"
      : `no requests are recorded of it, nor an objective${meant === undefined ? "" : `; did you mean ${named(meant)}?`}`,
  ];
}

/** The window, which begins after the deployment, and what lies between it and what was before. */
function layoutOf({ window, deployed }: Asked, to: number, notes: string[]): Evidence["layout"] {
  if (deployed === undefined) return { window, gap: 1 };
  const since = to - deployed;
  const whole = Math.min(window, Math.floor(since / SLICE));
  if (whole < 1)
    throw new CannotAsk(
      `${since < 0 ? "--deployed is later than what is recorded" : `it was deployed ${Math.floor(since / 60)} minutes ago, and rates are of five`}\n  -> wait until five minutes after the deployment`,
    );
  if (whole < window) notes.push(`the window is ${whole * 5} minutes: the deployment is no older`);
  // Slices that are partly or wholly between the deployment and the window are neither.
  return { window: whole, gap: Math.max(Math.ceil((since - whole * SLICE) / SLICE), 0) };
}

async function historyOf(
  slices: Slices,
  ask: ReturnType<typeof questions>,
  sources: readonly string[],
): Promise<History | undefined> {
  const requests = await slices.sum(ask.requests);
  if (requests === undefined) return undefined;
  const failed = (await slices.sum(ask.failed)) ?? requests.map(() => 0);
  const series = await slices.of(ask.within);
  const bounds = [...new Set(series.map(({ labels }) => boundOf(labels)))]
    .filter((bound) => !Number.isNaN(bound))
    .sort((a, b) => a - b);
  const byBound = (source: string) =>
    bounds.map(
      (bound) => series.find(({ labels }) => labels["source"] === source && boundOf(labels) === bound)?.values,
    );
  const all = sources.map(byBound);
  const within = requests.map((_, slice) => {
    // Of each moment the first source that is there, as in the recordings.
    const first = all.find((values) => values.at(-1)?.[slice] !== undefined);
    return cumulative(bounds.map((_bound, at) => (first?.[at]?.[slice] ?? 0) * SLICE));
  });
  return { requests, failed, bounds, within };
}

/** A bucket's bound; NaN of what is none. */
function boundOf({ le = "" }: Series["labels"]): number {
  return le === "+Inf" ? Infinity : le === "" ? Number.NaN : Number(le);
}

/** Rates of buckets are taken one by one, and may cross by a hair. */
function cumulative(within: readonly number[]): number[] {
  let highest = 0;
  return within.map((count) => (highest = Math.max(highest, count)));
}

async function slosOf(api: Asker, slices: Slices, ask: ReturnType<typeof questions>): Promise<SloHistory[]> {
  const budgets = await api.instant(ask.sloBudgets, slices.end);
  if (budgets.length === 0) return [];
  const days = await api.instant(ask.sloDays, slices.end);
  const [errors, events] = [await slices.of(ask.sloErrors), await slices.of(ask.sloEvents)];
  const values = (found: typeof errors, slo: string | undefined) =>
    (
      found.find(({ labels }) => labels["slo"] === slo)?.values ?? new Array<undefined>(slices.count).fill(undefined)
    ).map((value) => (value ?? 0) * SLICE);
  return budgets
    .map(({ labels: { slo = "" }, value }) => ({
      slo,
      budget: value,
      pages: fastestPage(days.find(({ labels }) => labels["slo"] === slo)?.value ?? 30),
      errors: values(errors, slo),
      events: values(events, slo),
    }))
    .sort((a, b) => (a.slo < b.slo ? -1 : 1));
}

/** Lines are beside the point where Loki is away: what is known without them still is. */
async function logsOf(slices: Slices, ask: ReturnType<typeof questions>, notes: string[]): Promise<Evidence["logs"]> {
  try {
    const lines = await slices.sum(ask.logLines, 1);
    return lines && { lines, errors: (await slices.sum(ask.logErrors, 1)) ?? lines.map(() => 0) };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    notes.push(`lines of errors are not known: ${error.message}`);
    return undefined;
  }
}

/** Whether what was deployed is what the window shows. */
function rolloutNotes(created: number, to: number, window: number): string[] {
  const begin = to - window * SLICE;
  const minutes = (seconds: number) => Math.round(seconds / 60);
  if (created > begin + 60)
    return [
      `its newest pod was made ${minutes(created - begin)} minutes after the window began, which shows what was before it as well: --deployed <time> leaves that out`,
    ];
  if (begin - created > 3 * 3600)
    return [`its newest pod is ${minutes(to - created)} minutes old: was anything deployed?`];
  return [];
}
