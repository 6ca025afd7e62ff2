import assert from "node:assert/strict";
import type * as client from "@kubernetes/client-node";
import { grow, type Growing } from "../../components/support/deployed/grow";
import { type Cluster, readDeployed } from "../../components/support/deployed/read";
import { volumePlan, type VolumePlan } from "../../components/support/deployed/volumes";
import { volumesOf } from "../../stacks/changes";
import { changed, deployedOf } from "../support/deployed";
import { settingsOf } from "../support/settings";

const QUICK = { most: 60, pause: 1 };

function claim(name: string, requested: string, capacity = requested): client.V1PersistentVolumeClaim {
  return {
    metadata: { name },
    spec: { resources: { requests: { storage: requested } }, storageClassName: "fast" },
    status: { capacity: { storage: capacity } },
  };
}

function statefulSet(name: string, size: string): client.V1StatefulSet {
  return {
    metadata: { name, namespace: "observability", uid: "1", resourceVersion: "7", labels: { a: "b" } },
    spec: {
      selector: {},
      serviceName: name,
      template: {},
      volumeClaimTemplates: [
        {
          metadata: { name: "storage" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } },
          status: { phase: "Pending" },
        },
      ],
    },
    status: { replicas: 1 },
  };
}

/** A cluster whose controllers need some looks until they are done. */
class FakeCluster implements Growing {
  readonly calls: string[] = [];
  created: client.V1StatefulSet | undefined;
  private left = 2;

  constructor(
    readonly held: client.V1PersistentVolumeClaim[],
    private current: client.V1StatefulSet | undefined,
    private readonly grows = true,
  ) {}

  claims() {
    this.left -= 1;
    for (const { spec, status } of this.held) {
      const requested = spec?.resources?.requests?.["storage"] ?? "";
      if (this.left < 0 && this.grows && status) status.capacity = { storage: requested };
    }
    return Promise.resolve(this.held);
  }
  resize(name: string, size: string) {
    this.calls.push(`resize ${name} ${size}`);
    const found = this.held.find(({ metadata }) => metadata?.name === name);
    if (found?.spec?.resources) found.spec.resources.requests = { storage: size };
    return Promise.resolve();
  }
  statefulSet() {
    // It is still there for a look after it was deleted.
    if (this.calls.includes("orphan loki-stack") && this.left-- < 2) this.current = undefined;
    return Promise.resolve(this.current);
  }
  orphan(name: string) {
    this.calls.push(`orphan ${name}`);
    return Promise.resolve();
  }
  merge(resource: string) {
    return Promise.reject(new Error(`${resource} was not to be changed`));
  }
  create(body: client.V1StatefulSet) {
    this.calls.push(`create ${body.metadata?.name ?? ""}`);
    this.created = body;
    return Promise.resolve();
  }
}

const LARGER = settingsOf({ logs: { storage: "30Gi" } });
const plan = (): VolumePlan => volumePlan(LARGER, deployedOf(settingsOf()), volumesOf(LARGER));
const mute = () => undefined;

describe("volumes that grow", () => {
  it("asks for larger claims before it makes the StatefulSet anew, and waits for both", async () => {
    const cluster = new FakeCluster([claim("storage-loki-stack-0", "20Gi")], statefulSet("loki-stack", "20Gi"));
    const said: string[] = [];
    const after = await grow(plan(), cluster, (text) => said.push(text), QUICK);
    assert.deepEqual(cluster.calls, ["resize storage-loki-stack-0 30Gi", "orphan loki-stack", "create loki-stack"]);
    assert.deepEqual(
      after.map(({ capacity }) => capacity),
      ["30Gi"],
    );
    assert.equal(said[0], "the claim storage-loki-stack-0 grows from 20Gi to 30Gi");
  });

  it("makes the StatefulSet that there was, but for the size and what the server adds", async () => {
    const cluster = new FakeCluster([], statefulSet("loki-stack", "20Gi"));
    await grow(plan(), cluster, mute, QUICK);
    const { metadata, spec, ...rest } = cluster.created ?? {};
    assert.deepEqual(metadata, { name: "loki-stack", namespace: "observability", labels: { a: "b" } });
    assert.deepEqual(spec?.volumeClaimTemplates, [
      {
        metadata: { name: "storage" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "30Gi" } } },
      },
    ]);
    assert.deepEqual(rest, { apiVersion: "apps/v1", kind: "StatefulSet" });
  });

  it("leaves a StatefulSet to Helm that an interrupted run has deleted", async () => {
    const cluster = new FakeCluster([], undefined);
    await grow({ ...plan(), grow: [] }, cluster, mute, QUICK);
    assert.deepEqual(cluster.calls, []);
  });

  it("does not make anew what could not grow", async () => {
    const cluster = new FakeCluster([], statefulSet("loki-stack", "20Gi"));
    cluster.resize = () => Promise.reject(new Error("exceeded quota"));
    await assert.rejects(grow(plan(), cluster, mute, QUICK), /exceeded quota/);
    assert.deepEqual(cluster.calls, []);
  });

  it("goes on with claims that do not grow, as they are", async () => {
    const cluster = new FakeCluster([claim("storage-loki-stack-0", "20Gi")], undefined, false);
    const [after] = await grow(plan(), cluster, mute, QUICK);
    assert.deepEqual([after?.requested, after?.capacity], ["30Gi", "20Gi"]);
  });

  it("does not wait for a file system that grows with its pod", async () => {
    const waiting = claim("storage-loki-stack-0", "20Gi");
    Object.assign(waiting.status ?? {}, { conditions: [{ type: "FileSystemResizePending", status: "True" }] });
    const cluster = new FakeCluster([waiting], undefined, false);
    const from = Date.now();
    await grow(plan(), cluster, mute, { most: 20_000, pause: 1 });
    assert.ok(Date.now() - from < 5000);
  });
});

/** A cluster whose operator deletes a StatefulSet to make it anew, and whose claims go with it where they belong to it. */
class OperatedCluster implements Growing {
  readonly calls: string[] = [];
  set = this.make("20Gi", "Delete");
  held = [claim("data-0", "20Gi")];
  /** What is still to happen, one thing at each look. */
  private readonly later: (() => void)[] = [];

  constructor(private readonly works = true) {
    this.own(true);
  }

  private make(size: string, whenDeleted: string): client.V1StatefulSet {
    const set = statefulSet("prometheus-one", size);
    Object.assign(set.spec ?? {}, { persistentVolumeClaimRetentionPolicy: { whenDeleted } });
    return set;
  }
  private own(owned: boolean): void {
    const reference = { apiVersion: "apps/v1", kind: "StatefulSet", name: "prometheus-one", uid: "1" };
    for (const { metadata } of this.held) if (metadata) metadata.ownerReferences = owned ? [reference] : [];
  }
  claims() {
    this.later.shift()?.();
    return Promise.resolve(this.held);
  }
  statefulSet() {
    this.later.shift()?.();
    return Promise.resolve(this.set);
  }
  merge(resource: string, spec: Record<string, unknown>) {
    this.calls.push(`${resource} ${JSON.stringify(spec)}`);
    if (!this.works) return Promise.resolve();
    const policy = spec["persistentVolumeClaimRetentionPolicy"] as { whenDeleted: string } | undefined;
    const [size] = /\d+Gi/.exec(JSON.stringify(spec)) ?? [];
    const now = this.set.spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted ?? "";
    const current = this.set.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.["storage"] ?? "";
    this.later.push(() => (this.set = this.make(size ?? current, policy?.whenDeleted ?? now)));
    if (policy !== undefined) {
      this.later.push(() => {
        this.own(policy.whenDeleted === "Delete");
      });
    } else {
      // What belongs to the StatefulSet goes with it.
      this.held = this.held.filter(({ metadata }) => metadata?.ownerReferences?.length === 0);
    }
    return Promise.resolve();
  }
  resize = () => Promise.resolve();
  orphan = () => Promise.reject(new Error("not Helm's"));
  create = () => Promise.reject(new Error("not Helm's"));
}

describe("StatefulSets of prometheus-operator's", () => {
  const one = { owner: "prometheus/one", statefulSets: ["prometheus-one"], size: "30Gi", goWithSet: true };
  const of = (fields: Partial<typeof one> = {}): VolumePlan => ({
    grow: [],
    renew: [],
    drop: [],
    operated: [{ ...one, ...fields }],
  });
  const policy = (whenDeleted: string) =>
    `prometheus/one {"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"${whenDeleted}","whenScaled":"Retain"}}`;

  it("are made anew without the claims that would go with them, which belong to the new ones then", async () => {
    const cluster = new OperatedCluster();
    await grow(of(), cluster, mute, QUICK);
    assert.deepEqual(cluster.calls, [
      policy("Retain"),
      'prometheus/one {"storage":{"volumeClaimTemplate":{"spec":{"resources":{"requests":{"storage":"30Gi"}}}}}}',
      policy("Delete"),
    ]);
    assert.deepEqual(
      cluster.held.map(({ metadata }) => metadata?.name),
      ["data-0"],
    );
  });

  it("keep their claims, where the settings say so", async () => {
    const cluster = new OperatedCluster();
    await grow(of({ goWithSet: false }), cluster, mute, QUICK);
    assert.equal(cluster.calls.at(-1), policy("Retain"));
  });

  it("get their claims back that an interrupted run has parted from them", async () => {
    const cluster = new OperatedCluster();
    await grow(of({ size: "20Gi" }), cluster, mute, QUICK);
    assert.deepEqual(cluster.calls, [policy("Delete")]);
  });

  it("are not made anew as long as claims would go with them", async () => {
    const cluster = new OperatedCluster(false);
    await assert.rejects(
      grow(of(), cluster, mute, QUICK),
      /waited in vain until the claims of prometheus\/one do not go/,
    );
    assert.deepEqual(cluster.calls, [policy("Retain")]);
  });
});

describe("what a cluster says is deployed", () => {
  const cluster = (fields: Partial<Cluster> = {}): Cluster => ({
    namespaces: () => Promise.resolve([{ metadata: { name: "observability" } }]),
    hasReleases: () => Promise.resolve(true),
    claims: () => Promise.resolve([claim("storage-loki-stack-0", "20Gi"), claim("grafana", "2Gi")]),
    statefulSets: () => Promise.resolve([statefulSet("loki-stack", "20Gi")]),
    deployments: () =>
      Promise.resolve([
        {
          metadata: { name: "grafana" },
          spec: {
            selector: {},
            template: {
              spec: { containers: [], volumes: [{ name: "s", persistentVolumeClaim: { claimName: "grafana" } }] },
            },
          },
        },
      ]),
    storageClasses: () =>
      Promise.resolve([{ metadata: { name: "fast" }, provisioner: "p", allowVolumeExpansion: true }]),
    elasticsearch: () =>
      Promise.resolve({
        spec: { version: "9.4.3", nodeSets: [{ name: "hot", count: 2, config: { "node.roles": ["data"] } }] },
      }),
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
