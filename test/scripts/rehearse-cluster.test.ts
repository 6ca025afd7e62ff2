import { strict as assert } from "node:assert";
import { HELM_RECORD } from "../../scripts/lib/rehearse/canaries";
import { expectedNames, unexpected } from "../../scripts/lib/rehearse/changing";
import { countsText, isUnchanged, readEvents } from "../../scripts/lib/rehearse/events";
import {
  beyond,
  differences,
  inventory,
  kindsText,
  mayStay,
  pods,
  restarted,
} from "../../scripts/lib/rehearse/inventory";
import { withoutSecrets } from "../../scripts/lib/rehearse/project";
import { make } from "../../scripts/lib/rehearse/random-provider";
import { olderVersion } from "../../scripts/lib/rehearse/versions";
import { CHARTS } from "../../components/support/charts";
import { namespace, object } from "../support/rehearse";

describe("rehearse: what changed", () => {
  const event = (name: string, op: string) => ({
    resOutputsEvent: { metadata: { op, urn: `urn:pulumi:dev::observability::v1:Secret::${name}`, type: "v1:Secret" } },
  });
  const log = [
    event("a", "update"),
    event("b", "same"),
    { diagnosticEvent: { severity: "error", message: "<{%fg 1%}>one\n mistake<{%reset%}>" } },
    { summaryEvent: { resourceChanges: { same: 22, update: 2 } } },
  ];
  const text = log.map((one) => JSON.stringify(one)).join("\n");

  it("is read from the engine's events, of which the last may be cut off", () => {
    const events = readEvents(`${text}\n{"resOutputsEvent":{"meta`);
    assert.deepEqual(events.touched, [{ name: "a", type: "v1:Secret", op: "update" }]);
    assert.deepEqual(events.errors, ["one mistake"]);
    assert.equal(countsText(events.counts), "2 update, 22 same");
    assert.deepEqual(readEvents(""), { counts: {}, touched: [], errors: [], releaseSeconds: 0 });
  });

  it("tells how long the releases took together", () => {
    const release = { op: "create", urn: "a", type: "kubernetes:helm.sh/v3:Release" };
    const timed = [
      { timestamp: 100, resourcePreEvent: { metadata: { ...release, type: "other" } } },
      { timestamp: 104, resourcePreEvent: { metadata: release } },
      { timestamp: 115, resOutputsEvent: { metadata: release } },
      { timestamp: 120, summaryEvent: {} },
    ];
    assert.equal(readEvents(timed.map((one) => JSON.stringify(one)).join("\n")).releaseSeconds, 11);
  });

  it("is nothing only when something stayed the same and all did", () => {
    assert.equal(isUnchanged({ same: 24 }), true);
    assert.equal(isUnchanged({ same: 24, update: 0 }), true);
    assert.equal(isUnchanged({ same: 23, update: 1 }), false);
    assert.equal(isUnchanged({}), false);
  });

  it("is what the plan says, no more and no less", () => {
    const resource = (name: string, inputs: Record<string, unknown>) => ({
      urn: name,
      type: "t",
      name,
      parent: "",
      inputs,
    });
    const before = [resource("a", { x: 1 }), resource("b", { x: 1 }), resource("c", {})];
    const after = [resource("a", { x: 2 }), resource("b", { x: 1 }), resource("d", {})];
    assert.deepEqual(expectedNames(before, after), ["d", "c", "a"]);
    assert.deepEqual(unexpected(["a"], ["a"]), []);
    assert.deepEqual(unexpected(["a", "b"], ["a", "c"]), ["b changed too", "c did not change"]);
  });

  it("is a restart when a pod is another one under its name, or gone", () => {
    const pod = (name: string, uid: string) => object("Pod", name, { metadata: { name, namespace, uid } });
    const before = pods([pod("a", "1"), pod("b", "2"), pod("c", "3"), object("Secret", "s")], namespace);
    assert.deepEqual(restarted(before, pods([pod("a", "1"), pod("b", "9"), pod("new", "4")], namespace)), ["b", "c"]);
  });
});

describe("rehearse: what is left", () => {
  it("is compared without what controllers and Helm make under names of their own", () => {
    const before = inventory([
      object("Secret", "a"),
      object("Pod", "p-1"),
      object("Secret", "h", { type: HELM_RECORD }),
    ]);
    const automanaged = { name: "v1.x", labels: { "kube-aggregator.kubernetes.io/automanaged": "true" } };
    const now = inventory([
      object("Secret", "b"),
      object("Pod", "p-2"),
      object("ReplicaSet", "r"),
      { kind: "APIService", metadata: automanaged },
    ]);
    assert.deepEqual(differences(before, now), ["Secret observability/b is new", "Secret observability/a is gone"]);
    assert.equal(kindsText(beyond(now, before)), "1 Secret");
    assert.equal(kindsText([]), "nothing");
  });

  it("may be resource definitions, and volumes with their namespace unless those go too", () => {
    const crd = { kind: "CustomResourceDefinition", metadata: { name: "x" } };
    const space = { kind: "Namespace", metadata: { name: namespace } };
    const claim = object("PersistentVolumeClaim", "c");
    const root = object("ConfigMap", "kube-root-ca.crt");
    const stays = (deleteData: boolean) =>
      [crd, space, claim, root, object("ConfigMap", "other")].map((one) => mayStay(one, namespace, deleteData));
    assert.deepEqual(stays(false), [true, true, true, true, false]);
    assert.deepEqual(stays(true), [true, false, false, false, false]);
    assert.equal(mayStay({ ...claim, metadata: { name: "c", namespace: "default" } }, namespace, false), false);
  });
});

describe("rehearse: odds and ends", () => {
  it("takes a stack file without its credentials, which nobody here can read", () => {
    const file =
      "encryptionsalt: v1:x\nconfig:\n  observability:metrics:\n    retention: 3d\n  observability:slack/a:\n    secure: v1:y\n";
    assert.equal(
      withoutSecrets(file, "/charts"),
      "config:\n  observability:metrics:\n    retention: 3d\n  observability:charts: /charts\n",
    );
  });

  it("takes the newest older package of a chart", () => {
    const chart = { ...CHARTS.kubePrometheusStack, version: "88.5.3" };
    const files = ["88.5.3", "88.5.2", "88.10.0", "9.9.9", "88.4.12"].map((v) => `kube-prometheus-stack-${v}.tgz`);
    assert.equal(olderVersion(chart, [...files, "kube-prometheus-stack-crds-1.0.0.tgz", "README.md"]), "88.5.2");
    assert.equal(olderVersion(chart, files.slice(0, 1)), undefined);
  });

  it("makes passwords as the random provider would", () => {
    const { outs } = make("random:index/randomPassword:RandomPassword", { length: 32, special: false });
    assert.match(String(outs["result"]), /^[A-Za-z0-9]{32}$/);
    assert.throws(
      () => make("random:index/randomPet:RandomPet", {}),
      /RandomPet is not among what this stand-in makes/,
    );
  });
});
