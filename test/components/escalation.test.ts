import assert from "node:assert/strict";
import { whoHears } from "../../components/alertmanager";
import { alertStates } from "../../components/escalation/alert-states";
import { configFiles, deploymentSpec, monitorSpec, serviceSpec } from "../../components/support/telegraf";
import { escalationRows } from "../../scripts/lib/summary/escalation";
import { startAlertmanager } from "../support/alertmanager";
import { recording, type Told } from "../support/faults";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const ALERTING = {
  replicas: 2,
  teams: ["platform", "security", "payments"],
  channels: {
    pagerDuty: [{ name: "oncall", severities: ["critical"] }],
    slack: [
      { name: "ops", channel: "#ops" },
      { name: "leads", channel: "#leads", severities: [] },
      { name: "payments", channel: "#payments", teams: ["payments"], severities: [] },
    ],
  },
  escalation: {
    l2: ["slack/leads"],
    l3: ["slack/leads", "pagerDuty/oncall"],
    furtherTime: "90m",
    teams: [{ team: "payments", responseTimes: { critical: "15m" }, l2: ["slack/payments"] }],
  },
};
const settings = settingsOf({ alerting: ALERTING });

const escalated = (more: Record<string, string>) => ({
  alertname: "AlertEscalated",
  severity: "critical",
  team: "platform",
  level: "L2",
  ...more,
});

describe("an escalation", () => {
  it("is told to the channels of its level and its team, and to nobody else", () => {
    assert.deepEqual(whoHears(settings, escalated({})), ["slack/leads"]);
    assert.deepEqual(whoHears(settings, escalated({ team: "security" })), ["slack/leads"]);
    assert.deepEqual(whoHears(settings, escalated({ severity: "low", level: "L3" })), [
      "slack/leads",
      "pagerDuty/oncall",
    ]);
    assert.deepEqual(whoHears(settings, escalated({ team: "payments" })), ["slack/payments"]);
    assert.deepEqual(whoHears(settings, escalated({ team: "payments", level: "L3" })), [
      "slack/leads",
      "pagerDuty/oncall",
    ]);
    assert.deepEqual(whoHears(settings, escalated({ level: "L4" })), []);
  });

  it("is in the plan: who is told, and when", () => {
    assert.deepEqual(escalationRows(settings), [
      ["L2", "all other teams", "critical 1h, high 4h, medium 1d, low 2d", "slack/leads"],
      [
        "L3",
        "all other teams",
        "critical 2h30m, high 5h30m, medium 1d1h30m, low 2d1h30m",
        "slack/leads, pagerDuty/oncall",
      ],
      ["L2", "payments", "critical 15m, high 4h, medium 1d, low 2d", "slack/payments"],
      ["L3", "payments", "critical 1h45m, high 5h30m, medium 1d1h30m, low 2d1h30m", "slack/leads, pagerDuty/oncall"],
    ]);
    assert.deepEqual(escalationRows(settingsOf()), []);
  });

  it("waits for the end of quiet hours in a channel of messages, as the alert does; what keeps incidents hears it", async function () {
    const quietHours = [{ name: "always", from: "00:00", to: "24:00", severities: ["low"] }];
    const quiet = settingsOf({ alerting: ALERTING });
    quiet.alerting.quietHours.push(...(quietHours as typeof quiet.alerting.quietHours));
    for (const hours of quiet.alerting.quietHours) Object.assign(hours, { timezone: "UTC", weekends: false });
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), quiet);
    try {
      await running.fire([
        { labels: escalated({ severity: "low", level: "L3", subject: "a" }) },
        { labels: escalated({ level: "L2", subject: "b" }) },
      ]);
      const paths = (await running.settled(2)).map(({ path }) => path);
      assert.deepEqual(paths.sort(), ["/pagerduty", "/slack-leads"]);
    } finally {
      await running.stop();
    }
  });

  it("is told once by a channel that hears both levels, at each level and at its end", async function () {
    const channels = {
      webhook: [
        { name: "leads", severities: [] },
        { name: "managers", severities: [] },
      ],
    };
    const escalation = { l2: ["webhook/leads"], l3: ["webhook/leads", "webhook/managers"] };
    const quick = { groupInterval: "1s", change: recording };
    const running = await startAlertmanager(
      toolOrSkip(this, "alertmanager"),
      settingsOf({ alerting: { channels, escalation } }),
      quick,
    );
    const about = (node: string) => ({ subject: `NodeDown ${node}`, fingerprint: node, cluster: "test" });
    const levels = ["L2", "L3"].map((level) => ({ labels: escalated({ ...about("node-1"), level }) }));
    const another = { labels: escalated(about("node-2")) };
    const leads = async (count: number) =>
      (await running.settled(count))
        .map(({ body }) => (body as { message: Told }).message)
        .filter(({ receiver }) => receiver === "webhook/leads")
        .map(({ title }) => title);
    const [l2 = "", l3 = ""] = ["L2", "L3"].map((level) => `AlertEscalated to ${level}: NodeDown node-1 on test`);
    try {
      await running.fire([...levels.slice(0, 1), another]);
      const first = [`CRITICAL: ${l2}`, "CRITICAL: AlertEscalated to L2: NodeDown node-2 on test"];
      assert.deepEqual((await leads(2)).sort(), first);
      await running.fire([...levels, another]);
      // The managers hear of L3 as well.
      assert.deepEqual((await leads(4)).slice(2), [`CRITICAL: ${l3}`]);
      await running.fire(levels.map((one) => ({ ...one, endsAt: new Date().toISOString() })));
      assert.deepEqual((await leads(6)).slice(3), [`RESOLVED: ${l3}`]);
    } finally {
      await running.stop();
    }
  });

  it("has the link to a silence of the alert that it names, and is not muted by a severity", async function () {
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings);
    const own = { alert: "NodeDown", alert_severity: "high", alert_namespace: "infra", alert_subject: "node-1" };
    const more = { ...own, namespace: "infra", subject: "NodeDown node-1", cluster: "test" };
    try {
      await running.fire([
        { labels: escalated({ ...more, severity: "high" }) },
        { labels: escalated({ ...more, alert_severity: "critical" }) },
      ]);
      const messages = await running.settled(2);
      const texts = messages.map(
        ({ body }) => (body as { attachments: { text: string }[] }).attachments[0]?.text ?? "",
      );
      const links = texts.map((text) => /<(\S+)\|Silence>/.exec(text)?.[1] ?? "");
      assert.deepEqual(
        links.map((link) => new URL(link).searchParams.getAll("matcher")).sort(),
        ["critical", "high"].map((severity) => [
          "alertname=NodeDown",
          "cluster=test",
          "namespace=infra",
          `severity=${severity}`,
          "subject=node-1",
        ]),
      );
    } finally {
      await running.stop();
    }
  });
});

describe("alert-states", () => {
  it("asks every Alertmanager for its groups", () => {
    const { "telegraf.conf": config = "" } = configFiles(alertStates(settings));
    for (const replica of [0, 1]) {
      const host = `alertmanager-kube-prometheus-stack-alertmanager-${replica}.alertmanager-operated.observability.svc:9093`;
      assert.ok(config.includes(`http://${host}/api/v2/alerts/groups?active=true`), config);
    }
  });

  it("runs once, without rights, and is made anew when its configuration has changed", () => {
    const telegraf = alertStates(settings);
    const { replicas, strategy, template } = deploymentSpec(telegraf);
    assert.deepEqual([replicas, strategy.type, template.spec.automountServiceAccountToken], [1, "Recreate", false]);
    assert.notDeepEqual(deploymentSpec({ ...telegraf, config: "b" }).template.metadata, template.metadata);
    const [container] = template.spec.containers;
    assert.deepEqual(container?.securityContext.capabilities, { drop: ["ALL"] });
    assert.equal(container.ports[0]?.name, serviceSpec(telegraf).ports[0]?.targetPort);
    assert.equal(monitorSpec(telegraf).endpoints[0]?.port, serviceSpec(telegraf).ports[0]?.name);
  });
});
