/** The whole way of an escalation: a real Alertmanager, Telegraf, Prometheus with the rules, and what is told in the end. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { telegrafConfig } from "../../components/escalation/alert-states";
import { escalation } from "../../rules/escalation";
import { INTERVAL } from "../../rules/escalation/series";
import { renderGroups } from "../../rules/rule";
import { freePorts, type Running as Process, startReady, waitFor } from "../../scripts/lib/processes";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { recording, type Told } from "../support/faults";
import { testLinks } from "../support/rules";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

/** Seconds in the place of hours. */
const RESPONSE = "15s";

const SECONDS = 120;

const ALERTING = {
  teams: ["platform", "security", "payments"],
  channels: {
    pagerDuty: [{ name: "oncall", severities: ["critical"] }],
    slack: [{ name: "ops", channel: "#ops" }],
    webhook: [
      { name: "leads", severities: [] },
      { name: "managers", severities: [] },
    ],
  },
  maintenance: [{ name: "shop", match: { namespace: "maintained" }, from: "00:00", to: "24:00" }],
  escalation: { l2: ["webhook/leads"], l3: ["webhook/managers"] },
};

/** Settings with times that checks would refuse. */
function hurried() {
  const settings = settingsOf({ alerting: ALERTING });
  settings.alerting.escalation.responseTimes.critical = RESPONSE;
  settings.alerting.escalation.responseTimes.high = RESPONSE;
  return settings;
}

const alert = (alertname: string, more: Record<string, string> = {}) => ({
  labels: { alertname, namespace: "shop", severity: "critical", subject: "api", team: "payments", ...more },
});

describe("an escalation, from Alertmanager to Alertmanager", function () {
  this.timeout(600_000);
  const settings = hurried();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "escalation-"));
  let alertmanager: Running | undefined;
  let telegraf: Process | undefined;
  let prometheus: Process | undefined;
  let prometheusPort = 0;
  const messages: Told[] = [];

  const startPrometheus = async (program: string) => {
    const args = [
      `--config.file=${folder}/prometheus.yaml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      "--log.level=warn",
    ];
    prometheus = await startReady(program, args, `http://127.0.0.1:${prometheusPort}/-/ready`);
  };

  const value = async (query: string): Promise<string | undefined> => {
    const url = `http://127.0.0.1:${prometheusPort}/api/v1/query?query=${encodeURIComponent(query)}`;
    const { data } = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };
    return data.result[0]?.value[1];
  };

  const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
    const said = () => JSON.stringify(messages.map(({ receiver, title, status }) => [receiver, status, title]));
    await waitFor(what, holds, { seconds: SECONDS, said });
  };

  /** What has been told of escalations so far. */
  const escalations = async () => {
    const got = (await alertmanager?.received(0)) ?? [];
    messages.splice(0, messages.length, ...got.map(({ body }) => (body as { message: Told }).message));
    return messages.filter(({ alerts }) => alerts.some(({ labels }) => labels["alertname"] === "AlertEscalated"));
  };

  before(async function () {
    const programs = {
      alertmanager: toolOrSkip(this, "alertmanager"),
      prometheus: toolOrSkip(this, "prometheus"),
      telegraf: toolOrSkip(this, "telegraf"),
    };
    alertmanager = await startAlertmanager(programs.alertmanager, settings, { groupInterval: "1s", change: recording });
    const [metrics = 0, own = 0] = await freePorts(2);
    prometheusPort = own;
    const config = telegrafConfig([alertmanager.url], `127.0.0.1:${metrics}`);
    const quick = config.replace('"30s"', '"1s"').replace('"5s"', '"1s"').replace('"75s"', '"3s"');
    fs.writeFileSync(path.join(folder, "telegraf.conf"), quick);
    const groups = stringify({ groups: renderGroups(escalation(settings), testLinks) })
      .replaceAll("interval: 1m", "interval: 1s")
      .replaceAll(`+ ${INTERVAL} `, "+ 1 ");
    fs.writeFileSync(path.join(folder, "rules.yaml"), groups);
    fs.writeFileSync(
      path.join(folder, "prometheus.yaml"),
      stringify({
        global: { scrape_interval: "1s", evaluation_interval: "1s", external_labels: { cluster: "test" } },
        rule_files: ["rules.yaml"],
        scrape_configs: [{ job_name: "alert-states", static_configs: [{ targets: [`127.0.0.1:${metrics}`] }] }],
        alerting: {
          alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }],
        },
      }),
    );
    telegraf = await startReady(
      programs.telegraf,
      ["--strict-env-handling", "--config", path.join(folder, "telegraf.conf")],
      `http://127.0.0.1:${metrics}/metrics`,
    );
    await startPrometheus(programs.prometheus);
  });

  after(async () => {
    await Promise.all([prometheus?.stop(), telegraf?.stop()]);
    await alertmanager?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("is of what nobody acted on, to the channels of its level alone, and not of what is silenced, inhibited or muted", async () => {
    const silenced = alert("Silenced");
    await silence("Silenced");
    await alertmanager?.fire([
      alert("Unanswered"),
      alert("Attack", { team: "security", namespace: "auth" }),
      alert("Unanswered", { severity: "high" }),
      alert("Maintained", { namespace: "maintained" }),
      silenced,
    ]);
    await until(
      "both escalations to L3",
      async () => (await escalations()).filter(({ receiver }) => receiver === "webhook/managers").length >= 2,
    );
    const told = (await escalations()).map(({ receiver, title }) => `${receiver} ${title}`);
    assert.deepEqual([...new Set(told)].sort(), [
      "webhook/leads CRITICAL: AlertEscalated to L2: Attack api in auth on test",
      "webhook/leads CRITICAL: AlertEscalated to L2: Unanswered api in shop on test",
      "webhook/managers CRITICAL: AlertEscalated to L3: Attack api in auth on test",
      "webhook/managers CRITICAL: AlertEscalated to L3: Unanswered api in shop on test",
    ]);
    // All were there at the same time, so that these have waited as long.
    const held = ((await alertmanager?.alerts()) ?? []).map(
      ({ labels }) => `${labels["alertname"]} ${labels["severity"]}`,
    );
    for (const name of ["Maintained critical", "Silenced critical", "Unanswered high"])
      assert.ok(held.includes(name), name);
  });

  it("says who was told before, and since when", async () => {
    const [escalated] = ((await alertmanager?.alerts()) ?? []).filter(
      ({ labels }) => labels["alert"] === "Unanswered" && labels["level"] === "L3",
    );
    assert.match(
      escalated?.annotations["description"] ?? "",
      /^Unanswered api in shop has been told since 20\d\d-\d\d-\d\d \d\d:\d\d UTC, to pagerDuty\/oncall, slack\/ops, then as L2: webhook\/leads, /,
    );
  });

  it("goes on with its clock when Prometheus has been restarted", async function () {
    const since = 'alert:unanswered:since_timestamp_seconds{alert="Unanswered",alert_severity="critical"}';
    const before = await value(since);
    assert.notEqual(before, undefined);
    await prometheus?.stop();
    await startPrometheus(toolOrSkip(this, "prometheus"));
    await until("the clock after a restart", async () => (await value(since)) !== undefined);
    assert.equal(await value(since), before);
  });

  it("is over when somebody silences the alert, at every level", async () => {
    await silence("Unanswered");
    await until("its end at both levels", async () => {
      const ends = (await escalations()).filter(
        ({ status, title }) => status === "resolved" && title.includes("Unanswered"),
      );
      return new Set(ends.map(({ receiver }) => receiver)).size === 2;
    });
    const ends = (await escalations()).filter(({ status }) => status === "resolved");
    assert.deepEqual(
      [...new Set(ends.map(({ title }) => title))].sort(),
      ["L2", "L3"].map((level) => `RESOLVED: AlertEscalated to ${level}: Unanswered api in shop on test`),
    );
  });

  async function silence(name: string): Promise<void> {
    const response = await fetch(`${alertmanager?.url ?? ""}/api/v2/silences`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        matchers: [{ name: "alertname", value: name, isRegex: false, isEqual: true }],
        startsAt: new Date(Date.now() - 1000).toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        createdBy: "test",
        comment: "taken",
      }),
    });
    assert.ok(response.ok, await response.text());
  }
});
