import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { whoHears } from "../../components/alertmanager";
import { ownerRelabelling, withOwner } from "../../components/alertmanager/owners";
import { prometheusValues } from "../../components/kube-prometheus-stack/prometheus";
import { rulerConfig } from "../../components/loki/config";
import { Scene } from "../../scripts/lib/scene";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const settings = settingsOf({
  alerting: {
    teams: ["platform", "security", "payments", "shop"],
    owners: [
      { namespaces: "payments-legacy", team: "shop" },
      { namespaces: "payments-.*|billing", team: "payments" },
    ],
    channels: {
      pagerDuty: [{ name: "payments", severities: ["critical"], teams: ["payments"] }],
      slack: [{ name: "platform", channel: "#platform", teams: ["platform"] }],
    },
  },
});
const { owners } = settings.alerting;

/** Labels of an alert, and whose it is. */
const CASES: [Record<string, string>, string][] = [
  [{ team: "platform", namespace: "payments-api" }, "payments"],
  [{ team: "platform", namespace: "billing" }, "payments"],
  [{ team: "platform", namespace: "payments-legacy" }, "shop"],
  [{ team: "platform", namespace: "my-payments-api" }, "platform"],
  [{ team: "platform", namespace: "observability" }, "platform"],
  [{ team: "platform" }, "platform"],
  // a rule of the team's own, without a team
  [{ namespace: "payments-api" }, "payments"],
  [{ team: "security", namespace: "payments-api" }, "security"],
  [{ team: "shop", namespace: "payments-api" }, "shop"],
];

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

  it("are the same to Prometheus itself", async function () {
    const prometheus = toolOrSkip(this, "prometheus");
    const scene = new Scene();
    const teams = new Map<string, string>();
    const server = http.createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        for (const { labels } of JSON.parse(text) as { labels: Record<string, string> }[]) {
          teams.set(labels["alertname"] ?? "", labels["team"] ?? "");
        }
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const rules = CASES.map(([labels], index) => ({ alert: `Case${index}`, expr: "vector(1)", labels }));
      const file = scene.write("rules.yaml", { groups: [{ name: "cases", rules }] });
      const config = scene.write("prometheus.yaml", {
        global: { evaluation_interval: "1s" },
        rule_files: [file],
        alerting: {
          alert_relabel_configs: ownerRelabelling(owners),
          alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${(server.address() as AddressInfo).port}`] }] }],
        },
      });
      const address = scene.address(2);
      const options = [
        `--config.file=${config}`,
        `--storage.tsdb.path=${scene.folder}/data`,
        `--web.listen-address=${address}:9090`,
        "--log.level=warn",
      ];
      await scene.start(prometheus, options, `http://${address}:9090/-/ready`);
      for (let tries = 0; tries < 600 && teams.size < CASES.length; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.deepEqual(
        CASES.map((_, index) => teams.get(`Case${index}`)),
        CASES.map(([, team]) => team),
      );
    } finally {
      await scene.end();
      server.closeAllConnections();
      server.close();
    }
  });
});
