/** Who is told of a root shell, and that nothing keeps it back: by Alertmanager's own code. */
import assert from "node:assert/strict";
import { routeTree, whoHears } from "../../components/alertmanager";
import { rootShell } from "../../rules/log-rules/security";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { recording, type Told } from "../support/faults";
import { settingsOf, stackSettings } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const { alert, severity, team, component } = rootShell();
const LABELS = {
  alertname: alert,
  severity,
  team,
  component,
  cluster: "test",
  namespace: "shop",
  service: "kube-apiserver",
  pod: "web-1",
  node: "node-1",
  subject: "shop kube-apiserver web-1 node-1",
};

/** Everything that keeps an alert back, at every time of the week and of every alert that it may be of. */
const HOSTILE = {
  channels: {
    email: [],
    pagerDuty: [{ name: "oncall", severities: ["critical"] }],
    slack: [
      { name: "platform", channel: "#alerts" },
      { name: "shop", channel: "#shop", severities: [] },
      { name: "security", channel: "#security", teams: ["security"] },
    ],
  },
  quietHours: [{ name: "always", from: "00:00", to: "23:59", weekends: true, severities: ["medium", "low", "info"] }],
  maintenance: [
    {
      name: "all",
      match: { namespace: ".*" },
      from: "00:00",
      to: "24:00",
      weekdays: ["monday", "tuesday", "wednesday"],
    },
    {
      name: "rest",
      match: { cluster: ".*" },
      from: "00:00",
      to: "24:00",
      weekdays: ["thursday", "friday", "saturday", "sunday"],
    },
  ],
  routes: [{ match: { namespace: "shop" }, channels: ["slack/shop"], exclusive: true }],
};

describe("a root shell", () => {
  let running: Running | undefined;
  afterEach(() => running?.stop());

  it("is told in prod to the CISO, to team security's channel and to who is on call, at once and each by itself", () => {
    const settings = stackSettings("prod");
    assert.deepEqual(whoHears(settings, LABELS).sort(), [
      "discord/platform",
      "email/ciso",
      "email/platform",
      "pagerDuty/oncall",
      "slack/platform",
      "slack/security",
    ]);
    const branch = (routeTree(settings.alerting).routes ?? []).find(({ matchers = [] }) =>
      matchers.some(({ label, value }) => label === "severity" && value === "critical"),
    );
    assert.deepEqual([branch?.groupWait, branch?.groupBy], ["10s", ["..."]]);
    assert.equal(rootShell().for, "0s");
  });

  it("is told in quiet hours, in maintenance, beside a node that is down, and whatever route takes its namespace's alerts", async function () {
    const settings = settingsOf({ alerting: HOSTILE });
    running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings, { change: recording });
    const down = { alertname: "NodeDown", severity: "critical", team: "platform", cluster: "test", node: "node-1" };
    await running.fire([{ labels: down }, { labels: LABELS }]);
    const told = (await running.settled(4)).map(({ body }) => (body as { message: Told }).message);
    const ofShell = told.filter(({ title }) => title.includes(alert)).map(({ receiver }) => receiver);
    assert.deepEqual(ofShell.sort(), ["pagerDuty/oncall/security", "slack/platform", "slack/security", "slack/shop"]);
    // Another alert of that namespace waits for the end of the maintenance, or this would prove nothing.
    assert.ok(
      told.every(({ title }) => !title.includes("NodeDown")),
      JSON.stringify(told),
    );
  });

  it("goes only to the channels of a route that names it", () => {
    const routes = [{ match: { alertname: alert }, channels: ["slack/shop"], exclusive: true }];
    assert.deepEqual(whoHears(settingsOf({ alerting: { ...HOSTILE, routes } }), LABELS), ["slack/shop"]);
  });

  it("two at once are two messages", async function () {
    const settings = settingsOf({
      alerting: { channels: { slack: [{ name: "security", channel: "#s", teams: ["security"] }] } },
    });
    running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings, { change: recording });
    const other = { ...LABELS, pod: "web-2", subject: "shop kube-apiserver web-2 node-1" };
    await running.fire([{ labels: LABELS }, { labels: other }]);
    assert.equal((await running.settled(2)).length, 2);
  });
});
