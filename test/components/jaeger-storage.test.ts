import assert from "node:assert/strict";
import { contentNodes } from "../../settings/elastic-nodes";
import type { NodeRole } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { BADGER, ELASTICSEARCH, IN_ELASTICSEARCH, made, MEMORY, value } from "../support/jaeger-component";

const CONFIG = "userconfig.extensions.jaeger_storage.backends.traces";

describe("where Jaeger keeps traces", () => {
  it("is its memory by default, as many as the settings say", () => {
    assert.deepEqual(value(MEMORY, CONFIG), { memory: { max_traces: 10_000 } });
  });

  it("is a volume with badger, for the retention, and the pod has it", async () => {
    assert.deepEqual(value(BADGER, `${CONFIG}.badger.ttl`), { spans: "129600s" });
    assert.equal(value(BADGER, `${CONFIG}.badger.ephemeral`), false);
    assert.deepEqual((value(BADGER, "jaeger.extraVolumes") as object[])[0], {
      name: "badger",
      persistentVolumeClaim: { claimName: "jaeger-badger" },
    });
    const { PersistentVolumeClaim: claim } = await made({
      cluster: { name: "test", platform: "generic", storageClass: "fast" },
      tracing: { storage: "badger", volume: "3Gi" },
    });
    assert.deepEqual(claim?.inputs["spec"], {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "3Gi" } },
      storageClassName: "fast",
    });
    assert.equal(claim.retainOnDelete, true);
  });

  it("is Elasticsearch by its certificate's authority and the user's password, both mounted", () => {
    assert.equal(
      (value(ELASTICSEARCH, `${CONFIG}.elasticsearch.server_urls`) as string[])[0],
      "https://elasticsearch-es-http.observability.svc:9200",
    );
    assert.equal(value(ELASTICSEARCH, `${CONFIG}.elasticsearch.version`), 9);
    assert.deepEqual(value(ELASTICSEARCH, `${CONFIG}.elasticsearch.auth.basic`), {
      username: "jaeger",
      password_file: "/etc/elasticsearch/user/password",
      reload_interval: "1m",
    });
    assert.deepEqual(value(ELASTICSEARCH, `${CONFIG}.elasticsearch.tls`), { ca_file: "/etc/elasticsearch/ca/ca.crt" });
    const secrets = (value(ELASTICSEARCH, "jaeger.extraVolumes") as { secret?: { secretName: string } }[]).flatMap(
      ({ secret }) => (secret === undefined ? [] : [secret.secretName]),
    );
    assert.deepEqual(secrets, ["elasticsearch-es-http-certs-public", "elasticsearch-user-jaeger"]);
  });

  it("has no claim but with badger", async () => {
    assert.equal((await made({}))["PersistentVolumeClaim"], undefined);
    assert.equal((await made(IN_ELASTICSEARCH))["PersistentVolumeClaim"], undefined);
  });
});

describe("Jaeger's indices", () => {
  const indices = (elastic: object) => {
    const settings = { ...ELASTICSEARCH, elastic: { ...ELASTICSEARCH.elastic, ...elastic } } as Settings;
    const { spans, services } = value(settings, `${CONFIG}.elasticsearch.indices`) as Record<string, unknown>;
    return { spans, services };
  };
  const node = (count: number, ...roles: NodeRole[]) => ({ count, roles });

  it("have one shard and no copy on one node", () => {
    assert.deepEqual(indices({}), { spans: { shards: 1, replicas: 0 }, services: { shards: 1, replicas: 0 } });
  });

  it("have a shard of spans on each node that can hold them, and a copy", () => {
    const nodes = [node(3, "master"), node(3, "data_hot", "data_content"), node(2, "data_warm")];
    assert.deepEqual(indices({ nodes }), { spans: { shards: 3, replicas: 1 }, services: { shards: 1, replicas: 1 } });
  });

  it("have no more than five, and as many copies as Elasticsearch's settings say", () => {
    assert.deepEqual(indices({ nodes: [node(9, "data")], replicas: 2 }), {
      spans: { shards: 5, replicas: 2 },
      services: { shards: 1, replicas: 2 },
    });
  });

  it("go to nodes with data or data_content, as what is in no data stream does", () => {
    assert.equal(contentNodes({ nodes: [node(2, "data"), node(1, "data_content"), node(4, "data_hot")] }), 3);
  });

  it("are deleted after the retention, by a job that has the password in a variable from the Secret", () => {
    assert.equal(value(ELASTICSEARCH, "esIndexCleaner.numberOfDays"), 15);
    assert.equal(value(ELASTICSEARCH, "esIndexCleaner.schedule"), "10 0 * * *");
    assert.deepEqual((value(ELASTICSEARCH, "esIndexCleaner.extraEnv") as object[])[1], {
      name: "ES_PASSWORD",
      valueFrom: { secretKeyRef: { name: "elasticsearch-user-jaeger", key: "password" } },
    });
    assert.equal(value(ELASTICSEARCH, `${CONFIG}.elasticsearch.max_span_age`), "360h");
    for (const settings of [MEMORY, BADGER]) assert.equal(value(settings, "esIndexCleaner"), undefined);
  });
});
