/** Service level objectives of many applications: the objects that they are in, and who is told. */
import assert from "node:assert/strict";
import { whoHears } from "../../components/alertmanager";
import { ruleFiles } from "../../components/rules";
import { allRules } from "../../rules";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { recording, type Told } from "../support/faults";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const app = (name: string, more: object = {}) => ({ name, namespace: "shop", slo: [{ objective: 99.9 }], ...more });

describe("objects of SLOs", () => {
  const many = (count: number, first = 0) => Array.from({ length: count }, (_, index) => app(`app-${first + index}`));
  const files = (apps: object[]) => ruleFiles(settingsOf({ apps, metrics: { retention: "30d" } }));

  it("change by one where one is added, renamed in place or taken away", () => {
    const before = files(many(60));
    const differing = (after: ReturnType<typeof files>) =>
      [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (name) => /^slo/.test(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
      );
    assert.equal(differing(files([...many(60), app("new")])).length, 1);
    assert.equal(differing(files([app("new"), ...many(60)])).length, 1);
    assert.equal(differing(files(many(59))).length, 1);
    assert.equal(differing(files([...many(60)].reverse())).length > 0, true, "in a part, the order is the settings'");
  });

  it("are 65 at most, and far from what an object may have, of 1,000 applications with two SLOs each", () => {
    const apps = many(1000).map((one) => ({
      ...one,
      slo: [{ objective: 99.9 }, { objective: 99, indicator: "latency", threshold: "500ms" }],
    }));
    const rendered = Object.entries(files(apps)).filter(([name]) => /^slo/.test(name));
    assert.equal(rendered.length, 65);
    for (const [name, content] of rendered) assert.ok(JSON.stringify(content).length < 262_144, name);
    const bases = rendered
      .flatMap(([, { groups }]) => groups.flatMap(({ rules }) => rules))
      .filter((rule) => rule["record"] === "slo:errors:rate5m");
    assert.equal(bases.length, 2000);
    const others = rendered.find(([name]) => name === "slo") ?? assert.fail();
    assert.equal(
      others[1].groups.flatMap(({ rules }) => rules).length,
      19,
      "what looks at all of them at once does not grow",
    );
  });

  it("are none without an SLO", () => {
    assert.deepEqual(
      Object.keys(files([{ name: "a" }])).filter((name) => /^slo/.test(name)),
      [],
    );
  });
});

describe("who hears of an SLO", () => {
  const alerting = {
    teams: ["platform", "security", "shop", "payments"],
    owners: [{ namespaces: "pay-.*", team: "payments" }],
    channels: {
      pagerDuty: ["platform", "shop", "payments"].map((team) => ({
        name: team,
        severities: ["critical"],
        teams: [team],
      })),
      slack: ["platform", "shop", "payments"].map((team) => ({ name: team, channel: `#${team}`, teams: [team] })),
    },
  };
  const apps = [app("cart", { team: "shop" }), app("api", { namespace: "pay-api" }), app("other")];
  const settings = settingsOf({ alerting, apps, metrics: { retention: "30d" } });
  /** The labels that an alert of the app has when Prometheus sends it on, but for the owner's. */
  const labels = (service: string, severity: string) => {
    const facts = (allRules(settings)["slo"] ?? [])
      .flatMap(({ rules }) => rules)
      .find(
        (rule) => "record" in rule && rule.record === "slo:error_budget:ratio" && rule.labels?.["service"] === service,
      );
    const {
      namespace = "",
      team = "",
      slo = "",
    } = (facts !== undefined && "record" in facts ? facts.labels : undefined) ?? {};
    return {
      alertname: "SloBudgetBurning",
      cluster: "test",
      service,
      severity,
      namespace,
      team,
      slo,
      subject: `${service} ${slo}`,
    };
  };

  it("is the application's own team, by PagerDuty where it burns fast; else the owner of its namespace, else the platform", () => {
    assert.deepEqual(whoHears(settings, labels("cart", "critical")), ["pagerDuty/shop", "slack/shop"]);
    assert.deepEqual(whoHears(settings, labels("cart", "medium")), ["slack/shop"]);
    assert.deepEqual(whoHears(settings, labels("api", "critical")), ["pagerDuty/payments", "slack/payments"]);
    assert.deepEqual(whoHears(settings, labels("other", "critical")), ["pagerDuty/platform", "slack/platform"]);
  });

  describe("in a real Alertmanager", () => {
    let running: Running | undefined;
    after(() => running?.stop());

    it("is that team and nobody else, once: the page mutes the ticket of the same SLO and of no other", async function () {
      this.timeout("3m");
      running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings, {
        groupWait: "2s",
        change: recording,
      });
      await running.fire([
        { labels: labels("cart", "critical") },
        { labels: labels("cart", "medium") },
        { labels: labels("other", "medium") },
      ]);
      const told = (await running.settled(3)).map(({ body }) => {
        const { receiver, title } = (body as { message: Told }).message;
        return `${receiver} ${title}`;
      });
      assert.deepEqual(told.sort(), [
        "pagerDuty/shop CRITICAL: SloBudgetBurning cart availability in shop on test",
        "slack/platform MEDIUM: SloBudgetBurning other availability in shop on test",
        "slack/shop CRITICAL: SloBudgetBurning cart availability in shop on test",
      ]);
    });
  });
});
