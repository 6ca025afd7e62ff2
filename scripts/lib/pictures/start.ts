/** The Prometheus and the Loki that pictures show: those that are given, or the synthetic cluster's. */
import type { Settings } from "../../../settings";
import { seconds } from "../../../settings/units";
import { type Sources, sourcesAt } from "../panels/sources";
import { addressOf } from "../prometheus/address";
import { Api } from "../prometheus/api";
import { UserError } from "../stack";
import { startSynthetic } from "../synthetic";

export interface Started {
  sources: Sources;
  /** Whether the data is synthetic. */
  made: boolean;
  stop: () => Promise<void>;
}

/** @throws {@link UserError} for an address that is none, and when a Loki is given without a Prometheus. */
export async function startSources(
  settings: Settings,
  given: { prometheus?: string; loki?: string },
  env: NodeJS.ProcessEnv,
): Promise<Started> {
  if (given.prometheus === undefined) {
    if (given.loki !== undefined) throw new UserError("--loki is given without --prometheus");
    const { stop, ...synthetic } = await startSynthetic(settings, { logs: true, log: console.error });
    return { sources: sourcesAt(synthetic), made: true, stop };
  }
  const prometheus = new Api("prometheus", addressOf("PROMETHEUS", given.prometheus, env));
  const loki = given.loki === undefined ? {} : { loki: new Api("loki", addressOf("LOKI", given.loki, env)) };
  const now = Math.round((await prometheus.clock()) * 1000) / 1000;
  const scrape = seconds(settings.metrics.scrapeInterval);
  return { sources: { prometheus, ...loki, now, scrape }, made: false, stop: () => Promise.resolve() };
}
