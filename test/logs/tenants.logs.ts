/** Audit events as a tenant of their own, by the real Loki 3 with a stack's own configuration, and by the real programs that send. */
import assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { auditRuleFiles, logRuleFiles } from "../../components/loki/rules";
import { TENANT_HEADER, TENANTS } from "../../names/loki";
import { asksAt, asksCluster } from "../../scripts/lib/audit-report/reach";
import { makeAuditReport } from "../../scripts/lib/audit-report/report";
import { type Running, waitFor } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import { lokiLine, lokiRules } from "../../scripts/lib/verify/logs";
import type { Settings } from "../../settings";
import { startAlloy } from "../support/alloy";
import { startLogCollectors } from "../support/log-collectors";
import { POD } from "../support/login";
import { evaluatedOften, lokiConfig, mountRules, type RunningLoki, startLoki } from "../support/loki";
import { sendLogs } from "../support/otlp-logs";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { localWorld } from "../support/verify-world";

const LOGS = { engine: "loki", retention: "2d", auditRetention: "400d" };
const TEAM = {
  alerting: { teams: ["security"] },
  grafana: { teams: [{ name: "security", members: ["a@example.com"] }] },
};
const settings = settingsOf({ logs: { ...LOGS, auditTenant: true, deletionRequests: true }, ...TEAM });
const { ordinary, audit } = TENANTS;

/** The stack's configuration, with rules each second and the compactor's waiting times in seconds. */
function impatient(of: Settings): Record<string, unknown> {
  const { compactor, ...config } = lokiConfig("loki", of) as Record<string, Record<string, unknown>>;
  const often = { ...compactor, compaction_interval: "2s", retention_delete_delay: "1s" };
  return evaluatedOften({ ...config, compactor: often });
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const said = (found: { line: string }[]) => found.map(({ line }) => line).sort();

describe("audit events as a tenant of their own", function () {
  this.timeout(180_000);
  const running: Running[] = [];
  const scene = new Scene();
  let loki: RunningLoki;

  before(async function () {
    const binary = toolOrSkip(this, "loki");
    // Before: one tenant, with what it has.
    const one = await startLoki(binary, lokiConfig("loki", settingsOf({ logs: LOGS })));
    await one.push({ namespace: "shop" }, [[daysAgo(1), "old line"]]);
    await one.push({ namespace: "shop", audit: "true" }, [[daysAgo(1), "old event"]]);
    await one.stop();
    loki = await startLoki(binary, impatient(settings), one.folder);
    mountRules(loki.folder, logRuleFiles(settings), ordinary);
    mountRules(loki.folder, auditRuleFiles(settings), audit);
    await loki.push({ namespace: "shop" }, [[new Date(), "a line"]], ordinary);
    await loki.push({ namespace: "shop", audit: "true" }, [[new Date(), "session opened for user root"]], audit);
  });

  after(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await scene.end();
    await loki.stop();
    fs.rmSync(loki.folder, { recursive: true });
  });

  it("are none of what readers of lines find, and all that readers of events find", async () => {
    const everything = '{namespace=~".+"}';
    assert.deepEqual(said(await loki.query(everything, 2, ordinary)), ["a line", "old event", "old line"]);
    assert.deepEqual(said(await loki.query(everything, 2, audit)), ["session opened for user root"]);
  });

  it("are given to nobody who names no tenant, or both", async () => {
    await assert.rejects(loki.query('{audit="true"}', 1), /no org id/);
    await assert.rejects(loki.query('{audit="true"}', 1, `${ordinary}|${audit}`), /multiple org IDs/);
    await assert.rejects(loki.push({ namespace: "shop" }, [[new Date(), "whose?"]]), /no org id/);
  });

  it("are deleted by nobody's request, though ordinary lines are", async () => {
    const query = new URLSearchParams({ query: '{namespace="shop"}', start: "1700000000" }).toString();
    const deletion = async (tenant: string) =>
      (await fetch(`${loki.url}/loki/api/v1/delete?${query}`, { method: "POST", headers: { [TENANT_HEADER]: tenant } })).status; // prettier-ignore
    assert.equal(await deletion(audit), 403);
    assert.equal(await deletion(`${audit}x`), 204);
  });

  it("have rules of their own, which see them; other rules do not", async () => {
    const world = localWorld({ settings, services: { loki: loki.url } });
    await waitFor("every rule was evaluated", async () => (await lokiRules(world)).state === "passed");
    const firing = async (tenant: string) => {
      const headers = { [TENANT_HEADER]: tenant };
      const answer = await fetch(`${loki.url}/prometheus/api/v1/alerts`, { headers });
      const { data } = (await answer.json()) as { data: { alerts: { labels: Record<string, string> }[] } };
      return data.alerts.map(({ labels }) => labels["alertname"]);
    };
    await waitFor("the rule fires", async () => (await firing(audit)).includes("RootShellOpened"));
    assert.deepEqual(await firing(ordinary), []);
  });

  it("are what is read for a report, and a line is what a verification sends", async () => {
    const world = localWorld({ settings, services: { loki: loki.url } });
    const span = { from: daysAgo(2), to: new Date() };
    const { privateKey: key } = crypto.generateKeyPairSync("ed25519");
    const asks = { cluster: await asksCluster(world, "loki", []), url: asksAt("loki", settings, loki.url, {}) };
    for (const [way, ask] of Object.entries(asks)) {
      const out = path.join(loki.folder, way);
      await makeAuditReport(ask, { stack: "test", store: "loki", span, key, out });
      const [file = assert.fail()] = fs.readdirSync(out).filter((name) => name.endsWith(".csv"));
      const [, ...rows] = fs.readFileSync(path.join(out, file), "utf8").trimEnd().split("\r\n");
      // In the order of time, with those from before there were tenants.
      assert.deepEqual(rows.map((row) => row.split(",").at(-1)), ["old event", "session opened for user root"]); // prettier-ignore
    }
    const check = lokiLine();
    await waitFor("the line is given back", async () => (await check(world)).state === "passed");
  });

  it("get there by Alloy and by the collectors, and other lines to the others", async function () {
    const [alloy, otelcol] = [toolOrSkip(this, "alloy"), toolOrSkip(this, "otelcol")];
    const folder = path.join(loki.folder, "pod");
    fs.mkdirSync(folder);
    const file = path.join(folder, "0.log");
    const lines = [
      { message: "by Alloy", audit: true, event: "UserLogin", user_id: "u-1" },
      { message: "by Alloy" },
    ].map((line) => `${new Date().toISOString().replace("Z", "000000Z")} stdout F ${JSON.stringify(line)}\n`);
    fs.writeFileSync(file, lines.join(""));
    running.push(await startAlloy(alloy, { url: loki.url, file, labels: { ...POD, namespace: "paths" }, settings }));
    const nowhere = { url: "http://127.0.0.1:9" };
    const agent = await startLogCollectors(otelcol, scene, settings, { loki, elasticsearch: nowhere });
    await sendLogs(agent, "web", "0af7651916cd43dd8448eb211c80319c", [
      { id: "event", body: "by OTLP", attributes: { audit: true, event: "UserLogin", user_id: "u-1" } },
      { id: "line", body: "by OTLP" },
    ]);
    const of = async (tenant: string) =>
      (await loki.query('{namespace=~"paths|shop"} |= "by "', 1 / 24, tenant)).map(
        ({ labels, line }) => `${/by \w+/.exec(line)?.[0] ?? ""} ${labels["audit"] ?? ""}`.trim(),
      ).sort(); // prettier-ignore
    await waitFor("all of them are there", async () => [...(await of(ordinary)), ...(await of(audit))].length === 4);
    assert.deepEqual(await of(ordinary), ["by Alloy", "by OTLP"]);
    assert.deepEqual(await of(audit), ["by Alloy true", "by OTLP true"]);
  });

  it("are themselves told of when somebody asks for them in Grafana", async function () {
    const alloy = toolOrSkip(this, "alloy");
    const folder = path.join(loki.folder, "grafana");
    fs.mkdirSync(folder);
    const file = path.join(folder, "0.log");
    const at = new Date().toISOString();
    const line = (organisation: number, user: string, asked = "/api/ds/query", status = 200) =>
      `logger=context userId=3 orgId=${organisation} uname=${user} t=${at} level=info msg="Request Completed" method=POST path=${asked} status=${status} remote_addr=192.0.2.7 time_ms=12 duration=12.1ms size=1201 referer="https://grafana.example.com/d/traceability?orgId=2" handler=/api/ds/query status_source=server`;
    const lines = [
      line(1, "reader"),
      line(2, "looker", "/api/user/preferences"),
      line(2, "edith@example.com"),
      line(12, String.raw`"Eve \"B\""`, "/api/datasources/uid/loki/resources/labels", 403),
      line(2, String.raw`CORP\ann`),
    ];
    fs.writeFileSync(file, lines.map((text) => `${at.replace("Z", "000000Z")} stdout F ${text}\n`).join(""));
    const labels = { ...POD, namespace: settings.cluster.namespace, service: "grafana" };
    running.push(await startAlloy(alloy, { url: loki.url, file, labels, settings }));
    const of = (tenant: string) => loki.query('{service="grafana"}', 1 / 24, tenant);
    await waitFor("all of them are there", async () => [...(await of(ordinary)), ...(await of(audit))].length === 5);
    assert.equal((await of(ordinary)).length, 2);
    const told = (await of(audit)).map(({ labels: { event, user_id, outcome, source_ip, audit: marked } }) =>
      [event, user_id, outcome, source_ip, marked].join(" "),
    );
    assert.deepEqual(told.sort(), [
      String.raw`AuditLogRead CORP\ann success 192.0.2.7 true`,
      'AuditLogRead Eve "B" failure 192.0.2.7 true',
      "AuditLogRead edith@example.com success 192.0.2.7 true",
    ]);
    for (const { line: text } of await of(audit)) JSON.parse(text);
  });

  it("are kept for as long as audit events are, and ordinary lines for as long as those", async function () {
    const binary = toolOrSkip(this, "loki");
    const again = async (config: Record<string, unknown>) => {
      await loki.stop();
      // What was written down is no longer kept a second time, which takes minutes.
      for (const second of ["wal", "tsdb-index", "tsdb-cache"])
        fs.rmSync(path.join(loki.folder, "data", second), { recursive: true, force: true });
      loki = await startLoki(binary, config, loki.folder);
    };
    const chunks = (tenant: string) =>
      fs
        .readdirSync(path.join(loki.folder, "data/chunks", tenant), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile()).length;
    await loki.push({ namespace: "kept", audit: "true" }, [[daysAgo(4), "an event"]], audit);
    await loki.push({ namespace: "kept" }, [[daysAgo(4), "a line"]], ordinary);
    const there = async (tenant: string) => (await loki.query('{namespace="kept"}', 6, tenant)).length;
    await again(lokiConfig("loki", settings));
    assert.deepEqual([await there(audit), await there(ordinary)], [1, 1]);
    const before = { audit: chunks(audit), ordinary: chunks(ordinary) };
    await again(impatient(settings));
    await waitFor("the line's chunk is deleted", () => chunks(ordinary) < before.ordinary, { seconds: 120 });
    assert.equal(chunks(ordinary), before.ordinary - 1);
    assert.equal(chunks(audit), before.audit);
  });
});
