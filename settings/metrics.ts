import { z } from "zod";
import { list, pairs, words } from "./bounds";
import { plain } from "./texts";
import { count, servers, duration, name, quantity, resources, storage, url } from "./types";

const remoteWrite = z.strictObject({
  name: name().describe("its name; a credential is remoteWrite/<name>"),
  url: url().describe("where samples are sent"),
  auth: z
    .enum(["none", "basic", "bearer"])
    .default("none")
    .describe("how to authenticate: the credential is the password (basic) or the token (bearer)"),
  username: plain().min(1).optional().describe("the user name, for `basic`"),
  headers: pairs(
    words().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "is not a header's name (for example X-Scope-OrgID)" }),
    plain(),
  )
    .default({})
    .describe("extra headers, e.g. X-Scope-OrgID for Mimir. Never a credential: they are stored in plain text"),
});

/** Prometheus. */
export const metrics = z
  .strictObject({
    retention: duration().default("15d").describe("how long metrics are kept"),
    retentionSize: quantity()
      .optional()
      .describe(
        "metrics are deleted, oldest first, past this size. Default: 80 % of `storage` (Prometheus' own advice is 80 to 85 %)",
      ),
    storage: storage("20Gi").describe("the volume of one replica, or none"),
    replicas: servers().default(1).describe("Prometheus servers that scrape the same targets"),
    shards: servers()
      .default(1)
      .describe("Prometheus servers that share the targets out; each has `replicas` replicas"),
    scrapeInterval: duration()
      .default("15s")
      .describe("how often targets are scraped, unless their monitor says otherwise"),
    evaluationInterval: duration().default("15s").describe("how often rules are evaluated"),
    expectedSeries: count()
      .default(50_000)
      .describe(
        "active series that the storage estimate counts with; see prometheus_tsdb_head_series for the real number",
      ),
    sampleLimit: count()
      .default(200_000)
      .describe(
        "a target that exposes more samples is not scraped, unless its monitor sets its own limit: one bad deploy must not take Prometheus' memory",
      ),
    resources: resources({ cpu: "200m", memory: "1Gi", memoryLimit: "2Gi" }),
    remoteWrite: list(remoteWrite).default([]).describe("long-term stores that every sample is written to"),
  })
  .prefault({})
  .describe("Prometheus");
