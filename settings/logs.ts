import { z } from "zod";
import { list, words } from "./bounds";
import { annotations, filled } from "./texts";
import { account, bucket, region } from "./stores";
import {
  auditToo,
  count,
  servers,
  duration,
  endpoint,
  name,
  personalData,
  quantity,
  resources,
  storage,
} from "./types";

const MATCHER = String.raw`\w+\s*(?:=|!=|=~|!~)\s*"(?:[^"\\\u0000-\u001f\u007f-\u009f\u2028\u2029]|\\.)*"`;

/** A selector of streams in form; what Loki makes of it is for a check of its own. */
const SELECTOR = new RegExp(`^\\{\\s*${MATCHER}(?:\\s*,\\s*${MATCHER})*\\s*\\}$`);

const retentionByStream = z.strictObject({
  selector: words()
    .regex(SELECTOR, {
      error: 'is not a stream selector (for example {namespace="dev"})',
    })
    .describe('which lines, by their labels, e.g. {namespace="dev"}'),
  retention: duration().describe("how long they are kept, in whole days"),
  priority: count().default(1).describe("of several that match a line, the highest holds; the audit log's is 1000"),
});

const dropRule = z.strictObject({
  name: name().describe("its name: the `reason` of the metric that counts what it drops"),
  namespace: filled().optional().describe("the namespace, as an anchored regular expression. Default: any"),
  service: filled().optional().describe("the service, as an anchored regular expression. Default: any"),
  container: filled().optional().describe("the container, as an anchored regular expression. Default: any"),
  level: filled().optional().describe("the level, as an anchored regular expression, e.g. trace|debug. Default: any"),
  pattern: filled().optional().describe("what the line contains, as a regular expression. Default: anything"),
});

const redactPattern = z.strictObject({
  name: name().describe("its name: what it finds becomes <redacted:name>"),
  pattern: filled().describe(
    "a regular expression (RE2). With groups, what they hold is redacted, else all that matches",
  ),
});

const objectStorage = z.strictObject({
  type: z.enum(["s3", "gcs", "azure"]).describe("whose it is; MinIO and the like are s3 with an `endpoint`"),
  bucket: bucket().describe("the bucket, or the container of an Azure storage account"),
  region: region().optional().describe("the region of an S3 bucket"),
  endpoint: endpoint().optional().describe("host[:port] of an S3 service that is not Amazon's"),
  pathStyle: z
    .boolean()
    .default(false)
    .describe("whether an S3 bucket is in the path, not in the host name, as MinIO has it"),
  insecure: z.boolean().default(false).describe("whether an S3 `endpoint` is spoken to without TLS"),
  account: account().optional().describe("the storage account, for azure"),
  auth: z
    .enum(["keys", "workload-identity"])
    .default("keys")
    .describe(
      "how Loki signs in: `keys` are the credentials logs/s3AccessKeyId and logs/s3SecretAccessKey, logs/gcsServiceAccount or logs/azureAccountKey; `workload-identity` is the service account's own identity, without a credential",
    ),
  serviceAccountAnnotations: annotations()
    .default({})
    .describe("annotations of Loki's service account, e.g. eks.amazonaws.com/role-arn"),
});

/** Logs in Loki. */
export const logs = z
  .strictObject({
    engine: z
      .enum(["loki-stack", "loki", "none"])
      .default("loki-stack")
      .describe(
        "what keeps the logs: `loki-stack` (Loki 2.9 and Promtail, one server; deprecated upstream), `loki` (Loki 3 and Alloy, object storage, scale-out) or `none`",
      ),
    keep: z
      .enum(["loki-stack", "loki"])
      .optional()
      .describe(
        "an engine that stays readable beside `engine` after a move, without getting new lines (docs/logs.md). Default: none",
      ),
    keepStorage: z
      .union([quantity(), z.literal("none")], { error: "is not a quantity of bytes (for example 50Gi), nor none" })
      .optional()
      .describe("the volume of the kept engine's server, which must stay as it was. Default: `storage`"),
    rulesOn: z
      .enum(["loki", "elastic"])
      .optional()
      .describe(
        "the store whose lines the rules over logs look at, one of them alone (docs/logs.md). Default: loki, and elastic where `engine` is none",
      ),
    retention: duration().default("7d").describe("how long logs are kept, in whole days"),
    auditRetention: duration()
      .default("90d")
      .describe('how long audit lines are kept, in whole days: those with `"audit": true`'),
    auditTenant: z
      .boolean()
      .default(false)
      .describe(
        "whether Loki keeps audit events as a tenant of their own, which in Grafana the team `security` alone can query (docs/logs.md). Engine loki only",
      ),
    deletionRequests: z
      .boolean()
      .default(false)
      .describe(
        "whether Loki takes requests to delete lines, as an erasure needs them (docs/compliance.md). Whoever may ask Loki, by Grafana too, may send one: only for as long as it takes",
      ),
    retentionByStream: list(retentionByStream)
      .default([])
      .describe("lines that are kept shorter or longer than the rest"),
    storage: storage("20Gi").describe("the volume of one Loki server, or none"),
    mode: z
      .enum(["monolithic", "distributed"])
      .default("monolithic")
      .describe(
        "`monolithic` is all of Loki in each server; `distributed` is a deployment for each of its parts, for more than about 1 TB a day. Engine loki only",
      ),
    replicas: servers()
      .default(1)
      .describe("Loki servers; in `distributed` ingesters and queriers. Engine loki with object storage only"),
    replicationFactor: servers()
      .optional()
      .describe(
        "servers that hold a line until it is in the object storage. Default: 3 with 3 and more replicas, else 1",
      ),
    objectStorage: objectStorage.optional().describe("where engine loki keeps the logs. Default: on the volume"),
    caches: z
      .strictObject({
        chunks: quantity()
          .optional()
          .describe("memory of the cache of what was read from the object storage. Default: no cache"),
        results: quantity()
          .optional()
          .describe("memory of the cache of results of queries. Default: Loki's own, in its memory"),
      })
      .prefault({})
      .describe("caches (memcached) of engine loki"),
    limits: z
      .strictObject({
        ingestionRate: quantity("1Ki")
          .default("16Mi")
          .describe("bytes a second that are taken in; what is above is sent again"),
        streamRate: quantity("1Ki").default("8Mi").describe("bytes a second of one stream that are taken in"),
        streams: count().default(10_000).describe("streams (different sets of labels) that are written to at a time"),
        lineSize: quantity("1Ki").default("256Ki").describe("the longest line; the rest of a longer one is cut off"),
      })
      .prefault({})
      .describe("what one application may do to all the others' logs"),
    expectedPerDay: quantity("1Ki")
      .default("1Gi")
      .describe(
        "lines a day, by every way, that the storage estimates of Loki and Elasticsearch count with, whichever `engine`; see sum(increase(loki_distributor_bytes_received_total[1d])) for the real number",
      ),
    expectedAuditPerDay: quantity("1Ki")
      .default("50Mi")
      .describe("audit lines a day that they count with, beside the others"),
    drop: list(dropRule).default([]).describe("lines that are not kept at all; all conditions of a rule must hold"),
    redact: z
      .strictObject({
        personalData: personalData(),
        audit: auditToo(),
        patterns: list(redactPattern).default([]).describe("further texts to redact"),
      })
      .prefault({})
      .describe("what is taken out of lines before they leave their node"),
    resources: resources({ cpu: "200m", memory: "512Mi", memoryLimit: "2Gi" }),
    shipperResources: resources({ cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" }),
  })
  .prefault({})
  .describe("logs in Loki");
