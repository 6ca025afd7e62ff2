import assert from "node:assert/strict";
import { lokiValues } from "../../components/loki";
import { lokiPushUrl, lokiUrl, previousLokiUrl } from "../../names/loki";
import { planStack, runStack } from "../../scripts/lib/stack";
import { planted, raw, settingsOf, stackSettings } from "../support/settings";
import { at } from "../support/values";

const logs = (more: object = {}) => ({ engine: "loki", ...more });
const settings = (more: object = {}, sections: object = {}) => settingsOf({ logs: logs(more), ...sections });
const values = (more: object = {}, sections: object = {}) => lokiValues(settings(more, sections));
const MINIO = { type: "s3", bucket: "bbb", endpoint: "minio.minio.svc:9000", pathStyle: true, insecure: true };

describe("the values of loki", () => {
  it("are one server on a volume, without anything else", () => {
    const one = values();
    assert.equal(at(one, "deploymentMode"), "Monolithic");
    assert.equal(at(one, "singleBinary.replicas"), 1);
    for (const part of ["backend", "read", "write"]) assert.equal(at(one, `${part}.replicas`), 0, part);
    for (const part of ["gateway", "lokiCanary", "test", "chunksCache", "resultsCache", "sidecar.rules"])
      assert.equal(at(one, `${part}.enabled`), false, part);
    assert.deepEqual(at(one, "loki.storage"), { type: "filesystem" });
    assert.equal(at(one, "loki.commonConfig.replication_factor"), 1);
    assert.deepEqual(at(one, "singleBinary.podDisruptionBudget"), { enabled: false });
    assert.equal(at(one, "loki.auth_enabled"), false);
  });

  it("delete, and remember what they are about to delete where every server finds it", () => {
    assert.equal(at(values(), "loki.compactor.retention_enabled"), true);
    assert.equal(at(values(), "loki.compactor.delete_request_store"), "filesystem");
    assert.equal(at(values(), "loki.compactor.working_directory"), "/var/loki/compactor");
    assert.equal(at(values(), "loki.compactor.deletion_marker_object_store_prefix"), undefined);
    const shared = values({ objectStorage: MINIO, replicas: 3 });
    assert.equal(at(shared, "loki.compactor.delete_request_store"), "s3");
    assert.equal(at(shared, "loki.compactor.deletion_marker_object_store_prefix"), "deletion-markers/");
  });

  it("have the labels of the other engine: Loki adds none of its own", () => {
    assert.deepEqual(at(values(), "loki.limits_config.discover_service_name"), []);
    assert.equal(at(values(), "loki.limits_config.discover_log_levels"), false);
  });

  it("take in old lines of a stream that has new ones, as a new collector sends them", () => {
    assert.deepEqual(at(values(), "loki.limits_config.shard_streams"), { time_sharding_enabled: true });
  });

  it("of replicas keep three copies, on different nodes, of which one goes at a time", () => {
    const three = values({ replicas: 3, objectStorage: MINIO });
    assert.equal(at(three, "loki.commonConfig.replication_factor"), 3);
    assert.deepEqual(at(three, "singleBinary.podDisruptionBudget"), { enabled: true, maxUnavailable: 1 });
    const affinity = at(three, "singleBinary.affinity.podAntiAffinity") as Record<string, unknown[]>;
    assert.deepEqual(affinity["requiredDuringSchedulingIgnoredDuringExecution"], []);
    assert.equal(affinity["preferredDuringSchedulingIgnoredDuringExecution"]?.length, 1);
    assert.equal(at(three, "loki.rulerConfig.enable_sharding"), true);
  });

  it("keep the volumes, unless the stack says otherwise", () => {
    const persistence = (cluster: object) =>
      at(values({}, { cluster: { name: "a", platform: "kind", ...cluster } }), "singleBinary.persistence") as object;
    const common = { enabled: true, size: "20Gi", enableStatefulSetAutoDeletePVC: true, whenScaled: "Retain" };
    assert.deepEqual(persistence({}), { ...common, whenDeleted: "Retain" });
    assert.deepEqual(persistence({ deleteDataOnDestroy: true, storageClass: "fast" }), {
      ...common,
      storageClass: "fast",
      whenDeleted: "Delete",
    });
  });

  it("size the caches, whose default leaves pods pending", () => {
    const cached = values({ objectStorage: MINIO, caches: { chunks: "2Gi", results: "512Mi" } });
    assert.deepEqual(cached["chunksCache"], { enabled: true, allocatedMemory: 2048 });
    assert.deepEqual(cached["resultsCache"], { enabled: true, allocatedMemory: 512 });
  });

  it("of parts have one of each, and a gateway where they are asked as one", () => {
    const parts = settings({ mode: "distributed", replicas: 3, objectStorage: MINIO });
    const distributed = lokiValues(parts);
    assert.equal(at(distributed, "deploymentMode"), "Distributed");
    assert.equal(at(distributed, "singleBinary.replicas"), 0);
    const replicas = Object.fromEntries(
      [
        "ingester",
        "querier",
        "distributor",
        "queryFrontend",
        "queryScheduler",
        "indexGateway",
        "compactor",
        "ruler",
      ].map((part) => [part, at(distributed, `${part}.replicas`)]),
    );
    assert.deepEqual(replicas, {
      ingester: 3,
      querier: 3,
      distributor: 2,
      queryFrontend: 2,
      queryScheduler: 2,
      indexGateway: 2,
      compactor: 1,
      ruler: 1,
    });
    assert.equal(at(distributed, "compactor.persistence.enabled"), true);
    assert.equal(lokiUrl(parts), "http://loki-gateway.observability.svc");
    assert.equal(lokiPushUrl(parts), "http://loki-distributor.observability.svc:3100/loki/api/v1/push");
  });

  it("mount the rules where the ruler looks for them", () => {
    for (const [part, more] of [
      ["singleBinary", {}],
      ["ruler", { mode: "distributed", objectStorage: MINIO }],
    ] as const) {
      const mounting = values(more);
      assert.deepEqual(at(mounting, `${part}.extraVolumes`), [{ name: "rules", configMap: { name: "loki-rules" } }]);
      const [mount] = at(mounting, `${part}.extraVolumeMounts`) as { mountPath: string }[];
      assert.equal(mount?.mountPath, "/etc/loki/rules/fake");
    }
    assert.deepEqual(at(values(), "loki.rulerConfig.storage"), {
      type: "local",
      local: { directory: "/etc/loki/rules" },
    });
  });

  it("of an engine that is only kept have no ruler, and the volume as it was", () => {
    for (const mode of ["monolithic", "distributed"]) {
      const kept = values({ engine: "loki-stack", keep: "loki", mode, objectStorage: MINIO, keepStorage: "9Gi" });
      assert.deepEqual(at(kept, "ruler"), { enabled: false });
      assert.equal(at(kept, "loki.rulerConfig"), undefined);
      assert.match(JSON.stringify(kept), /"size":"9Gi"/);
      assert.doesNotMatch(JSON.stringify(kept), /loki-rules|20Gi/);
    }
  });

  it("of prod sign in by the service account's identity", () => {
    const prod = lokiValues(stackSettings("prod"));
    assert.deepEqual(prod["defaults"], {});
    assert.deepEqual(Object.keys(at(prod, "serviceAccount.annotations") as object), ["eks.amazonaws.com/role-arn"]);
    assert.equal(at(prod, "singleBinary.replicas"), 3);
  });
});

describe("the object storage's credentials", () => {
  const STORES: Record<string, { objectStorage: object; variables: string[]; keys: string[] }> = {
    s3: {
      objectStorage: MINIO,
      variables: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
      keys: ["s3-access-key-id", "s3-secret-access-key"],
    },
    gcs: {
      objectStorage: { type: "gcs", bucket: "bbb" },
      variables: ["GOOGLE_APPLICATION_CREDENTIALS"],
      keys: ["gcs-service-account.json"],
    },
    azure: {
      objectStorage: { type: "azure", bucket: "bbb", account: "acc" },
      variables: ["LOGS_AZURE_ACCOUNT_KEY"],
      keys: ["azure-account-key"],
    },
  };
  for (const [type, { objectStorage, variables, keys }] of Object.entries(STORES)) {
    it(`of ${type} are in one Secret, which the values only name`, async () => {
      const sections = { cluster: { name: "test", platform: "generic" }, logs: logs({ objectStorage }) };
      const credentials = planted(settingsOf(sections));
      const { resources } = await runStack(planStack("test", raw({ ...sections, ...credentials })));
      const all = JSON.stringify(resources);
      for (const value of Object.values(credentials))
        assert.ok(!all.includes(/canary-[\w-]+/.exec(value)?.[0] ?? value));
      const secret = resources.find(({ name }) => name === "loki-object-storage");
      assert.equal(secret?.inputs["stringData"], "[secret]");
      const release = resources.find(({ name, type: of }) => name === "loki" && of.endsWith(":Release"));
      assert.ok(release);
      assert.ok(release.dependencies.includes(secret.urn));
      const { defaults } = release.inputs["values"] as { defaults: Record<string, { name: string }[]> };
      assert.deepEqual(
        defaults["extraEnv"]?.map(({ name }) => name),
        variables,
      );
      for (const key of keys) assert.ok(JSON.stringify(defaults).includes(key), key);
      assert.ok(JSON.stringify(defaults).includes('"loki-object-storage"'));
    });
  }

  it("of Azure are a variable's name in Loki's configuration", () => {
    const azure = values({ objectStorage: { type: "azure", bucket: "bbb", account: "acc" } });
    assert.equal(at(azure, "loki.storage.azure.accountKey"), "${LOGS_AZURE_ACCOUNT_KEY}");
  });

  it("are none with an identity, which Azure's pods are labelled for", () => {
    const objectStorage = { type: "azure", bucket: "bbb", account: "acc", auth: "workload-identity" };
    const azure = values({ objectStorage });
    assert.deepEqual(azure["defaults"], {});
    assert.deepEqual(at(azure, "loki.podLabels"), { "azure.workload.identity/use": "true" });
    assert.equal(at(azure, "loki.storage.azure.useFederatedToken"), true);
  });
});

describe("the addresses of Loki", () => {
  it("are those of the engine in use, and of the one that is kept", () => {
    const of = (more: object) => settingsOf({ logs: more });
    assert.equal(lokiUrl(of({})), "http://loki-stack.observability.svc:3100");
    assert.equal(previousLokiUrl(of({})), undefined);
    const moving = of({ engine: "loki", keep: "loki-stack" });
    assert.equal(lokiUrl(moving), "http://loki.observability.svc:3100");
    assert.equal(previousLokiUrl(moving), "http://loki-stack.observability.svc:3100");
    assert.equal(lokiUrl(of({ engine: "none" })), undefined);
    assert.throws(() => lokiPushUrl(of({ engine: "none" })), /no Loki takes lines/);
  });
});
