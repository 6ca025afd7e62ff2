/** How the metrics of an application are scraped on its behalf: the fields of `apps[]` for it. */
import { z } from "zod";
import { list, MOST_CHARACTERS, pairs, words } from "./bounds";
import { isPattern } from "./re2";
import { count, duration } from "./types";

/** A port's name in a pod. Source: Kubernetes, IANA_SVC_NAME. */
const PORT_NAME = /^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;

/** It has a letter, so that it is no number. */
const LETTER = /[a-z]/;

/** The key of a label of Kubernetes, with or without a prefix, and its value. */
const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

/** The label by which pods usually say what they are. Source: Kubernetes, "Recommended Labels". */
const NAME_LABEL = "app.kubernetes.io/name";

const metricNames = () =>
  words().refine((pattern) => pattern.length > MOST_CHARACTERS || (pattern !== "" && isPattern(pattern)), {
    error: "is not a regular expression, as RE2 has it (for example debug_.*)",
  });

const NO_NAME = "is not a port's name: at most 15 lower-case letters, digits and dashes";
const NO_PORT = "is not a port: a number of 1 to 65535, or its name in the pod (for example 8080 or metrics)";

/** A port that pods declare, by number or by name. */
export const podPort = () =>
  z.union(
    [
      z.int().min(1, { error: NO_PORT }).max(65_535, { error: NO_PORT }),
      words().regex(PORT_NAME, { error: NO_NAME }).regex(LETTER, { error: NO_NAME }),
    ],
    { error: NO_PORT },
  );

/** The path that metrics are served at. */
export const metricsPath = () => words().regex(/^\/[\w./~%-]*$/, { error: "is not a path (for example /metrics)" });

/** Labels that pods have. */
export const podLabels = () =>
  pairs(
    words(320).regex(LABEL_KEY, { error: "is not the key of a label (for example app.kubernetes.io/name)" }),
    words(63).regex(LABEL_VALUE, { error: "is not the value of a label" }),
    20,
  );

/** The port of an application's pods. */
export const port = podPort()
  .optional()
  .describe(
    "the port that its pods declare for metrics, by number or by name: it is scraped, and missed when it is not there. Default: annotations, monitors of its own or spans tell of it",
  );

/** What an application's metrics are, where they differ from what is usual. */
const section = z.strictObject({
  path: metricsPath().default("/metrics").describe("where they are served"),
  interval: duration().optional().describe("how often they are scraped. Default: metrics.scrapeInterval"),
  labels: podLabels()
    .optional()
    .describe("the labels that its pods have, all of them. Default: app.kubernetes.io/name, with its name"),
  keep: list(metricNames())
    .default([])
    .describe("regular expressions of the metrics that are kept, whole names; others are dropped. Default: all"),
  drop: list(metricNames()).default([]).describe("regular expressions of metrics that are dropped, whole names"),
  sampleLimit: count()
    .optional()
    .describe("samples of one pod above which it is not scraped. Default: metrics.sampleLimit"),
  labelLimit: count(1000)
    .optional()
    .describe("labels of one series above which its pod is not scraped. Default: no limit"),
  labelValueLengthLimit: count(1_048_576)
    .optional()
    .describe("bytes of one label's value above which its pod is not scraped. Default: no limit"),
  expected: z
    .boolean()
    .default(true)
    .describe("whether it alerts that no pod of it is scraped; false for what is scaled to nothing"),
  networkPolicy: z
    .boolean()
    .default(false)
    .describe(
      "whether a NetworkPolicy in its namespace, which has to be there, lets Prometheus reach the port. Only where all else is denied already: a pod that one policy selects takes nothing but what policies allow",
    ),
});

export const metrics = section
  .optional()
  .describe("how its port is scraped. Default: /metrics, of the pods with its name in app.kubernetes.io/name");

/** The settings of what is scraped for an application that has a port, with every default; its labels sorted. */
export function scrapingOf({ name, metrics: own }: { name: string; metrics?: z.output<typeof metrics> }) {
  const set = own ?? section.parse({});
  return { ...set, labels: labelsOf(name, set.labels) };
}

/** The labels of the pods of that name, sorted: those that are set, else the one by which pods usually say what they are. */
export function labelsOf(name: string, set: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const labels = Object.entries(set ?? { [NAME_LABEL]: name }).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(labels);
}
