/** What brings the containers' log lines to Elasticsearch. */
import { z } from "zod";
import { objectName } from "./texts";
import { auditToo, count, servers, duration, name, personalData, quantity, resources } from "./types";

/** Which shipper reads the containers' lines. */
export const shipper = z
  .enum(["fluentd", "filebeat", "none"])
  .default("fluentd")
  .describe(
    "what reads the containers' lines for Elasticsearch: `fluentd`, `filebeat` (through Logstash, which it needs) or `none`; never two, so that no line is kept twice",
  );

/** What is taken out of lines, whoever collects them. */
export const redact = z
  .strictObject({
    personalData: personalData(),
    audit: auditToo(),
  })
  .prefault({})
  .describe("what is taken out of lines before they are stored");

/** Fluentd, one pod on each node. */
export const fluentd = z
  .strictObject({
    buffer: quantity()
      .default("2Gi")
      .describe("how much one node keeps on its disk while Elasticsearch does not take it; then reading stops"),
    auditBuffer: quantity().default("512Mi").describe("the same for audit lines, and for what Elasticsearch refuses"),
    flushInterval: duration().default("5s").describe("how long an event waits for others before it is sent"),
    requestTimeout: duration().default("60s").describe("how long one request to Elasticsearch may take"),
    priorityClass: objectName("system-node-critical")
      .default("system-node-critical")
      .describe("the priority class of the pods. GKE allows system-node-critical only where a quota does"),
    resources: resources({ cpu: "200m", memory: "256Mi", memoryLimit: "1Gi" }),
  })
  .prefault({})
  .describe("Fluentd, when it is the `shipper`");

/** Logstash. */
export const logstash = z
  .strictObject({
    replicas: servers().default(1).describe("how many; Filebeat spreads its lines over them"),
    // Logstash does not start with a queue that is smaller than one of its pages.
    queue: quantity("64Mi")
      .default("4Gi")
      .describe("how much one replica keeps on its volume while Elasticsearch does not take it; then Filebeat waits"),
    // A segment of dead letters is 10 MiB.
    deadLetters: quantity("16Mi")
      .default("1Gi")
      .describe(
        "how much of what Elasticsearch refuses one replica keeps until it is written to logs-deadletter-default",
      ),
    workers: count().optional().describe("how many threads filter and write. Default: one for each CPU of the node"),
    batchSize: count().default(250).describe("how many events a thread takes at once"),
    heap: quantity("128Mi")
      .default("1Gi")
      .describe("the Java heap of one replica, at most half of resources.memoryLimit"),
    geoip: z
      .boolean()
      .default(false)
      .describe("whether addresses in access lines get a place; fetches a database from Elastic's servers"),
    tlsSecret: name()
      .optional()
      .describe(
        "a Secret with tls.crt, tls.key (PKCS#8) and ca.crt for logstash-ls-beats.<namespace>.svc. Default: no TLS between Filebeat and Logstash, inside of the cluster",
      ),
    resources: resources({ cpu: "500m", memory: "2Gi", memoryLimit: "2Gi" }),
  })
  .describe("Logstash. Default: not deployed");

/** Filebeat, one pod on each node. */
export const filebeat = z
  .strictObject({
    priorityClass: objectName("system-node-critical")
      .default("system-node-critical")
      .describe("the priority class of the pods. GKE allows system-node-critical only where a quota does"),
    resources: resources({ cpu: "100m", memory: "128Mi", memoryLimit: "512Mi" }),
  })
  .prefault({})
  .describe("Filebeat, when it is the `shipper`");
