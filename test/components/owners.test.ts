import assert from "node:assert/strict";
import { allRules } from "../../rules";
import { whoHears } from "../../components/alertmanager";
import { ownerRelabelling, teamRelabelling, withOwner, withTeam } from "../../components/alertmanager/owners";
import { prometheusValues } from "../../components/kube-prometheus-stack/prometheus";
import { rulerConfig } from "../../components/loki/config";
import { CASES, owners, settings } from "../support/owners";
import { alertsOf, everything } from "../support/rules";
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

describe("teams of applications", () => {
  const teams = settingsOf({
    alerting: {
      teams: ["platform", "security", "payments", "shop"],
      owners: [{ namespaces: "shop-.*", team: "payments" }],
    },
    apps: [
      { name: "checkout", namespace: "shop-a", team: "shop" },
      { name: "cart", namespace: "shop-a", team: "shop" },
      { name: "jobs", team: "shop" },
      { name: "jobs", namespace: "batch", team: "payments" },
      { name: "plain", namespace: "shop-a" },
    ],
  });
  const cases: [Record<string, string>, string][] = [
    [{ team: "platform", namespace: "shop-a", service: "checkout" }, "shop"],
    [{ team: "platform", namespace: "shop-a", service: "plain" }, "payments"],
    [{ team: "platform", namespace: "shop-b", service: "checkout" }, "payments"],
    [{ team: "platform", namespace: "anywhere", service: "jobs" }, "shop"],
    [{ team: "platform", namespace: "batch", service: "jobs" }, "payments"],
    [{ team: "security", namespace: "shop-a", service: "checkout" }, "security"],
    [{ team: "platform", namespace: "other", service: "jobs-2" }, "platform"],
  ];

  /** As Prometheus does it. */
  const relabelled = (labels: Record<string, string>) =>
    teamRelabelling(teams).reduce<Record<string, string>>((current, step) => {
      const {
        source_labels: from,
        separator,
        regex,
        replacement,
      } = step as Record<string, string> & {
        source_labels: string[];
      };
      const value = from.map((label) => current[label] ?? "").join(separator);
      return new RegExp(`^(?:${regex ?? ""})$`).test(value) ? { ...current, team: replacement ?? "" } : current;
    }, labels);

  it("have the alerts that name their service, and owners those of the rest", () => {
    for (const [labels, team] of cases) {
      assert.equal(withTeam(teams, labels)["team"], team, JSON.stringify(labels));
      assert.equal(relabelled(labels)["team"], team, JSON.stringify(labels));
    }
  });

  it("are what Prometheus and Loki's ruler relabel by", () => {
    const spec = prometheusValues(teams)["prometheusSpec"] as Record<string, unknown>;
    assert.deepEqual(spec["additionalAlertRelabelConfigs"], teamRelabelling(teams));
    assert.deepEqual(rulerConfig(teams, "/rules", 1)["alert_relabel_configs"], teamRelabelling(teams));
    assert.equal(teamRelabelling(teams).length, 4);
  });

  it("have the alerts of services for their own by this alone: no rule asks whose a service is", () => {
    const services = alertsOf(allRules(everything)).filter(({ alert }) => /^Service[A-Z]/.test(alert));
    assert.ok(services.some(({ alert }) => alert === "ServiceTrafficAnomalous"));
    assert.ok(services.some(({ alert }) => alert === "ServiceErrorRateHigh"));
    for (const { alert, team } of services) assert.equal(team, "platform", alert);
    const labels = { alertname: "ServiceTrafficAnomalous", team: "platform", namespace: "shop-a", service: "checkout" };
    assert.equal(relabelled(labels)["team"], "shop");
    assert.equal(relabelled({ ...labels, service: "plain" })["team"], "payments");
  });
});
