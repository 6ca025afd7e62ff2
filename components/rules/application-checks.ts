/** Checks of what applications are said to expose, and of their own limits. */
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import { promqlProblem } from "../../settings/promql";

/** Two sources of one metric would be recorded under one name. */
export function httpSources({ conventions }: Settings): Problem[] {
  return (["requests", "durationBucket"] as const).flatMap((metric) => {
    const seen = new Set<string>();
    return conventions.http.sources.flatMap((source, at) => {
      const name = source[metric];
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      const key = `conventions.http.sources[${at}]`;
      return [{ key: `${key}.${metric}`, problem: `${name} is another source's already`, cure: { unset: key } }];
    });
  });
}

/** Matchers of metrics that rules read: a mistake in one would stop its whole group. */
export function selectors({ conventions }: Settings): Problem[] {
  const { runtime, bot, worker } = conventions;
  const all: [string, string][] = [
    ...runtime.eventLoopLag.map((one, at): [string, string] => [`runtime.eventLoopLag[${at}]`, one]),
    ...runtime.pools.flatMap(({ used, max }, at): [string, string][] => [
      [`runtime.pools[${at}].used`, used],
      [`runtime.pools[${at}].max`, max],
    ]),
    ...runtime.queues.flatMap(({ queued, remaining }, at): [string, string][] => [
      [`runtime.queues[${at}].queued`, queued],
      [`runtime.queues[${at}].remaining`, remaining],
    ]),
    ...(["connected", "latency", "commands", "failures", "reconnects", "guilds"] as const).flatMap((key) =>
      bot[key].map((one, at): [string, string] => [`bot.${key}[${at}]`, one]),
    ),
    ...worker.sources.flatMap((source, at) =>
      (["waiting", "oldestSeconds", "succeeded", "failed", "dead"] as const).flatMap((key): [string, string][] => {
        const one = source[key];
        return one === undefined ? [] : [[`worker.sources[${at}].${key}`, one]];
      }),
    ),
  ];
  return all.flatMap(([path, selector]) => {
    const problem = promqlProblem(selector);
    const key = `conventions.${path}`;
    return problem === undefined ? [] : [{ key, problem, cure: { edit: `correct ${key} in {file}` } }];
  });
}

/** What is never compared with anything. */
export function idleLimits({ apps }: Settings): Problem[] {
  return apps.flatMap(({ kind, thresholds }, at) => {
    const key = `apps[${at}].thresholds.latencyMs`;
    return kind === "http" || thresholds?.latencyMs === undefined
      ? []
      : [{ key, problem: `is without effect: how long a ${kind} takes does not alert`, cure: { unset: key } }];
  });
}
