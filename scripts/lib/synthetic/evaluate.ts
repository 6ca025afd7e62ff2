/** Rules over the past: what a Prometheus would have written had it evaluated them then. */
import type { Api, Series } from "../prometheus/api";
import { alertStates } from "./alert-states";
import { type Ordered, USUAL_STEP } from "./rule-order";
import { write, type Written } from "./remote-write";

/** Questions that are asked at once. */
const AT_ONCE = 3;

/** Evaluates rules at each of their moments from one moment to another, and writes the results. @returns How many samples. */
export async function evaluate(
  api: Api,
  url: string,
  layers: readonly (readonly Ordered[])[],
  from: number,
  to: number,
): Promise<number> {
  let samples = 0;
  for (const layer of layers) {
    const results = await concurrently(
      layer.filter(({ readsItself }) => !readsItself),
      (one) => over(api, one, from, to),
    );
    samples += await write(url, results.flat());
    samples += await stepwise(
      api,
      url,
      layer.filter(({ readsItself }) => readsItself),
      from,
      to,
    );
  }
  return samples;
}

/** A rule at all of its moments by one question. */
async function over(api: Api, { rule, step }: Ordered, from: number, to: number): Promise<Written[]> {
  const first = Math.ceil(from / step) * step;
  if (first > to) return [];
  const found = await asked(rule, () => api.range(rule.expr, first, to, step));
  if (!("alert" in rule)) return found.map((series) => recorded(rule, series));
  const moments = Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
  return alertStates(rule, found, moments);
}

/** Rules that read what they wrote before: a moment after the other. */
async function stepwise(api: Api, url: string, rules: readonly Ordered[], from: number, to: number): Promise<number> {
  let samples = 0;
  if (rules.length === 0) return 0;
  for (let at = Math.ceil(from / USUAL_STEP) * USUAL_STEP; at <= to; at += USUAL_STEP) {
    const due = rules.filter(({ step }) => at % step === 0);
    const results = await concurrently(due, async ({ rule }) => {
      const found = await asked(rule, () => api.instant(rule.expr, at));
      return found.map(({ labels, value }) => recorded(rule, { labels, values: [[at, value]] }));
    });
    samples += await write(url, results.flat());
  }
  return samples;
}

async function asked<T>(rule: Ordered["rule"], ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const name = "alert" in rule ? rule.alert : rule.record;
    throw new Error(`${name} cannot be evaluated: ${(cause as Error).message}\n${rule.expr}`, { cause });
  }
}

function recorded(rule: Ordered["rule"], { labels, values }: Series): Written {
  if ("alert" in rule) throw new Error(`${rule.alert} records nothing`);
  return {
    labels: { ...labels, ...rule.labels, __name__: rule.record },
    times: values.map(([at]) => at * 1000),
    values: values.map(([, value]) => value),
  };
}

async function concurrently<T, U>(items: readonly T[], each: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  const rest = [...items.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) results[next[0]] = await each(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
