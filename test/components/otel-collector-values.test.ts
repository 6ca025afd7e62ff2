import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { otelCollectorValues } from "../../components/otel-collector";
import { fixture } from "../support/chart-keys";
import { all, elastic, type Release } from "../support/collectors";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

describe("the values of the collectors", () => {
  it("are what the chart's own schema takes", () => {
    const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
    const schema = JSON.parse(fixture("chart-schemas/opentelemetry-collector.json")) as Record<string, unknown>;
    const validate = ajv.compile(Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema")));
    for (const { name, values } of all) {
      // Helm validates with the chart's own value for what is not set.
      validate({ apiVersion: "apps/v1", ...values });
      assert.deepEqual(validate.errors ?? [], [], name);
    }
    assert.equal(validate({ apiVersion: "apps/v1", mode: "somewhere" }), false, "and what is not would be noticed");
  });

  it("lead applications to the agent of their own node, and agents to every gateway", () => {
    const values = otelCollectorValues(settingsOf());
    assert.deepEqual(values["otel-agent"]["service"], { enabled: true, internalTrafficPolicy: "Local" });
    assert.deepEqual(values["otel-gateway"]["service"], { clusterIP: "None" });
  });

  it("take no port of the node's", () => {
    for (const { name, values } of all)
      for (const port of Object.values(values["ports"] as Record<string, { hostPort?: number }>))
        assert.ok(port.hostPort === undefined || port.hostPort === 0, name);
  });

  it("put the gateways' queues on a volume, unless there is to be none", () => {
    const templates = (tracing: object) =>
      at(otelCollectorValues(settingsOf({ tracing }))["otel-gateway"], "statefulset.volumeClaimTemplates") as unknown[];
    assert.equal(templates({}).length, 1);
    assert.equal(templates({ gateway: { queue: { storage: "none" } } }).length, 0);
  });

  it("guard several gateways against a drain of nodes, and one not: it would block the drain", () => {
    const budget = (gateway: object) =>
      otelCollectorValues(settingsOf({ tracing: { gateway } }))["otel-gateway"]["podDisruptionBudget"];
    assert.deepEqual(budget({}), { enabled: false });
    assert.deepEqual(budget({ replicas: 2 }), { enabled: true, maxUnavailable: 1 });
    assert.deepEqual(budget({ autoscaling: { max: 3 } }), { enabled: true, maxUnavailable: 1 });
  });

  it("allow no more than is asked of the API server", () => {
    const rules = (release: Release) => at(otelCollectorValues(settingsOf(elastic))[release], "clusterRole.rules");
    assert.deepEqual(rules("otel-agent"), [
      { apiGroups: [""], resources: ["namespaces", "pods"], verbs: ["get", "list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
    ]);
    assert.equal((rules("otel-gateway") as unknown[]).length, 2);
  });
});
