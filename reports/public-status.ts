/**
 * What everybody may see of how things are: the state of what is marked as public, by Prometheus' results of its probes. Names are
 * those that were chosen for it; of targets, hosts, teams and whatever is not public nothing is in it.
 */
import type { Ask } from "./ask";

/** Something that is shown, and what is asked of it. */
export interface Shown {
  name: string;
  /** The `job` of the probes by which it answers. */
  jobs: readonly string[];
  /** That of what its status page says, if it has one. */
  statusJob?: string | undefined;
  /** The namespace of their probes: others may have probes of the same name. */
  namespace: string;
}

export type State = "operational" | "degraded" | "down" | "unknown";

export const WINDOWS = { "24h": 86_400, "7d": 7 * 86_400, "90d": 90 * 86_400 } as const;

/** One of them, as it is shown. */
export interface ShownStatus {
  name: string;
  state: State;
  /** Since when, within the last 24 hours to the minute and before to a quarter of an hour; null where that is longer than is known. */
  since: string | null;
  /** The share of the time that was measured in which it answered, in percent; null where nothing was. */
  availability: Record<keyof typeof WINDOWS, number | null>;
  /** When what is known begins; null where nothing is. */
  measuredSince: string | null;
}

export interface PublicStatus {
  generated: string;
  services: ShownStatus[];
}

/** The results, recorded by rules/probes.ts; by name, since reports are bundled without rules. */
const SUCCESS = "probe:probe_success:ratio";
const WRONG = "probe:probe_content_wrong:count";

/** Results older than this are none: those of probes that are made every hour at most would be. */
const FRESH = 300;

/** Points of time and values, by time. */
type Points = [time: number, value: number][];

/** Asks for all of them. @param at Seconds since 1970. @throws What Prometheus says of an error. */
export async function publicStatus(ask: Ask, shown: readonly Shown[], at: number): Promise<PublicStatus> {
  const services: ShownStatus[] = [];
  for (const one of shown) services.push(await statusOf(ask, one, at));
  return { generated: iso(at), services: services.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))) };
}

async function statusOf(ask: Ask, { name, jobs, statusJob, namespace }: Shown, at: number): Promise<ShownStatus> {
  const matcher = `{namespace="${namespace}",job=~"${jobs.join("|")}"}`;
  const page = `{namespace="${namespace}",job="${statusJob ?? ""}"}`;
  // The worst target counts for whether it is down, and the mean of them for how much of it was there.
  const all = `min(${SUCCESS}${matcher})`;
  const some = `max(${SUCCESS}${matcher})`;
  // 0 down, 1 degraded, 2 operational: one number, so that a change of it is a change of the state.
  const answers = jobs.length === 0 ? undefined : `(${some} > bool 0) + (${all} >= bool 1)`;
  const said =
    statusJob === undefined ? undefined : `2 - (max(${WRONG}${page}) > bool 0) or max(${SUCCESS}${page} == 1) * 2`;
  const state =
    answers !== undefined && said !== undefined
      ? `min(label_replace(${answers}, "by", "answer", "", "") or label_replace(${said}, "by", "page", "", ""))`
      : (answers ?? said ?? "vector(-1) < -1");
  const share = jobs.length === 0 ? `(${state}) == bool 2` : `avg(${SUCCESS}${matcher})`;
  const fine = await points(ask, state, at - WINDOWS["24h"], at, 60);
  const coarse = await points(ask, state, at - WINDOWS["90d"], at - WINDOWS["24h"], 900);
  const measured = [
    ...(await points(ask, share, at - WINDOWS["90d"], at - WINDOWS["24h"] - 1, 900)),
    ...(await points(ask, share, at - WINDOWS["24h"], at, 60)),
  ];
  const last = fine.at(-1);
  const value = last === undefined || last[0] < at - FRESH ? undefined : last[1];
  const [first] = measured;
  return {
    name,
    state: value === undefined ? "unknown" : ((["down", "degraded", "operational"] as const)[value] ?? "unknown"),
    since: value === undefined ? null : sinceOf([...coarse, ...fine], value),
    availability: {
      "24h": percent(measured, at - WINDOWS["24h"]),
      "7d": percent(measured, at - WINDOWS["7d"]),
      "90d": percent(measured, at - WINDOWS["90d"]),
    },
    measuredSince: first === undefined ? null : iso(first[0]),
  };
}

/** The first of the last points that have this value, if any has another one before it. */
function sinceOf(points: Points, value: number): string | null {
  const other = points.findLastIndex(([, one]) => one !== value);
  const [since] = points[other + 1] ?? [];
  return other < 0 || since === undefined ? null : iso(since);
}

/** The mean, each point by the time that it stands for: a quarter of an hour, and a minute of the last day. */
function percent(points: Points, from: number): number | null {
  const own = points.filter(([time]) => time >= from);
  const last = points.at(-1)?.[0] ?? 0;
  const weights = own.map(([time]) => (time < last - WINDOWS["24h"] ? 900 : 60));
  const whole = weights.reduce((sum, one) => sum + one, 0);
  if (whole === 0) return null;
  const good = own.reduce((sum, [, value], index) => sum + value * (weights[index] ?? 0), 0);
  // Rounded down: 99.9996 % is not all of the time.
  return Math.floor((good / whole) * 100_000) / 1000;
}

interface MatrixAnswer {
  data: { result: { values: [number, string][] }[] };
}

async function points(ask: Ask, expr: string, from: number, to: number, step: number): Promise<Points> {
  // The same times at whichever moment it is asked, so that the same samples are read.
  const start = Math.ceil(from / step) * step;
  const asked = new URLSearchParams({ query: expr, start: String(start), end: String(to), step: String(step) });
  const { data } = (await ask("prometheus", `/api/v1/query_range?${asked.toString()}`)) as MatrixAnswer;
  return (data.result[0]?.values ?? []).map(([time, value]) => [time, Number(value)]);
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
