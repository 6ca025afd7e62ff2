/** Audit events of a time from Loki, all of them or an error. */
import { z } from "zod";
import { type AuditEvent, eventOfLine } from "./event";
import { type Asking, answerOf, Incomplete } from "./store";

/** What Loki knows an audit event by. */
const AUDIT = '{audit="true"}';

/** Lines of a page, and the most that a page may have: Loki's own `max_entries_limit_per_query`. */
const PAGE = 1000;
const MOST = 5000;

/** How long a query may be, whatever Loki allows: a day, in nanoseconds. */
const DAY = 86_400_000_000_000n;

interface Line {
  labels: Record<string, string>;
  at: bigint;
  text: string;
}

const streams = z.object({
  status: z.literal("success"),
  warnings: z.array(z.string()).optional(),
  partial: z.boolean().optional(),
  data: z.object({
    resultType: z.literal("streams"),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string().regex(/^\d+$/), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});

const series = z.object({ status: z.literal("success"), data: z.array(z.record(z.string(), z.string())) });

/**
 * Events from a moment up to, and without, another, in nanoseconds since 1970, the oldest first.
 * @throws {@link Incomplete} when Loki answers in part.
 */
export async function* lokiEvents(ask: Asking, from: bigint, to: bigint, page = PAGE): AsyncGenerator<AuditEvent> {
  for (let start = from; start < to; start += DAY) {
    const end = start + DAY < to ? start + DAY : to;
    for await (const { labels, at, text } of window(ask, start, end, page)) yield eventOfLine(labels, at, text);
  }
}

/**
 * Loki has no cursor: the next page begins with the last moment of the one before, whose lines are left to it, as some of them may
 * not have been on that page.
 */
async function* window(ask: Asking, from: bigint, to: bigint, page: number): AsyncGenerator<Line> {
  for (let start = from; start < to;) {
    const found = await lines(ask, AUDIT, start, to, page);
    const last = found.at(-1)?.at;
    if (last === undefined || found.length < page) {
      yield* found;
      return;
    }
    const before = found.filter(({ at }) => at < last);
    yield* before;
    if (before.length === 0) yield* await moment(ask, last);
    start = before.length === 0 ? last + 1n : last;
  }
}

/** All lines of one nanosecond, which are more than a page. */
async function moment(ask: Asking, at: bigint): Promise<Line[]> {
  const found = await lines(ask, AUDIT, at, at + 1n, MOST);
  if (found.length < MOST) return found;
  const path = `/loki/api/v1/series?${query({ "match[]": AUDIT, start: at, end: at + 1n })}`;
  const { data } = answerOf(series, await ask({ path }), "Loki", path);
  const all: Line[] = [];
  for (const labels of data) {
    const selector = `{${Object.entries(labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(", ")}}`;
    const some = (await lines(ask, selector, at, at + 1n, MOST)).filter(
      // A stream of these labels and others is asked for by its own.
      ({ labels: found }) => data.filter((one) => holds(found, one)).sort(byLabels)[0] === labels,
    );
    if (some.length >= MOST)
      throw new Incomplete(
        `${selector} has ${MOST} lines and more of one nanosecond (${at}), and Loki gives no more at once`,
      );
    all.push(...some);
  }
  return all;
}

/** Whether a line, by its labels and what is beside it, may be of a stream. */
function holds(line: Readonly<Record<string, string>>, stream: Readonly<Record<string, string>>): boolean {
  return Object.entries(stream).every(([name, value]) => line[name] === value);
}

/** The most labels first. */
function byLabels(a: object, b: object): number {
  return Object.keys(b).length - Object.keys(a).length;
}

async function lines(ask: Asking, selector: string, start: bigint, end: bigint, limit: number): Promise<Line[]> {
  const path = `/loki/api/v1/query_range?${query({ query: selector, start, end, limit, direction: "forward" })}`;
  const { warnings = [], partial, data } = answerOf(streams, await ask({ path }), "Loki", path);
  if (partial === true || warnings.length > 0)
    throw new Incomplete(`Loki answers in part: ${warnings.join("; ") || "it says so"}`);
  return data.result
    .flatMap(({ stream, values }) => values.map(([at, text]) => ({ labels: stream, at: BigInt(at), text })))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function query(parameters: Readonly<Record<string, string | number | bigint>>): string {
  return new URLSearchParams(
    Object.entries(parameters).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
}
