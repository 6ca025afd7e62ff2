import { z } from "zod";
import { words } from "./bounds";
import { SCHEDULE, scheduleFault } from "./schedule";
import { account, bucket, region } from "./stores";
import { count, duration, name, url } from "./types";

/** Elasticsearch lists them all, in one file of the repository. */
const MOST_SNAPSHOTS = 10_000;

/** Where snapshots go, when they are taken, and how long they are kept. */
export const snapshots = z
  .strictObject({
    type: z
      .enum(["s3", "gcs", "azure", "fs"])
      .describe("what keeps them: S3 (or what speaks its protocol), Google Cloud Storage, Azure, or a shared volume"),
    bucket: bucket().optional().describe("the bucket (s3, gcs) or the container (azure)"),
    path: words()
      .regex(/^[\w.-]+(\/[\w.-]+)*$/, { error: "is not a relative path (for example elasticsearch/prod)" })
      .optional()
      .describe("the path in it. Two clusters must not share one. Default: elasticsearch/<cluster.name>"),
    region: region().optional().describe("the bucket's region (s3)"),
    endpoint: url().optional().describe("the service's address (s3). Default: Amazon's"),
    pathStyle: z.boolean().default(false).describe("whether the bucket is in the path, as MinIO has it (s3)"),
    account: account().optional().describe("the storage account (azure)"),
    claim: name()
      .optional()
      .describe("the PersistentVolumeClaim of a volume that all nodes share, ReadWriteMany (fs); yours to make"),
    auth: z
      .enum(["keys", "workload-identity"])
      .default("keys")
      .describe(
        "how Elasticsearch signs in: `keys` are the credentials elastic/s3AccessKeyId and elastic/s3SecretAccessKey, elastic/gcsServiceAccount or elastic/azureAccountKey; `workload-identity` is the machine's own identity, without a credential. A shared volume has none",
      ),
    schedule: words()
      .regex(SCHEDULE, {
        error: "is not a schedule of Elasticsearch's (for example 0 30 1 * * ?, each day at 01:30 UTC)",
        abort: true,
      })
      .refine((text) => scheduleFault(text) === undefined, {
        error: ({ input }) => `is not a schedule of Elasticsearch's: ${scheduleFault(String(input)) ?? ""}`,
      })
      .default("0 30 1 * * ?")
      .describe("when one is taken, in UTC: seconds, minutes, hours, day of month, month, day of week"),
    expireAfter: duration().default("30d").describe("how long one is kept"),
    minCount: count(MOST_SNAPSHOTS).default(5).describe("so many are kept, however old"),
    maxCount: count(MOST_SNAPSHOTS).default(100).describe("never more than so many are kept"),
  })
  .describe("snapshots of all indices. Default: none are taken");
