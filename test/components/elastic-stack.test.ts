import assert from "node:assert/strict";
import { elasticsearchReady, elasticsearchSpec, snapshotKeys } from "../../components/elastic/elasticsearch";
import { OPERATOR_MONITOR, operatorValues } from "../../components/elastic/operator";
import { credentialsNeeded } from "../../stacks/credentials";
import type { Settings } from "../../settings";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

const withElastic = (elastic: object, sections: object = {}): Settings => settingsOf({ elastic, ...sections });
const section = (settings: Settings) => settings.elastic ?? assert.fail();
const spec = (elastic: object, sections: object = {}) => {
  const settings = withElastic(elastic, sections);
  return elasticsearchSpec(settings, section(settings));
};

describe("Elastic's operator", () => {
  const values = operatorValues(withElastic({}));

  it("looks after the platform's namespace only, and so does its webhook, which nobody has to wait for", () => {
    assert.deepEqual(values["managedNamespaces"], ["observability"]);
    assert.deepEqual(at(values, "webhook.namespaceSelector"), {
      matchLabels: { "kubernetes.io/metadata.name": "observability" },
    });
    assert.equal(at(values, "webhook.failurePolicy"), "Ignore");
  });

  it("calls nobody, and is scraped", () => {
    assert.equal(at(values, "telemetry.disabled"), true);
    assert.deepEqual(
      OPERATOR_MONITOR.podMetricsEndpoints.map(({ port }) => port),
      ["metrics"],
    );
    assert.equal(at(values, "podMonitor"), undefined);
    assert.notEqual(at(values, "config.metrics.port"), "0");
  });
});

describe("Elasticsearch", () => {
  it("is one node with every role by default, on volumes that outlive it", () => {
    const made = spec({});
    assert.deepEqual(at(made, "nodeSets.0.config"), {
      "node.roles": ["master", "data", "ingest"],
      "node.store.allow_mmap": false,
      "ingest.geoip.downloader.enabled": false,
    });
    assert.equal(at(made, "nodeSets.length"), 1);
    assert.equal(made["volumeClaimDeletePolicy"], "DeleteOnScaledownOnly");
    assert.deepEqual(at(made, "nodeSets.0.resources"), {
      requests: { cpu: "500m", memory: "2Gi" },
      limits: { memory: "2Gi" },
    });
    assert.equal(at(made, "nodeSets.0.podTemplate.spec"), undefined);
  });

  it("takes its volumes along where the stack says so", () => {
    const cluster = { name: "test", platform: "kind", deleteDataOnDestroy: true, storageClass: "fast" };
    const made = spec({}, { cluster });
    assert.equal(made["volumeClaimDeletePolicy"], "DeleteOnScaledownAndClusterDeletion");
    assert.equal(at(made, "nodeSets.0.volumeClaimTemplates.0.spec.storageClassName"), "fast");
    assert.equal(at(made, "nodeSets.0.volumeClaimTemplates.0.metadata.name"), "elasticsearch-data");
  });

  it("maps files into memory where it may, and raises the machine's limit only if told to", () => {
    for (const [mmap, allowed, containers] of [
      ["off", false, 0],
      ["init", undefined, 1],
      ["node", undefined, 0],
    ] as const) {
      const made = spec({ mmap });
      assert.equal(at(made, "nodeSets.0.config.node\\.store\\.allow_mmap"), allowed, mmap);
      assert.equal(at(made, "nodeSets.0.podTemplate.spec.initContainers.length") ?? 0, containers, mmap);
    }
  });

  it("spreads the nodes of a set over machines and zones", () => {
    const keys = (elastic: object) => {
      const found = at(
        spec({ nodes: [{ name: "a", count: 3 }], ...elastic }),
        "nodeSets.0.podTemplate.spec.topologySpreadConstraints",
      );
      return (found as { topologyKey: string; labelSelector: { matchLabels: Record<string, string> } }[]).map((one) => {
        assert.equal(
          one.labelSelector.matchLabels["elasticsearch.k8s.elastic.co/statefulset-name"],
          "elasticsearch-es-a",
        );
        return one.topologyKey;
      });
    };
    assert.deepEqual(keys({}), ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
    // The operator's own constraint on zones would be there twice.
    assert.deepEqual(keys({ zoneAwareness: true }), ["kubernetes.io/hostname"]);
  });

  it("keeps copies, and masters, in different zones", () => {
    const nodes = [
      { name: "m", roles: ["master"], count: 3 },
      { name: "d", roles: ["data", "ingest"], count: 2 },
    ];
    const made = spec({ nodes, zoneAwareness: true });
    assert.deepEqual([at(made, "nodeSets.0.zoneAwareness"), at(made, "nodeSets.1.zoneAwareness")], [{}, {}]);
    assert.equal(at(spec({ nodes }), "nodeSets.0.zoneAwareness"), undefined);
  });

  it("has the keys of its snapshots in the keystore, and the rest in its configuration", () => {
    const s3 = { type: "s3", bucket: "bbb", region: "r", endpoint: "https://minio.example.com", pathStyle: true };
    const made = spec({ snapshots: s3 });
    assert.deepEqual(made["secureSettings"], [{ secretName: "elasticsearch-snapshots" }]);
    assert.equal(at(made, "nodeSets.0.config.s3\\.client\\.default\\.endpoint"), "https://minio.example.com");
    assert.equal(at(made, "nodeSets.0.config.s3\\.client\\.default\\.path_style_access"), true);
    assert.equal(spec({ snapshots: { ...s3, auth: "workload-identity" } })["secureSettings"], undefined);
    const shared = spec({ snapshots: { type: "fs", claim: "c" } });
    assert.equal(at(shared, "nodeSets.0.podTemplate.spec.volumes.0.persistentVolumeClaim.claimName"), "c");
    assert.equal(
      at(shared, "nodeSets.0.podTemplate.spec.containers.0.volumeMounts.0.mountPath"),
      at(shared, "nodeSets.0.config.path\\.repo.0"),
    );
  });

  it("asks for the credentials that its keystore needs, and no others", () => {
    const needed = (snapshots: object) =>
      credentialsNeeded(withElastic({ snapshots }))
        .map(({ key }) => key)
        .filter((key) => key.startsWith("elastic/"));
    assert.deepEqual(needed({ type: "s3", bucket: "bbb", region: "r" }), [
      "elastic/s3AccessKeyId",
      "elastic/s3SecretAccessKey",
    ]);
    assert.deepEqual(needed({ type: "gcs", bucket: "bbb" }), ["elastic/gcsServiceAccount"]);
    assert.deepEqual(needed({ type: "azure", bucket: "bbb", account: "acc" }), ["elastic/azureAccountKey"]);
    assert.deepEqual(needed({ type: "fs", claim: "c" }), []);
    assert.deepEqual(needed({ type: "s3", bucket: "bbb", region: "r", auth: "workload-identity" }), []);
    assert.equal(snapshotKeys(section(withElastic({ snapshots: { type: "fs", claim: "c" } }))), false);
  });

  it("is ready with its version and all its nodes, not only by its phase", () => {
    const nodes = [
      { name: "m", roles: ["master"], count: 3 },
      { name: "d", roles: ["data", "ingest"], count: 2 },
    ];
    assert.deepEqual(JSON.parse(elasticsearchReady(section(withElastic({ nodes, version: "9.4.2" })))), [
      "jsonpath={.status.phase}=Ready",
      "jsonpath={.status.version}=9.4.2",
      "jsonpath={.status.availableNodes}=5",
    ]);
  });
});
