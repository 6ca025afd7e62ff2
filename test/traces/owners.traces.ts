// Beside the traces, as they are what a Prometheus is built for.
import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { teamRelabelling } from "../../components/alertmanager/owners";
import { Scene } from "../../scripts/lib/scene";
import { CASES, settings, TEAM_CASES, teams as teamSettings } from "../support/owners";
import { toolOrSkip } from "../support/tools";

describe("whose alerts are", () => {
  for (const [what, of, cases] of [
    ["owners of namespaces", settings, CASES],
    ["teams of applications", teamSettings, TEAM_CASES],
  ] as const) {
    it(`${what} are the same to Prometheus itself`, async function () {
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
        const rules = cases.map(([labels], index) => ({ alert: `Case${index}`, expr: "vector(1)", labels }));
        const file = scene.write("rules.yaml", { groups: [{ name: "cases", rules }] });
        const config = scene.write("prometheus.yaml", {
          global: { evaluation_interval: "1s" },
          rule_files: [file],
          alerting: {
            alert_relabel_configs: teamRelabelling(of),
            alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${(server.address() as AddressInfo).port}`] }] }],
          },
        });
        const address = scene.address(2);
        const options = [
          `--config.file=${config}`,
          `--storage.tsdb.path=${scene.folder}/data`,
          `--web.listen-address=${address}:9090`,
          // What is sent before Prometheus knows its Alertmanager is lost, and would be said again a minute later.
          "--rules.alert.resend-delay=1s",
          "--log.level=warn",
        ];
        await scene.start(prometheus, options, `http://${address}:9090/-/ready`);
        for (let tries = 0; tries < 600 && teams.size < cases.length; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        assert.deepEqual(
          cases.map((_, index) => teams.get(`Case${index}`)),
          cases.map(([, team]) => team),
        );
      } finally {
        await scene.end();
        server.closeAllConnections();
        server.close();
      }
    });
  }
});
