import assert from "node:assert/strict";
import { whoHears } from "../../components/alertmanager";
import { ownerRelabelling, withOwner } from "../../components/alertmanager/owners";
import { prometheusValues } from "../../components/kube-prometheus-stack/prometheus";
import { rulerConfig } from "../../components/loki/config";
import { CASES, owners, settings } from "../support/owners";
import { settingsOf } from "../support/settings";

describe("owners of namespaces", () => {
  it("have the alerts that would be the platform's, and no other", () => {
    for (const [labels, team] of CASES) assert.equal(withOwner(owners, labels)["team"], team, JSON.stringify(labels));
  });

  it("hear them, and the platform does not", () => {
    const critical = { alertname: "PodCrashLooping", severity: "critical", team: "platform" };
    assert.deepEqual(whoHears(settings, { ...critical, namespace: "payments-api" }), ["pagerDuty/payments"]);
    assert.deepEqual(whoHears(settings, { ...critical, namespace: "observability" }), ["slack/platform"]);
  });

  it("are what Prometheus and Loki's ruler relabel by, and nothing without any", () => {
    const relabelling = ownerRelabelling(owners);
    assert.equal(relabelling.length, 2);
    const spec = (of: typeof settings) => prometheusValues(of)["prometheusSpec"] as Record<string, unknown>;
    assert.deepEqual(spec(settings)["additionalAlertRelabelConfigs"], relabelling);
    assert.deepEqual(rulerConfig(settings, "/rules", 1)["alert_relabel_configs"], relabelling);
    assert.ok(!("additionalAlertRelabelConfigs" in spec(settingsOf())));
    assert.ok(!("alert_relabel_configs" in rulerConfig(settingsOf(), "/rules", 1)));
  });
});
