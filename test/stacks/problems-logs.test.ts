import assert from "node:assert/strict";
import { estimatedLogBytes, logStorageNotes, replicationFactor } from "../../components/loki/estimates";
import { found, itFinds, itWarns, settingsOf, SOURCES } from "./parse";

/** Nothing else to warn of. */
const QUIET = {
  alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } },
};
const CREDENTIALS = { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" };
const S3 = { type: "s3", bucket: "logs", region: "eu-central-1", auth: "workload-identity" };
const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${key} ${value}`;

describe("mistakes in the logs' settings", () => {
  describe("engines", () => {
    itFinds("the engine in use kept beside itself", { logs: { engine: "loki", keep: "loki" } }, [
      'logs.keep: "loki" is the engine in use already -> npx pulumi config rm --stack dev --path logs.keep',
    ]);
    itFinds("a volume of no engine", { logs: { keepStorage: "1Gi" } }, [
      "logs.keepStorage: is set, and no engine is kept -> npx pulumi config rm --stack dev --path logs.keepStorage",
    ]);
    for (const engine of ["loki-stack", "none"]) {
      itFinds(
        `object storage, replicas and parts of ${engine}`,
        { logs: { engine, replicas: 2, mode: "distributed", objectStorage: S3 } },
        [
          `logs.objectStorage: is set, and engine ${engine} keeps nothing there -> ${set("logs.engine", "loki")}`,
          `logs.replicas: 2 with engine ${engine}, of which there is one server at most -> ${set("logs.engine", "loki")}`,
          `logs.mode: "distributed" with engine ${engine}, which has no parts -> ${set("logs.engine", "loki")}`,
        ],
      );
    }
    itFinds("none of it while loki is kept", { logs: { keep: "loki", replicas: 2, objectStorage: S3 } }, []);
  });

  describe("scale", () => {
    const bucket = `${set("logs.objectStorage.type", "s3")} and ${set("logs.objectStorage.bucket", "'<bucket>'")}`;
    itFinds("replicas without object storage", { logs: { engine: "loki", replicas: 3 } }, [
      `logs.objectStorage: is missing with 3 replicas: servers share what they keep -> ${bucket}`,
    ]);
    itFinds("parts without object storage", { logs: { engine: "loki", mode: "distributed" } }, [
      `logs.objectStorage: is missing with mode distributed: servers share what they keep -> ${bucket}`,
    ]);
    itFinds("object storage without a volume", { logs: { engine: "loki", objectStorage: S3, storage: "none" } }, [
      `logs.storage: "none" with object storage: what is not there yet would go with the pod -> ${set("logs.storage", "20Gi")}`,
    ]);
    itFinds(
      "more copies than servers",
      { logs: { engine: "loki", objectStorage: S3, replicas: 2, replicationFactor: 3 } },
      [
        `logs.replicationFactor: 3 is more than there are servers (logs.replicas is 2): Loki would take no line -> ${set("logs.replicationFactor", "2")}`,
      ],
    );
  });

  describe("retention", () => {
    itFinds(
      "that is not whole days",
      {
        logs: {
          retention: "36h",
          auditRetention: "1h",
          retentionByStream: [{ selector: '{a="b"}', retention: "90m" }],
        },
      },
      [
        `logs.retention: "36h" is not whole days, which is what Loki deletes by -> ${set("logs.retention", "2d")}`,
        `logs.auditRetention: "1h" is not whole days, which is what Loki deletes by -> ${set("logs.auditRetention", "1d")}`,
        `logs.retentionByStream[0].retention: "90m" is not whole days, which is what Loki deletes by -> ${set("'logs.retentionByStream[0].retention'", "1d")}`,
      ],
    );
    itFinds("of what is no selector", { logs: { retentionByStream: [{ selector: "dev", retention: "1d" }] } }, [
      `logs.retentionByStream[0].selector: "dev" is not a stream selector (for example {namespace="dev"}) -> ${set("'logs.retentionByStream[0].selector'", "'<value>'")}`,
    ]);
    itFinds("in whole days of hours", { logs: { retention: "48h", auditRetention: "1w" } }, []);
  });

  describe("object storage", () => {
    const at = (fields: object) => ({
      logs: { engine: "loki", objectStorage: { bucket: "logs", auth: "workload-identity", ...fields } },
    });
    itFinds("S3 that is nowhere", at({ type: "s3" }), [
      `logs.objectStorage.region: is missing: a bucket of Amazon's is in a region -> ${set("logs.objectStorage.region", "'<region>'")}`,
    ]);
    itFinds("Azure without an account", at({ type: "azure" }), [
      `logs.objectStorage.account: is missing: an Azure container is in a storage account -> ${set("logs.objectStorage.account", "'<account>'")}`,
    ]);
    itFinds("Amazon's without TLS", at({ type: "s3", region: "x", insecure: true }), [
      `logs.objectStorage.insecure: is true without an endpoint: the cloud's own is spoken to by TLS -> ${set("logs.objectStorage.insecure", "false")}`,
    ]);
    itFinds("an endpoint of Google's", at({ type: "gcs", endpoint: "x:9000" }), [
      "logs.objectStorage.endpoint: is set, and gcs has none -> npx pulumi config rm --stack dev --path logs.objectStorage.endpoint",
    ]);
    itFinds("an endpoint that is a URL", at({ type: "s3", endpoint: "http://minio:9000" }), [
      `logs.objectStorage.endpoint: a URL of 17 characters is not a host, with or without a port (for example minio.minio.svc:9000) -> ${set("logs.objectStorage.endpoint", "'<value>'")}`,
    ]);
  });

  describe("credentials of the object storage", () => {
    const at = (fields: object) => ({ logs: { engine: "loki", objectStorage: { bucket: "logs", ...fields } } });
    const secret = (key: string) => `npx pulumi config set --stack dev --secret ${key}`;
    itFinds("of S3 missing", at({ type: "s3", region: "x" }), [
      `logs/s3AccessKeyId: is missing: the access key's id for the logs' bucket -> ${secret("logs/s3AccessKeyId")}`,
      `logs/s3SecretAccessKey: is missing: the secret access key for the logs' bucket -> ${secret("logs/s3SecretAccessKey")}`,
    ]);
    itFinds("of Azure missing", at({ type: "azure", account: "acc" }), [
      `logs/azureAccountKey: is missing: the key of the logs' storage account -> ${secret("logs/azureAccountKey")}`,
    ]);
    itFinds(
      "of Google that is no key file",
      at({ type: "gcs" }),
      [`logs/gcsServiceAccount: is not a JSON object -> ${secret("logs/gcsServiceAccount")}`],
      { "logs/gcsServiceAccount": "key" },
    );
    itFinds("of Google with white space, as its key file has it", at({ type: "gcs" }), [], {
      "logs/gcsServiceAccount": '{\n  "type": "service_account"\n}\n',
    });
    itFinds(
      "that an identity makes unnecessary",
      at({ type: "s3", region: "x", auth: "workload-identity" }),
      [
        "logs/s3AccessKeyId: is a credential that no setting asks for -> npx pulumi config rm --stack dev logs/s3AccessKeyId",
      ],
      { "logs/s3AccessKeyId": "x" },
    );
  });

  describe("patterns", () => {
    itFinds(
      "that are none",
      {
        logs: {
          drop: [{ name: "a", level: "(" }, { name: "b" }],
          redact: {
            patterns: [
              { name: "c", pattern: "(?=x)" },
              { name: "d", pattern: "x*" },
            ],
          },
        },
      },
      [
        `logs.drop[0].level: "(" is not a regular expression -> ${set("'logs.drop[0].level'", "'<RE2>'")}`,
        `logs.drop[1]: b has no condition: it would drop every line -> ${set("'logs.drop[1].level'", "debug")}`,
        `logs.redact.patterns[0].pattern: "(?=x)" is not a regular expression -> ${set("'logs.redact.patterns[0].pattern'", "'<RE2>'")}`,
        `logs.redact.patterns[1].pattern: d matches an empty text: it would be put between all characters -> ${set("'logs.redact.patterns[1].pattern'", "'<RE2>'")}`,
      ],
    );
  });

  itFinds("a memory limit below the request", { logs: { shipperResources: { memory: "1Gi" } } }, [
    `logs.shipperResources.memoryLimit: "512Mi" is below the request of 1Gi -> ${set("logs.shipperResources.memoryLimit", "2Gi")}`,
  ]);
});

describe("warnings about logs", () => {
  itWarns(
    "an audit log that is shorter than the rest",
    { ...QUIET, logs: { auditRetention: "1d" } },
    [`logs.auditRetention: 1d is shorter than the other lines' 7d -> ${set("logs.auditRetention", "7d")}`],
    CREDENTIALS,
  );
  itWarns(
    "no volume",
    { ...QUIET, logs: { storage: "none" } },
    [`logs.storage: is none: logs are kept until Loki's pod goes, not 90d -> ${set("logs.storage", "20Gi")}`],
    CREDENTIALS,
  );
  itWarns(
    "more than the volume holds",
    { ...QUIET, logs: { expectedPerDay: "100Gi" } },
    [
      `logs.retention: 7d of 100Gi a day take about 251.6Gi, and the volume holds 20Gi: Loki stops taking lines when it is full -> ${set("logs.storage", "280Gi")}`,
    ],
    CREDENTIALS,
  );
  itWarns(
    "an engine of one server beside replicas",
    { ...QUIET, metrics: { replicas: 2 } },
    [
      `logs.engine: loki-stack is one server, without fixes since March 2026, beside metrics that outlive the loss of one -> ${set("logs.engine", "loki")}`,
    ],
    CREDENTIALS,
  );
  it("say nothing of object storage, which grows", () => {
    const { warnings } = found(
      { ...QUIET, security: SOURCES, logs: { engine: "loki", objectStorage: S3, expectedPerDay: "1000Gi" } },
      CREDENTIALS,
    );
    assert.deepEqual(warnings, []);
  });
});

describe("the estimated size of the logs", () => {
  const of = (logs: object) => settingsOf({ logs });
  it("is bytes a day, for as long as they are kept, compressed", () => {
    // (10 GB for 10 days and 100 MB for 100) / 2.8
    const logs = { expectedPerDay: "10G", expectedAuditPerDay: "100M", retention: "10d", auditRetention: "100d" };
    assert.equal(Math.round(estimatedLogBytes(of(logs)) / 1e6), 39_286);
  });
  it("counts the copies of object storage", () => {
    const logs = { engine: "loki", objectStorage: S3 };
    const one = estimatedLogBytes(of(logs));
    assert.equal(estimatedLogBytes(of({ ...logs, replicas: 3 })), 3 * one);
    assert.equal(estimatedLogBytes(of({ ...logs, replicas: 3, replicationFactor: 1 })), one);
  });
  it("has three copies with three servers, and one with fewer", () => {
    const at = (replicas: number) => replicationFactor(of({ engine: "loki", objectStorage: S3, replicas }).logs);
    assert.deepEqual([1, 2, 3, 5].map(at), [1, 1, 3, 3]);
  });
  it("is in the plan", () => {
    assert.deepEqual(logStorageNotes(of({ engine: "none" })), []);
    assert.deepEqual(logStorageNotes(of({})), [
      "Loki: about 4.1Gi for 7d of 1Gi a day (audit lines 90d); 20Gi on each of 1 volumes, of which 20 % are used",
    ]);
    assert.deepEqual(logStorageNotes(of({ engine: "loki", objectStorage: S3, replicas: 3 })), [
      "Loki: about 12.2Gi for 7d of 1Gi a day (audit lines 90d), in s3 logs; 20Gi on each of 3 volumes, for what is not there yet",
    ]);
  });
});
