import assert from "node:assert/strict";
import { changes, type LiveObject, type ManagedFields } from "../../scripts/lib/drift/compare";
import { differences, fieldAt, fieldText, ownedFields } from "../../scripts/lib/drift/fields";

const HELM: ManagedFields = {
  manager: "pulumi-resource-kubernetes",
  operation: "Update",
  time: "2026-01-01T00:00:00Z",
  fieldsV1: { "f:spec": { "f:replicas": {}, "f:paused": {} }, "f:data": { "f:a": {} } },
};
const by = (manager: string, fieldsV1: unknown, more: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  operation: "Update",
  time: "2026-02-02T02:02:02Z",
  fieldsV1,
  ...more,
});

function object(fields: Record<string, unknown>, managedFields: ManagedFields[], kind = "Deployment"): LiveObject {
  return {
    apiVersion: "v1",
    kind,
    ...fields,
    metadata: { name: "x", ...(fields["metadata"] as object | undefined), managedFields },
  };
}

/** What is found of an object that was deployed with some fields, and now has others. */
function found(deployed: Record<string, unknown>, live: Record<string, unknown>, ...managers: ManagedFields[]) {
  const now = object(live, [HELM, ...managers]);
  const restored = object(merged(live, deployed) as Record<string, unknown>, [HELM]);
  return changes(object(deployed, []), now, restored).map(({ field, what, who }) =>
    [what, field, who].filter((one) => one !== undefined).join(" "),
  );
}

/** As server-side apply puts the deployed fields over the live ones. */
function merged(live: unknown, deployed: unknown): unknown {
  if (typeof live !== "object" || typeof deployed !== "object" || live === null || deployed === null) return deployed;
  if (Array.isArray(live) || Array.isArray(deployed)) return deployed;
  const [a, b] = [live as Record<string, unknown>, deployed as Record<string, unknown>];
  return {
    ...a,
    ...Object.fromEntries(Object.entries(b).map(([key, value]) => [key, key in a ? merged(a[key], value) : value])),
  };
}

const REPLICAS = { "f:spec": { "f:replicas": {} } };

describe("drift", () => {
  it("is none where all is as it was deployed, whatever the server and its controllers add", () => {
    const deployed = { spec: { replicas: 2 } };
    const live = {
      metadata: {
        uid: "1",
        generation: 4,
        resourceVersion: "7",
        annotations: { "deployment.kubernetes.io/revision": "3" },
      },
      spec: { replicas: 2, strategy: { type: "RollingUpdate" } },
      status: { readyReplicas: 1 },
    };
    const controller = by("kube-controller-manager", {
      "f:metadata": { "f:annotations": { "f:deployment.kubernetes.io/revision": {} } },
      "f:status": { "f:readyReplicas": {} },
    });
    assert.deepEqual(found(deployed, live, controller), []);
  });

  it("is a Deployment that was scaled by hand, and not one that an autoscaler scaled", () => {
    const scaled = (manager: string) =>
      found({ spec: { replicas: 2 } }, { spec: { replicas: 5 } }, by(manager, REPLICAS, { subresource: "scale" }));
    assert.deepEqual(scaled("kubectl"), ["changed spec.replicas kubectl"]);
    for (const manager of ["kube-controller-manager", "keda-operator", "vpa-updater", "x-controller"])
      assert.deepEqual(scaled(manager), [], manager);
  });

  it("is a key that was added, changed or removed, each once, with who did it where that is known", () => {
    const edit = by("kubectl-edit", { "f:data": { "f:a": {}, "f:added": {} } });
    assert.deepEqual(found({ data: { a: "1", gone: "x" } }, { data: { a: "2", added: "y" } }, edit), [
      "changed data.a kubectl-edit",
      "added data.added kubectl-edit",
      "removed data.gone",
    ]);
  });

  it("is a container that was added, once, and not each of its fields", () => {
    const containers = (...names: string[]) => ({
      spec: { template: { spec: { containers: names.map((name) => ({ name, image: `${name}:1` })) } } },
    });
    const edit = by("k9s", {
      "f:spec": {
        "f:template": { "f:spec": { "f:containers": { 'k:{"name":"b"}': { ".": {}, "f:image": {}, "f:name": {} } } } },
      },
    });
    const fields = found(containers("a"), containers("a", "b"), edit);
    assert.ok(fields.includes("added spec.template.spec.containers[name=b] k9s") || fields.length === 1, fields.join());
  });

  it("is no restart by hand, as runbooks ask for, and no annotation of kubectl's own", () => {
    const annotations = {
      "kubectl.kubernetes.io/restartedAt": "2026",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
    };
    const owned = { "f:annotations": Object.fromEntries(Object.keys(annotations).map((name) => [`f:${name}`, {}])) };
    const restart = by("kubectl-rollout", { "f:metadata": owned, "f:spec": { "f:template": { "f:metadata": owned } } });
    const live = { metadata: { annotations }, spec: { replicas: 1, template: { metadata: { annotations } } } };
    assert.deepEqual(found({ spec: { replicas: 1, template: { metadata: {} } } }, live, restart), []);
  });

  it("is a key of a Secret that nobody is accounted for, and not one that a controller fills in", () => {
    const secret = (...managers: ManagedFields[]) =>
      changes(
        { stringData: { a: "1" } },
        object({ data: { a: "MQ==", b: "Mg==" } }, managers, "Secret"),
        object({ data: { a: "MQ==", b: "Mg==" } }, [], "Secret"),
      );
    assert.deepEqual(
      secret().map(({ what, field, who }) => [what, field, who]),
      [["added", "data.b", undefined]],
    );
    assert.deepEqual(secret(by("cainjector", { "f:data": { "f:b": {} } })), []);
  });

  it("is nothing that a claim gets when it is bound", () => {
    const annotations = { "pv.kubernetes.io/bind-completed": "yes", "volume.kubernetes.io/selected-node": "n1" };
    const bound = by("csi-provisioner", {
      "f:metadata": { "f:annotations": Object.fromEntries(Object.keys(annotations).map((name) => [`f:${name}`, {}])) },
      "f:spec": { "f:volumeName": {} },
    });
    assert.deepEqual(found({ spec: {} }, { metadata: { annotations }, spec: { volumeName: "pv" } }, bound), []);
  });

  it("is a label that somebody added, and nothing that he wrote as it was", () => {
    const edit = by("Mozilla", { "f:metadata": { "f:labels": { "f:team": {} } }, "f:data": { "f:a": {} } });
    assert.deepEqual(found({ data: { a: "1" } }, { data: { a: "1" }, metadata: { labels: { team: "x" } } }, edit), [
      "added metadata.labels.team Mozilla",
    ]);
  });
});

describe("fields of objects", () => {
  const path = ["spec", { keys: { name: "x", port: 1 } }, { value: "a" }, "odd.name"];

  it("are told as people write them", () => {
    assert.equal(fieldText(path), 'spec[name=x,port=1]["a"]["odd.name"]');
  });

  it("are those that a manager owns, the deepest of each branch", () => {
    const fields = ownedFields({
      "f:a": { ".": {}, "f:b": {}, 'k:{"name":"x"}': { ".": {}, "f:c": {} }, 'v:"y"': {} },
    });
    assert.deepEqual(fields.map(fieldText), ["a.b", "a[name=x].c", 'a["y"]']);
    assert.deepEqual(ownedFields(undefined), []);
  });

  it("are found by keys and values, and nothing that every object inherits", () => {
    const list = { a: [{ name: "x", c: 1 }, { name: "y" }], b: ["p", "q"] };
    assert.equal(fieldAt(list, ["a", { keys: { name: "x" } }, "c"]), 1);
    assert.equal(fieldAt(list, ["b", { value: "q" }]), "q");
    assert.equal(fieldAt(list, ["a", { keys: { name: "z" } }]), undefined);
    assert.equal(fieldAt(list, ["constructor"]), undefined);
  });

  it("differ by what tells the items of a list apart, not by their order, where they have names", () => {
    const a = {
      l: [
        { name: "x", v: 1 },
        { name: "y", v: 2 },
      ],
      p: [1, 2],
    };
    const b = {
      l: [
        { name: "y", v: 3 },
        { name: "x", v: 1 },
      ],
      p: [2, 1],
    };
    assert.deepEqual(differences(a, b).map(fieldText), ["l[name=y].v", "p"]);
  });
});
