import assert from "node:assert/strict";
import type * as client from "@kubernetes/client-node";
import type { Plain } from "../../components/support/deployed/facts";
import { type Cluster, readDeployed } from "../../components/support/deployed/read";
import { changed } from "../support/deployed";
import { claim, statefulSet } from "../support/deployed-cluster";
import { settingsOf } from "../support/settings";

describe("what a cluster says is deployed", () => {
  const own: Plain<client.V1Namespace> = { metadata: { name: "observability" } };
  const fast: Plain<client.V1StorageClass> = {
    metadata: { name: "fast" },
    provisioner: "p",
    allowVolumeExpansion: true,
  };
  const grafana: Plain<client.V1Deployment> = {
    metadata: { name: "grafana" },
    spec: {
      selector: {},
      template: { spec: { containers: [], volumes: [{ name: "s", persistentVolumeClaim: { claimName: "grafana" } }] } },
    },
  };
  const elasticsearch = {
    spec: { version: "9.4.3", nodeSets: [{ name: "hot", count: 2, config: { "node.roles": ["data"] } }] },
  };
  const cluster = (fields: Partial<Cluster> = {}): Cluster => ({
    namespaces: () => Promise.resolve([own]),
    hasReleases: () => Promise.resolve(true),
    claims: () => Promise.resolve([claim("storage-loki-stack-0", "20Gi"), claim("grafana", "2Gi")]),
    statefulSets: () => Promise.resolve([statefulSet("loki-stack", "20Gi")]),
    deployments: () => Promise.resolve([grafana]),
    storageClasses: () => Promise.resolve([fast]),
    elasticsearch: () => Promise.resolve(elasticsearch),
    configMap: () => Promise.resolve(undefined),
    ...fields,
  });

  it("is nothing where the stack was never deployed", async () => {
    const never = cluster({ namespaces: () => Promise.resolve([]) });
    assert.equal(await readDeployed("dev", settingsOf(), never), undefined);
  });

  it("asks for the stack's own namespaces", async () => {
    const asked: string[] = [];
    const namespaces = (selector: string) => {
      asked.push(selector);
      return Promise.resolve([]);
    };
    await readDeployed("dev", settingsOf(), cluster({ namespaces }));
    assert.deepEqual(asked, ["observability/stack=dev"]);
  });

  it("is what the checks compare", async () => {
    const deployed = await readDeployed("dev", settingsOf(), cluster());
    assert.ok(deployed);
    assert.deepEqual(deployed.volumes, [
      {
        workload: "statefulset/loki-stack",
        volume: "storage",
        template: { size: "20Gi", storageClass: undefined, goWithSet: false },
      },
      { workload: "deployment/grafana", volume: "grafana", template: undefined },
    ]);
    assert.deepEqual(deployed.elasticsearch, {
      version: "9.4.3",
      nodeSets: [{ name: "hot", count: 2, roles: ["data"] }],
    });
    const { problems } = changed(settingsOf({ logs: { storage: "10Gi" } }), deployed);
    assert.deepEqual(
      problems.map((line) => line.split(":", 1)[0]),
      ["logs.storage", "elastic"],
    );
  });

  it("knows another namespace by its releases, and not by the data that a destroy has left", async () => {
    const namespaces = () => Promise.resolve([{ metadata: { name: "old" } }]);
    const deployed = await readDeployed("dev", settingsOf(), cluster({ namespaces }));
    assert.deepEqual(
      deployed?.elsewhere.map(({ namespace }) => namespace),
      ["old"],
    );
    const destroyed = cluster({ namespaces, hasReleases: () => Promise.resolve(false) });
    assert.equal(await readDeployed("dev", settingsOf(), destroyed), undefined);
  });

  it("reads where Jaeger keeps its traces, and whether Grafana has a database", async () => {
    const maps: Record<string, Record<string, string>> = {
      "user-config": {
        "user-config.yaml": "extensions: {jaeger_storage: {backends: {traces: {elasticsearch: {server_urls: []}}}}}",
      },
      grafana: {
        "grafana.ini": "[analytics]\nhost = a\n[database]\nhost = db:5432\ntype = postgres\n[server]\nhost = b\n",
      },
    };
    const configMap = (_: string, name: string) => Promise.resolve(maps[name] && { data: maps[name] });
    const deployed = await readDeployed("dev", settingsOf(), cluster({ configMap }));
    assert.deepEqual([deployed?.jaegerStore, deployed?.grafanaDatabase], ["elasticsearch", "db:5432"]);
    maps["grafana"] = { "grafana.ini": "[analytics]\nhost = a\n[database]\n[server]\nhost = b\n" };
    maps["user-config"] = {};
    const other = await readDeployed("dev", settingsOf(), cluster({ configMap }));
    assert.deepEqual([other?.jaegerStore, other?.grafanaDatabase], [undefined, undefined]);
  });

  it("reads where Loki keeps its logs", async () => {
    const of = async (config: string) => {
      const configMap = () => Promise.resolve({ data: { "config.yaml": config } });
      return (await readDeployed("dev", settingsOf(), cluster({ configMap })))?.lokiStore;
    };
    const schema = (store: string) => `schema_config: {configs: [{object_store: ${store}}]}\n`;
    assert.equal(await of(schema("filesystem")), "filesystem");
    assert.equal(await of(`${schema("s3")}common: {storage: {s3: {bucketnames: logs}}}`), "s3 logs");
    assert.equal(await of(`${schema("gcs")}common: {storage: {gcs: {bucket_name: logs}}}`), "gcs logs");
    assert.equal(await of(`${schema("azure")}common: {storage: {azure: {container_name: logs}}}`), "azure logs");
    assert.equal(await of("{}"), undefined);
  });
});
