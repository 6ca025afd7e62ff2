/** What an application's entry may drop: the metrics of it that nothing known reads, as its settings take them. */
import { MOST_CHARACTERS, MOST_ITEMS } from "../../../settings/bounds";
import { literalPattern } from "../../../settings/re2";
import type { Metric } from "./measure";
import type { Readers } from "./readers";

export interface Suggestion {
  app: string;
  /** Series of the application, and those of metrics that nothing known reads. */
  series: number;
  unread: Metric[];
  /** For `apps[].metrics.drop`. */
  drop: string[];
  /** For `apps[].metrics.keep`, instead: what is read, where that is the shorter list. */
  keep: string[] | undefined;
}

/** What Prometheus adds itself, after anything is dropped. Source: Prometheus, `scrape/scrape.go`. */
const SYNTHETIC = /^(?:up|scrape_\w+|ALERTS|ALERTS_FOR_STATE)$/;

/** Whether no setting of a scrape drops it: it is Prometheus' own, or recorded. */
export function isMade(metric: string, recorded: ReadonlySet<string>): boolean {
  return SYNTHETIC.test(metric) || recorded.has(metric) || metric.includes(":");
}

/** @param metrics Those of the application. */
export function suggestion(
  app: string,
  metrics: readonly Metric[],
  readers: Readers,
  recorded: ReadonlySet<string>,
): Suggestion {
  const scraped = metrics.filter(({ name }) => !isMade(name, recorded));
  const unread = scraped.filter(({ name }) => readers.readerOf(name) === undefined);
  const drop = patterns(unread.map(({ name }) => name)).slice(0, MOST_ITEMS);
  const keep = patterns(scraped.filter(({ name }) => readers.readerOf(name) !== undefined).map(({ name }) => name));
  return {
    app,
    series: scraped.reduce((sum, { series }) => sum + series, 0),
    unread,
    drop,
    keep: keep.length > 0 && keep.length < drop.length && keep.length <= MOST_ITEMS ? keep : undefined,
  };
}

const PART = /^(.+)_(bucket|count|created|sum)$/;

/** Names as regular expressions, the parts of a histogram or a summary as one. */
export function patterns(names: readonly string[]): string[] {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const [, family = name, part = ""] = PART.exec(name) ?? [];
    families.set(family, [...(families.get(family) ?? []), part]);
  }
  return [...families]
    .flatMap(([family, parts]) => {
      const whole = literalPattern(family);
      const ends = parts.filter((part) => part !== "").sort();
      const ofParts = ends.length > 1 ? [`${whole}_(${ends.join("|")})`] : ends.map((end) => `${whole}_${end}`);
      return [...(parts.includes("") ? [whole] : []), ...ofParts];
    })
    .filter((pattern) => pattern.length <= MOST_CHARACTERS);
}
