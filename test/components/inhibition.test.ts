import assert from "node:assert/strict";
import { CONSEQUENCES } from "../../components/alertmanager/consequences";
import type { Matcher } from "../../components/alertmanager/routing";
import { CHART_ALERTS } from "../../components/kube-prometheus-stack/default-rules";
import { allLogRules } from "../../rules/log-rules";
import type { Alert } from "../../rules/rule";
import { startAlertmanager } from "../support/alertmanager";
import { recording } from "../support/faults";
import { alertsOf, everyGroup, everything } from "../support/rules";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const alerts = [...alertsOf(everyGroup()), ...alertsOf(allLogRules(everything))];

const namesIn = (matchers: (typeof CONSEQUENCES)[number]["cause"]) =>
  matchers.filter(({ label }) => label === "alertname").flatMap(({ value }) => value.split("|"));

const minutes = (duration: string) => {
  const [, amount = "", unit = ""] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  return Number(amount) * ({ s: 1 / 60, m: 1, h: 60, d: 1440 }[unit] ?? NaN);
};

describe("the table of consequences", () => {
  it("names alerts that there are", () => {
    for (const name of CONSEQUENCES.flatMap(({ cause, effect }) => [...namesIn(cause), ...namesIn(effect)])) {
      const known = [...Object.values(CHART_ALERTS).flat(), ...alerts.map(({ alert }) => alert)];
      assert.ok(known.includes(name), name);
    }
  });

  it("has causes that fire no later than what follows, which would be told first", () => {
    const soonest = (found: Alert[]) => Math.min(...found.map(({ for: lasting }) => minutes(lasting)));
    const named = (name: string, matchers: Matcher[]) =>
      alerts.filter(({ alert, severity }) => {
        const wanted = matchers.find(({ label }) => label === "severity");
        return alert === name && (wanted === undefined || (wanted.value === severity) === (wanted.op === "="));
      });
    let compared = 0;
    for (const { cause, effect } of CONSEQUENCES) {
      for (const name of namesIn(cause).filter((cause) => cause !== "NodeDownWorkload")) {
        for (const follows of namesIn(effect)) {
          const [causes, effects] = [named(name, cause), named(follows, effect)];
          if (causes.length === 0 || effects.length === 0) continue;
          compared++;
          const told = (STEPS[follows] ?? 0) + soonest(effects);
          assert.ok(soonest(causes) <= told, `${name} after ${follows}`);
        }
      }
    }
    assert.ok(compared > 20, String(compared));
  });

  it("mutes nothing of team security", () => {
    const named = new Set(CONSEQUENCES.flatMap(({ effect }) => namesIn(effect)));
    const security = alerts.filter(({ team }) => team === "security").map(({ alert }) => alert);
    assert.deepEqual([...new Set(security)].sort(), [
      "AuthenticationFailuresHigh",
      "CredentialInLogs",
      "RootShellOpened",
      "SecurityEventOpen",
    ]);
    for (const name of security) assert.ok(!named.has(name), name);
  });
});

/** Minutes that an expression itself takes to hold, beside `for`. */
const STEPS: Record<string, number> = {
  // an exporter tries again for 5 minutes before it gives a batch up
  OtelCollectorDropping: 5,
  // 10 attempts, a minute apart
  FluentdOutputFailing: 10,
  // what cannot be sent waits for minutes first
  LogShipperDropping: 5,
};

describe("inhibition, by Alertmanager itself", () => {
  /** Every label that an alert of ours can have in common with another. */
  const SHARED = {
    cluster: "test",
    daemonset: "alloy",
    deployment: "jaeger",
    device: "/dev/sda1",
    exporter: "otlp/loki",
    namespace: "observability",
    node: "node-1",
    persistentvolumeclaim: "data-0",
    pod: "loki-0",
    service: "api",
    statefulset: "elasticsearch-es-hot",
  };

  it("leaves security alone, whatever else fires about the same node, pod and service", async function () {
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settingsOf(), {
      change: (config) => ({ ...recording(config), route: { receiver: "nobody" } }),
    });
    try {
      const firing = alerts.map(({ alert, severity, team, component }) => ({
        labels: { ...SHARED, alertname: alert, severity, team, component, subject: `${alert} ${severity}` },
      }));
      // The chart's own, of every severity: of a node that is cordoned, too.
      const ofChart = [...Object.values(CHART_ALERTS).flat(), "KubeNodeUnschedulable"].flatMap((alertname) =>
        ["critical", "high", "warning"].map((severity) => ({
          labels: { ...SHARED, alertname, severity, team: "platform", subject: "RootShellOpened critical" },
        })),
      );
      // somebody's own rule, which claims to follow from NodeDown
      const claims = { ...SHARED, alertname: "Claims", team: "security", follows_from: "NodeDown" };
      await running.fire([...firing, ...ofChart, { labels: claims }]);
      await running.settled(0);
      const held = await running.alerts();
      const muted = held.filter(({ status }) => status.inhibitedBy.length > 0).map(({ labels }) => labels);
      assert.deepEqual(
        muted.filter(({ team }) => team === "security"),
        [],
      );
      // Everything else that the table names is, or this would prove nothing.
      const names = new Set(muted.map(({ alertname }) => alertname));
      assert.ok(names.has("PodNotReady") && names.has("LokiReceivesNothing"), [...names].join(", "));
      const fired = [...firing, ...ofChart].map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
      assert.equal(held.length, new Set(fired).size + 1);
    } finally {
      await running.stop();
    }
  });

  it("mutes what somebody's own rule says follows from NodeDown, on that node", async function () {
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settingsOf());
    try {
      const own = { alertname: "Own", cluster: "test", severity: "high", follows_from: "NodeDown" };
      await running.fire([
        { labels: { alertname: "NodeDown", cluster: "test", severity: "critical", node: "node-1" } },
        { labels: { ...own, node: "node-1" } },
        { labels: { ...own, node: "node-2" } },
        { labels: { alertname: "Other", cluster: "test", severity: "high", node: "node-1" } },
      ]);
      await running.settled(0);
      const held = await running.alerts();
      const muted = held.filter(({ status }) => status.inhibitedBy.length > 0);
      assert.deepEqual(
        muted.map(({ labels }) => [labels["alertname"], labels["node"]]),
        [["Own", "node-1"]],
      );
    } finally {
      await running.stop();
    }
  });
});
