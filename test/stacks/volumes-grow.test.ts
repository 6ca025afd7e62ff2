import assert from "node:assert/strict";
import { grow } from "../../components/support/deployed/grow";
import { volumePlan, type VolumePlan } from "../../components/support/deployed/volumes";
import { volumesOf } from "../../stacks/changes";
import { deployedOf } from "../support/deployed";
import { claim, FakeCluster, OperatedCluster, statefulSet } from "../support/deployed-cluster";
import { settingsOf } from "../support/settings";

const QUICK = { most: 60, pause: 1 };

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
