import { z } from "zod";
import { asksHealth, health } from "./app-health";
import { metrics, port } from "./app-scraping";
import { appLogs } from "./app-logs";
import { appTracing } from "./app-tracing";
import { appBusiness } from "./business";
import { list, MOST_IN_TEXT, words } from "./bounds";
import { availabilityPercent, cpuCores, memory, serverErrorsPerSecond } from "./application-thresholds";
import { count, duration, name, threshold } from "./types";

/** Applications at most, and files of service levels: more than a Prometheus of this size should evaluate. */
const MOST_APPS = 5000;

/** What an SLO counts where it has no queries of its own. */
export const INDICATORS = ["availability", "latency"] as const;

/** The queries that an SLO may have in the place of an indicator. */
export const QUERIES = ["errors", "good", "total", "errorRatio"] as const;

const query = () => words(MOST_IN_TEXT).min(1, { error: "is empty" });

const slo = z.strictObject({
  name: name().optional().describe("its name, the label `slo`. Default: the indicator's"),
  objective: z
    .number()
    .gt(0, { error: "is not a percentage above 0 and below 100 (for example 99.9)" })
    .lt(100, { error: "is not a percentage above 0 and below 100: nothing is left to burn at 100 (for example 99.9)" })
    .describe("the share of events that are good, in percent, e.g. 99.9"),
  window: duration().default("30d").describe("the days over which the objective holds, rolling: 7d, 28d, 30d"),
  indicator: z
    .enum(INDICATORS)
    .optional()
    .describe(
      "what is counted: requests that do not fail, or that are answered within `threshold`. Default: availability, unless there are queries",
    ),
  threshold: duration()
    .optional()
    .describe(
      "latency: the time within which a request is answered, which has to be a bound of the histogram's buckets",
    ),
  total: query()
    .optional()
    .describe(
      "own queries: PromQL of all events, with {{.window}} for the range, e.g. sum(rate(jobs_total[{{.window}}]))",
    ),
  errors: query().optional().describe("own queries: PromQL of the bad events, beside `total`"),
  good: query().optional().describe("own queries: PromQL of the good events, beside `total`, instead of `errors`"),
  errorRatio: query()
    .optional()
    .describe("own queries: PromQL of a share of what is bad, 0 to 1, instead of the others; each moment counts alike"),
  alerting: z
    .strictObject({
      page: z.boolean().default(true).describe("whether a fast burn is critical"),
      ticket: z.boolean().default(true).describe("whether a slow burn is medium"),
    })
    .prefault({})
    .describe("its alerts"),
});

/** What an application is for: how long its answers take matters only where somebody waits for them. */
export const APP_KINDS = ["http", "bot", "worker"] as const;

/** The limits of one application, where `thresholds` does not fit it. */
const limits = z
  .strictObject({
    errorRatePercent: threshold().optional().describe("instead of thresholds.errorRatePercent"),
    latencyMs: count().optional().describe("instead of thresholds.latencyMs"),
    availabilityPercent: availabilityPercent()
      .optional()
      .describe("instead of thresholds.applications.availabilityPercent"),
    serverErrorsPerSecond: serverErrorsPerSecond()
      .optional()
      .describe("instead of thresholds.applications.serverErrorsPerSecond"),
    cpuCores: cpuCores().optional().describe("instead of thresholds.applications.cpuCores"),
    memory: memory().optional().describe("instead of thresholds.applications.memory"),
    queueLength: count().optional().describe("instead of thresholds.workers.queueLength"),
    oldestJob: duration().optional().describe("instead of thresholds.workers.oldestJob"),
  })
  .optional()
  .describe("limits of this application alone. Default: those of `thresholds`");

const app = z.strictObject({
  name: name().describe("its name: the label `service` of its metrics and its alerts"),
  namespace: name().optional().describe("its namespace. Default: any, if its name is in one only"),
  team: name().optional().describe("whose alerts are. Default: the owner of the namespace, else the platform's"),
  kind: z
    .enum(APP_KINDS)
    .default("http")
    .describe("what it is for: of bots and workers, how long their requests take does not alert"),
  port,
  metrics,
  health,
  logs: appLogs,
  tracing: appTracing,
  thresholds: limits,
  slo: list(slo).default([]).describe("its service level objectives (docs/slo.md)"),
  business: appBusiness,
});

/** Applications that are watched. */
export const apps = list(app, MOST_APPS).default([]).describe("applications that are watched");

/** A path within the project, without a way out of it. */
const PATH = /^([\w-][\w.-]*\/)*[\w-][\w.-]*\.ya?ml$/;

/** Files of service levels. */
export const sloFiles = list(
  words().regex(PATH, { error: "is not a YAML file's path within the project (for example slo/checkout.yaml)" }),
  MOST_APPS,
)
  .default([])
  .describe("files of service levels within the project: OpenSLO v1, or sloth's prometheus/v1");

/** An application, and one of its SLOs, with every default. */
export type App = z.output<typeof app>;
export type Slo = App["slo"][number];

/** An application whose port is scraped on its behalf. */
export type ScrapedApp = App & { port: NonNullable<App["port"]> };

export function isScraped(app: App): app is ScrapedApp {
  return app.port !== undefined;
}

/** Whether it has objects of its own: what is scraped, or asked for its health. */
export function isWatched(app: App): boolean {
  return isScraped(app) || asksHealth(app);
}

/** What an SLO is called: as it is set, else by its indicator; undefined where it has neither. */
export function sloName({ name: own, ...slo }: Slo): string | undefined {
  return own ?? indicatorOf(slo);
}

/** What an SLO counts by convention; undefined where it has queries of its own. */
export function indicatorOf(slo: Pick<Slo, "indicator" | (typeof QUERIES)[number]>): Slo["indicator"] {
  return slo.indicator ?? (QUERIES.some((key) => slo[key] !== undefined) ? undefined : "availability");
}

/** An application that a file of service levels is about. */
export interface FileApp extends App {
  /** The setting that names the file, e.g. `sloFiles[0]`. */
  key: string;
  file: string;
}
