/** Checks of how applications are scraped. */
import type { Settings } from "../../settings";
import { scrapingOf } from "../../settings/app-scraping";
import { isScraped } from "../../settings/apps";
import type { Check, Problem } from "../../settings/problem";
import { each, signalChecks } from "./signal-checks";
import { matchesPattern } from "../../settings/re2";
import { seconds } from "../../settings/units";

/** Seconds between scrapes at most: a rate over five minutes takes two samples, and one of them may be lost. */
const MOST_BETWEEN = 120;

/** What the rules about any process read. */
const OF_PROCESSES = ["process_cpu_seconds_total", "process_resident_memory_bytes"];

function withoutPort(settings: Settings): Problem[] {
  return each(settings, ({ port, metrics }, key) =>
    port !== undefined || metrics === undefined
      ? []
      : [
          {
            key: `${key}.metrics`,
            problem: "is without effect: only what has a port is scraped",
            cure: { set: `${key}.port`, to: "8080" },
          },
        ],
  );
}

function withoutLabels(settings: Settings): Problem[] {
  return each(settings, ({ metrics }, key) =>
    metrics?.labels === undefined || Object.keys(metrics.labels).length > 0
      ? []
      : [
          {
            key: `${key}.metrics.labels`,
            problem: "is empty, and would select every pod",
            cure: { unset: `${key}.metrics.labels` },
          },
        ],
  );
}

function policyWithoutNamespace(settings: Settings): Problem[] {
  return each(settings, (app, key) =>
    app.namespace !== undefined || app.metrics?.networkPolicy !== true
      ? []
      : [
          {
            key: `${key}.metrics.networkPolicy`,
            problem: `needs ${key}.namespace: a NetworkPolicy is of one namespace`,
            cure: { set: `${key}.namespace`, to: app.name },
          },
        ],
  );
}

function tooSeldom(settings: Settings): Problem[] {
  return each(settings, ({ metrics }, key) => {
    const interval = metrics?.interval;
    return interval === undefined || (seconds(interval) >= 1 && seconds(interval) <= MOST_BETWEEN)
      ? []
      : [
          {
            key: `${key}.metrics.interval`,
            problem: `${interval} is not from 1s to 2m: rates over five minutes need two samples, and one may be lost`,
            cure: { set: `${key}.metrics.interval`, to: "30s" },
          },
        ];
  });
}

/** Pods that two entries scrape at one port would count twice, once under each name. */
function samePods(settings: Settings): Problem[] {
  const seen = new Map<string, string>();
  return each(settings, (app, key) => {
    if (!isScraped(app)) return [];
    const full = JSON.stringify([app.namespace ?? "", app.port, scrapingOf(app).labels]);
    const other = seen.get(full);
    if (other === undefined) {
      seen.set(full, app.name);
      return [];
    }
    const problem = `selects the pods of ${other} at the same port: they would be scraped twice`;
    return [{ key: `${key}.metrics.labels`, problem, cure: { edit: `correct ${key}.metrics.labels in {file}` } }];
  });
}

export const applicationChecks: readonly Check[] = [
  withoutPort,
  withoutLabels,
  policyWithoutNamespace,
  tooSeldom,
  samePods,
  ...signalChecks,
];

/** What is dropped though alerts read it. */
function droppedAlthoughRead(settings: Settings): Problem[] {
  const { sources } = settings.conventions.http;
  const ofRequests = sources.flatMap(({ requests, durationBucket }) => [requests, durationBucket]);
  return each(settings, (app, key) => {
    if (!isScraped(app)) return [];
    const { keep, drop } = scrapingOf(app);
    const goes = (name: string) =>
      drop.some((pattern) => matchesPattern(pattern, name)) ||
      (keep.length > 0 && !keep.some((pattern) => matchesPattern(pattern, name)));
    const gone = [...OF_PROCESSES, ...(app.kind === "http" ? ofRequests : [])].filter(goes);
    return gone.length === 0
      ? []
      : [
          {
            key: `${key}.metrics`,
            problem: `${gone.join(", ")} would not be kept, and alerts read ${gone.length === 1 ? "it" : "them"}`,
            cure: { edit: `let ${key}.metrics.keep and ${key}.metrics.drop leave them in {file}` },
          },
        ];
  });
}

export const applicationWarnings: readonly Check[] = [droppedAlthoughRead];
