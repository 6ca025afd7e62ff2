import assert from "node:assert/strict";
import { reportSubject } from "../../components/reports/config";
import { teamOfLabels } from "../../reports/subject";
import { allRules } from "../../rules";
import { teamOfNamespace } from "../../settings/teams";
import { whoHears } from "../../components/alertmanager";
import { teamRelabelling, withTeam } from "../../components/alertmanager/owners";
import { prometheusValues } from "../../components/kube-prometheus-stack/prometheus";
import { rulerConfig } from "../../components/loki/config";
import { CASES, settings, TEAM_CASES, teams } from "../support/owners";
import { alertsOf, everything } from "../support/rules";
import { settingsOf } from "../support/settings";

describe("owners of namespaces", () => {
  it("have the alerts that would be the platform's, and no other", () => {
    for (const [labels, team] of CASES) assert.equal(withTeam(settings, labels)["team"], team, JSON.stringify(labels));
  });

  it("hear them, and the platform does not", () => {
    const critical = { alertname: "PodCrashLooping", severity: "critical", team: "platform" };
    assert.deepEqual(whoHears(settings, { ...critical, namespace: "payments-api" }), ["pagerDuty/payments"]);
    assert.deepEqual(whoHears(settings, { ...critical, namespace: "observability" }), ["slack/platform"]);
  });

  it("are what Prometheus and Loki's ruler relabel by, and nothing without any", () => {
    const relabelling = teamRelabelling(settings);
    assert.equal(relabelling.length, 2);
    const spec = (of: typeof settings) => prometheusValues(of)["prometheusSpec"] as Record<string, unknown>;
    assert.deepEqual(spec(settings)["additionalAlertRelabelConfigs"], relabelling);
    assert.deepEqual(rulerConfig(settings, "/rules", 1)["alert_relabel_configs"], relabelling);
    assert.ok(!("additionalAlertRelabelConfigs" in spec(settingsOf())));
    assert.ok(!("alert_relabel_configs" in rulerConfig(settingsOf(), "/rules", 1)));
  });
});

describe("teams of applications", () => {
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
    for (const [labels, team] of TEAM_CASES) {
      assert.equal(withTeam(teams, labels)["team"], team, JSON.stringify(labels));
      assert.equal(relabelled(labels)["team"], team, JSON.stringify(labels));
    }
  });

  it("are the same in a report, where an application is no owner of what else is in its namespace", () => {
    const subject = reportSubject(teams);
    for (const [labels, team] of TEAM_CASES) assert.equal(teamOfLabels(subject, labels), team, JSON.stringify(labels));
  });

  it("are charged for a namespace that nobody owns and in which they are the only ones", () => {
    const { steps, namespaceTeams } = reportSubject(teams);
    const charged = (namespace: string) => teamOfNamespace(steps, namespaceTeams, namespace);
    assert.deepEqual(["shop-a", "batch", "other"].map(charged), ["payments", "payments", "platform"]);
  });

  it("are what Prometheus and Loki's ruler relabel by", () => {
    const spec = prometheusValues(teams)["prometheusSpec"] as Record<string, unknown>;
    assert.deepEqual(spec["additionalAlertRelabelConfigs"], teamRelabelling(teams));
    assert.deepEqual(rulerConfig(teams, "/rules", 1)["alert_relabel_configs"], teamRelabelling(teams));
    assert.equal(teamRelabelling(teams).length, 5);
  });

  it("have the alerts of services, and of business numbers, for their own by this alone: no rule asks whose a service is", () => {
    const services = alertsOf(allRules(everything)).filter(({ alert }) => /^Service[A-Z]/.test(alert));
    assert.ok(services.some(({ alert }) => alert === "ServiceTrafficAnomalous"));
    assert.ok(services.some(({ alert }) => alert === "ServiceErrorRateHigh"));
    const numbers = alertsOf(allRules(everything)).filter(({ alert }) => alert.startsWith("Business"));
    assert.ok(numbers.length > 3);
    for (const { alert, team } of [...services, ...numbers]) assert.equal(team, "platform", alert);
    for (const { expr } of numbers) assert.doesNotMatch(expr, /\bteam\b/);
    const labels = { alertname: "ServiceTrafficAnomalous", team: "platform", namespace: "shop-a", service: "checkout" };
    assert.equal(relabelled(labels)["team"], "shop");
    assert.equal(relabelled({ ...labels, service: "plain" })["team"], "payments");
  });
});
