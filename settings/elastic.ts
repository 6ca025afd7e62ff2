import { z } from "zod";
import { list, MOST_SERVERS, wholeNumber, words } from "./bounds";
import { filebeat, fluentd, logstash, redact, shipper } from "./log-shippers";
import { snapshots } from "./elastic-snapshots";
import { annotations } from "./texts";
import { count, servers, cpu, duration, host, quantity, resources } from "./types";

/** What a node does. `data` is every tier of data at once. */
export const NODE_ROLES = ["master", "data", "data_content", "data_hot", "data_warm", "ingest"] as const;
export type NodeRole = (typeof NODE_ROLES)[number];

const node = z.strictObject({
  name: words()
    // The operator's own limit for a node set's name.
    .regex(/^[a-z0-9]([a-z0-9-]{0,21}[a-z0-9])?$/, {
      error: "is not a name of at most 23 lower-case letters, digits and dashes (for example hot)",
    })
    .describe("its name: pods are elasticsearch-es-<name>-<number>. Another name is another set, with new volumes"),
  roles: list(z.enum(NODE_ROLES))
    .min(1)
    .default(["master", "data", "ingest"])
    .describe("what its nodes do. `data` is every tier; with tiers, new logs are on data_hot, older ones on data_warm"),
  count: servers().default(1).describe("how many nodes"),
  storage: quantity().default("20Gi").describe("the volume of one node. It can grow, never shrink"),
  cpu: cpu().default("500m").describe("CPU request of one node"),
  memory: quantity()
    .default("2Gi")
    .describe(
      "memory of one node, request and limit: Elasticsearch takes half of it for its heap, the rest is for files",
    ),
});

const retention = z
  .strictObject({
    hot: duration().default("1d").describe("how long an index takes new logs at most, before the next one does"),
    warm: duration()
      .optional()
      .describe(
        "how long after that an index moves to the data_warm nodes, shrunk to one shard and merged. Default: it stays",
      ),
    delete: duration().default("7d").describe("how long after that an index is deleted"),
    audit: duration().default("90d").describe("the same of logs-audit-*, what applications mark as audit"),
    deadLetter: duration().default("7d").describe("the same of logs-deadletter-*, what could not be stored otherwise"),
  })
  .prefault({})
  .describe("how long logs are kept, and where");

const kibana = z
  .strictObject({
    host: host()
      .optional()
      .describe("its host name. Default: kibana.<cluster.domain>, if cluster.ingress.expose names it"),
    replicas: servers().default(1).describe("Kibana servers"),
    // 2 GiB: with less Kibana 9.4 runs out of memory as it starts (ECK 3.4's release notes).
    resources: resources({ cpu: "200m", memory: "1Gi", memoryLimit: "2Gi" }),
    ingressAnnotations: annotations()
      .default({ "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS" })
      .describe("annotations for its ingress: Kibana serves TLS, which the ingress controller has to be told"),
  })
  .prefault({})
  .describe("Kibana");

/** Logs in Elasticsearch, under Elastic's operator (ECK). */
export const elastic = z
  .strictObject({
    version: words()
      .regex(/^9\.\d+\.\d+$/, { error: "is not a version of Elastic 9 (for example 9.4.3)" })
      // What ECK 3.5.0 is tested with and has in its samples.
      .default("9.4.3")
      .describe(
        "the version of Elasticsearch, Kibana, Logstash and Filebeat. Elasticsearch never goes back to an older one",
      ),
    nodes: list(node)
      .min(1)
      .prefault([{ name: "default" }])
      .describe("sets of equal nodes"),
    zoneAwareness: z
      .boolean()
      .default(false)
      .describe(
        "whether copies of a shard, and masters, are kept in different zones. Every Kubernetes node needs the label topology.kubernetes.io/zone",
      ),
    mmap: z
      .enum(["off", "init", "node"])
      .default("off")
      .describe(
        "how files are read: `off` works everywhere and is slower; by memory map, the node needs vm.max_map_count 1048576, which `init` sets by a privileged container, and `node` leaves to whoever sets up the machines",
      ),
    replicas: wholeNumber(MOST_SERVERS)
      .optional()
      .describe("copies of every shard beside the first. Default: 1, or 0 where there is one node to hold them"),
    retention,
    rollover: z
      .strictObject({
        primaryShardSize: quantity()
          .default("25Gi")
          .describe("an index takes no more logs when a shard is so big (Elastic's advice is 10 to 50 GiB)"),
        // Elasticsearch's own limit of an index.
        shards: count(1024).default(1).describe("primary shards of one index: hot nodes that write at the same time"),
      })
      .prefault({})
      .describe("when the next index begins, beside retention.hot"),
    snapshots: snapshots.optional(),
    kibana,
    shipper,
    redact,
    fluentd,
    logstash: logstash.optional(),
    filebeat,
  })
  .describe("Elasticsearch, Kibana, Logstash and Fluentd under Elastic's operator. Default: not deployed");

/** Elastic's settings, where there are any. */
export type Elastic = z.output<typeof elastic>;
