/** Whom panels ask, and when. */
import { Api } from "../prometheus/api";

/** Without a Loki, panels of logs have nobody to ask. */
export interface Sources {
  prometheus: Api;
  loki?: Api;
  /** The moment that stands for now, in seconds since 1970. */
  now: number;
  /** Seconds between scrapes, as the data source is told. */
  scrape: number;
}

/** Panels ask for much at once, and on a busy machine. */
const TIMEOUT_MS = 120_000;

/** Programs that want no credentials, by their addresses. */
export function sourcesAt({
  prometheus,
  loki,
  now,
  scrape,
}: {
  prometheus: string;
  loki?: string;
  now: number;
  scrape: number;
}): Sources {
  const at = (program: "loki" | "prometheus", url: string) =>
    new Api(program, { url, headers: {}, secrets: [] }, { timeoutMs: TIMEOUT_MS });
  return {
    prometheus: at("prometheus", prometheus),
    ...(loki === undefined ? {} : { loki: at("loki", loki) }),
    now,
    scrape,
  };
}
