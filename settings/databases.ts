/** Databases, caches and queues that are watched: `databases`. */
import { z } from "zod";
import { labelsOf, metricsPath, podLabels, podPort } from "./app-scraping";
import { list } from "./bounds";
import { type AskedKind, DATABASE_KINDS, isAsked } from "./dsn";
import { duration, name, resources } from "./types";

/** Databases at most: each has a pod of its own that asks it. */
const MOST_DATABASES = 200;

/** Characters of a name at most: with the exporter's stem it is a Helm release's name, which has 53. */
const MOST_IN_NAME = 40;

const database = z.strictObject({
  name: name()
    .max(MOST_IN_NAME, {
      error: `is longer than ${MOST_IN_NAME} characters, past which no Helm release takes its name`,
    })
    .describe("its name: the label `instance` of its series, unless its pods are scraped themselves"),
  kind: z
    .enum(DATABASE_KINDS)
    .describe("what it is: PostgreSQL; MySQL or MariaDB; Redis or Valkey; MongoDB; Elasticsearch; RabbitMQ"),
  namespace: name()
    .optional()
    .describe("the namespace that it belongs to, by which its alerts have an owner. Default: the platform's"),
  team: name().optional().describe("whose its alerts are. Default: the owner of the namespace, else the platform's"),
  cluster: name()
    .optional()
    .describe("what it has in common with its replicas: the label `job` of their series. Default: its name"),
  port: podPort()
    .optional()
    .describe(
      "the port at which its own pods serve metrics, by number or by name. Default: an exporter of the platform's asks it by a DSN, the credential <kind>/<name>",
    ),
  path: metricsPath().optional().describe("where its own pods serve them. Default: /metrics"),
  labels: podLabels()
    .optional()
    .describe("the labels that its own pods have, all of them. Default: app.kubernetes.io/name, with its name"),
  interval: duration().optional().describe("how often it is asked. Default: metrics.scrapeInterval"),
  expected: z
    .boolean()
    .default(true)
    .describe("whether it alerts that there are no metrics of it; false for what is switched off at times"),
});

/** The databases. */
export const databases = list(database, MOST_DATABASES)
  .default([])
  .describe("databases, caches and queues that are watched (docs/databases.md)");

/** What each exporter asks for. */
export const databaseExporters = z
  .strictObject({ resources: resources({ cpu: "10m", memory: "32Mi", memoryLimit: "128Mi" }) })
  .prefault({})
  .describe("the exporters of `databases`, one pod for each that has a DSN");

/** A database with every default. */
export type Database = z.output<typeof database>;

/** A database whose own pods serve metrics. */
export type ServingDatabase = Database & { port: NonNullable<Database["port"]> };

export function servesMetrics(database: Database): database is ServingDatabase {
  return database.port !== undefined;
}

/** A database that an exporter of the platform's asks. */
export type AskedDatabase = Database & { kind: AskedKind };

export function needsExporter(database: Database): database is AskedDatabase {
  return !servesMetrics(database) && isAsked(database.kind);
}

/** The labels of its own pods. */
export function ownLabels({ name, labels }: Pick<Database, "name" | "labels">): Record<string, string> {
  return labelsOf(name, labels);
}
