import { strict as assert } from "node:assert";
import type { KubeObject, ManagedFields } from "../../scripts/lib/rehearse/canaries";
import { ownChanges } from "../../scripts/lib/rehearse/ownership";

const PROVIDER = { manager: "pulumi-kubernetes-1f2e3d4c", operation: "Apply", time: "2026-01-01T10:00:00Z" };
const HELM = { manager: "pulumi-resource-kubernetes", operation: "Update", time: "2026-01-01T10:00:00Z" };
const RECORDS = { manager: "pulumi-kubernetes", operation: "Update", time: "2026-01-01T10:00:00Z" };
const CONTROLLERS = { manager: "kube-controller-manager", operation: "Update", time: "2026-01-01T10:00:00Z" };
const LATER = "2026-01-01T10:05:00Z";

/** An object as a look at a cluster finds it; a version for each write, as the API server counts them. */
const seen = (kind: string, managedFields: ManagedFields[], resourceVersion = "1", uid = "1"): KubeObject => {
  const metadata = { name: "otel-gateway", namespace: "observability", uid, resourceVersion, managedFields };
  return { apiVersion: "apps/v1", kind, metadata };
};

describe("rehearse: what a deployment wrote itself", () => {
  const object = "StatefulSet.apps observability/otel-gateway";

  it("is nothing where an autoscaler's controller says how it stands, or scales", () => {
    const status = { ...CONTROLLERS, subresource: "status" };
    assert.deepEqual(
      ownChanges(
        [seen("HorizontalPodAutoscaler", [HELM, status])],
        [seen("HorizontalPodAutoscaler", [HELM, { ...status, time: LATER }], "2")],
      ),
      [],
    );
    const scale = { ...CONTROLLERS, subresource: "scale", time: LATER };
    assert.deepEqual(ownChanges([seen("StatefulSet", [HELM])], [seen("StatefulSet", [HELM, scale], "2")]), []);
  });

  it("is nothing where a controller writes annotations, makes or removes what is its own", () => {
    assert.deepEqual(ownChanges([seen("StatefulSet", [HELM])], [seen("StatefulSet", [HELM, CONTROLLERS], "2")]), []);
    assert.deepEqual(ownChanges([seen("Pod", [CONTROLLERS])], []), []);
    assert.deepEqual(ownChanges([], [seen("Job", [CONTROLLERS])]), []);
  });

  it("is each write of Pulumi's, of a release or of an object of the program's", () => {
    for (const writer of [HELM, PROVIDER, RECORDS]) {
      const status = { ...CONTROLLERS, subresource: "status" };
      assert.deepEqual(
        ownChanges(
          [seen("StatefulSet", [writer, status])],
          [seen("StatefulSet", [{ ...writer, time: LATER }, status], "2")],
        ),
        [object],
      );
      assert.deepEqual(ownChanges([seen("StatefulSet", [CONTROLLERS])], [seen("StatefulSet", [CONTROLLERS, writer], "2")]), [object]); // prettier-ignore
    }
  });

  it("is what it made, removed or made anew", () => {
    const [one, other] = [seen("StatefulSet", [HELM]), seen("StatefulSet", [HELM], "1", "2")];
    assert.deepEqual(ownChanges([], [one]), [object]);
    assert.deepEqual(ownChanges([one], []), [object]);
    assert.deepEqual(ownChanges([one], [other]), [object]);
    assert.deepEqual(ownChanges([one], [one]), []);
  });
});
