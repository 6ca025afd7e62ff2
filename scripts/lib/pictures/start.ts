/** The Prometheus and the Loki that pictures show: those that are given, or the synthetic cluster's. */
import type { Settings } from "../../../settings";
import { addressOf } from "../prometheus/address";
import { Api } from "../prometheus/api";
import { UserError } from "../stack";
import { startSynthetic } from "../synthetic";
import type { Sources } from "./sources";

export interface Started {
  sources: Sources;
  /** Milliseconds since 1970. */
  now: number;
  /** How often metrics are scraped. */
  scrapeInterval: string;
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
    const { prometheus, loki, now, scrape, stop } = await startSynthetic(settings, { logs: true, log: console.error });
    const at = (url: string) => ({ url, headers: {}, secrets: [] });
    const sources = {
      prometheus: new Api("prometheus", at(prometheus)),
      ...(loki === undefined ? {} : { loki: new Api("loki", at(loki)) }),
    };
    return { sources, now: now * 1000, scrapeInterval: `${scrape}s`, made: true, stop };
  }
  const prometheus = new Api("prometheus", addressOf("PROMETHEUS", given.prometheus, env));
  const loki = given.loki === undefined ? {} : { loki: new Api("loki", addressOf("LOKI", given.loki, env)) };
  const now = Math.round((await prometheus.clock()) * 1000);
  const { scrapeInterval } = settings.metrics;
  return { sources: { prometheus, ...loki }, now, scrapeInterval, made: false, stop: () => Promise.resolve() };
}
