import { strict as assert } from "node:assert";
import { HELM_RECORD, type KubeObject } from "../../scripts/lib/rehearse/canaries";
import {
  customResourceProblems,
  newestRecord,
  releaseProblems,
  workloadProblems,
} from "../../scripts/lib/rehearse/deployed";
import { namespace, object } from "../support/rehearse";

describe("rehearse: what is deployed", () => {
  const record = (version: number, status: string): KubeObject =>
    object("Secret", `sh.helm.release.v1.x.v${version}`, {
      type: HELM_RECORD,
      metadata: { name: `v${version}`, namespace, labels: { name: "x", status, version: String(version) } },
    });

  it("has one deployed revision of each release, the last", () => {
    assert.deepEqual(
      releaseProblems([record(1, "superseded"), record(10, "deployed"), record(9, "superseded")], ["x"]),
      [],
    );
    assert.deepEqual(releaseProblems([], ["x"]), ["x is not there"]);
    assert.deepEqual(releaseProblems([record(1, "pending-install")], ["x"]), ["x has 0 deployed revisions"]);
    assert.deepEqual(releaseProblems([record(1, "deployed"), record(2, "deployed")], ["x"]), [
      "x has 2 deployed revisions",
    ]);
    assert.deepEqual(releaseProblems([record(9, "deployed"), record(10, "failed")], ["x"]), ["x is failed"]);
    assert.equal(newestRecord([record(9, "deployed"), record(10, "failed")], "x")?.metadata.name, "v10");
  });

  it("has every workload ready", () => {
    const set = (ready: number) =>
      object("StatefulSet", "p", { spec: { replicas: 2 }, status: { readyReplicas: ready, updatedReplicas: 2 } });
    const daemon = (wanted: number, ready: number) =>
      object("DaemonSet", "d", {
        status: { desiredNumberScheduled: wanted, numberReady: ready, updatedNumberScheduled: wanted },
      });
    assert.deepEqual(
      workloadProblems([set(2), daemon(3, 3), object("Deployment", "e", { spec: { replicas: 0 } })], namespace),
      [],
    );
    assert.deepEqual(workloadProblems([set(1), daemon(3, 2), daemon(0, 0)], namespace), [
      "StatefulSet observability/p has 1 of 2 ready",
      "DaemonSet observability/d has 2 of 3 ready",
      "DaemonSet observability/d has 0 of 0 ready",
    ]);
    assert.deepEqual(workloadProblems([set(0)], "another"), []);
  });

  it("is not ready before its controller has seen it as it is now, and each pod is of that", () => {
    const set = (status: object, spec: object = {}): KubeObject => ({
      ...object("StatefulSet", "p", { spec: { replicas: 2, ...spec }, status: { readyReplicas: 2, ...status } }),
      metadata: { name: "p", namespace, generation: 3 },
    });
    const problems = (...objects: KubeObject[]) => workloadProblems(objects, namespace);
    assert.deepEqual(problems(set({ observedGeneration: 3, updatedReplicas: 2 })), []);
    assert.deepEqual(problems(set({ observedGeneration: 2, updatedReplicas: 2 })), [
      "StatefulSet observability/p was changed, and its controller has not seen that",
    ]);
    assert.deepEqual(problems(set({ observedGeneration: 3, updatedReplicas: 1 })), [
      "StatefulSet observability/p has 1 of 2 updated",
    ]);
    const byHand = { updateStrategy: { type: "OnDelete" } };
    assert.deepEqual(problems(set({ observedGeneration: 3, updatedReplicas: 1 }, byHand)), []);
    const daemon = { observedGeneration: 1, desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 2 };
    assert.deepEqual(problems(object("DaemonSet", "d", { status: daemon })), [
      "DaemonSet observability/d has 2 of 3 updated",
    ]);
    const reconciled = (type: string) => ({ type, status: "True", observedGeneration: 2 });
    const prometheus: KubeObject = {
      ...object("Prometheus", "p", { apiVersion: "monitoring.coreos.com/v1" }),
      ...{ status: { conditions: ["Reconciled", "Available"].map(reconciled) } },
      metadata: { name: "p", namespace, generation: 3 },
    };
    assert.deepEqual(customResourceProblems([prometheus], namespace), [
      "Prometheus observability/p: Reconciled is of what it was before",
      "Prometheus observability/p: Available is of what it was before",
    ]);
  });

  it("has every Prometheus and Alertmanager reconciled and available", () => {
    const prometheus = (conditions?: object[]) =>
      object("Prometheus", "p", {
        apiVersion: "monitoring.coreos.com/v1",
        ...(conditions && { status: { conditions } }),
      });
    const condition = (type: string, status: string, message = "") => ({ type, status, message });
    assert.deepEqual(
      customResourceProblems(
        [prometheus([condition("Reconciled", "True"), condition("Available", "True")])],
        namespace,
      ),
      [],
    );
    assert.deepEqual(
      customResourceProblems([prometheus([condition("Reconciled", "False", "field x not found")])], namespace),
      [
        "Prometheus observability/p: Reconciled is False field x not found",
        "Prometheus observability/p: Available is not said",
      ],
    );
  });
});
