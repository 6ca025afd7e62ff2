import assert from "node:assert/strict";
import { type Received, type Running, startAlertmanager } from "../support/alertmanager";
import { EVERYTHING } from "../support/everything";
import { EVERY_CHANNEL, settingsOf, stackSettings } from "../support/settings";
import { renderTemplate } from "../support/templates";
import { toolOrSkip } from "../support/tools";

/** Text with everything that has a meaning in YAML, JSON, HTML, Markdown or Slack's own marks. */
const TRICKY = 'NodeDown: "node-1" is <down> & 100% gone, see {{ x }} - and: more';

const NODE_DOWN = {
  labels: {
    alertname: "NodeDown",
    cluster: "prod",
    node: "node-1",
    // A name that a program has given itself; in a shell it would be more.
    pod: "a; rm -rf /",
    severity: "critical",
    subject: "node-1",
    team: "platform",
    component: "node",
  },
  annotations: {
    summary: TRICKY,
    description: "It does not answer.\nPods on it are moved after 5 minutes.",
    runbook_url: "https://grafana.example.com/d/runbook-NodeDown",
    dashboard_url: "https://grafana.example.com/d/cluster-overview",
    first_steps: "kubectl get nodes -o wide\nkubectl describe node <node> | grep -A8 Conditions\nkubectl logs <pod>",
  },
};

/** When it began, and its page from an hour before to a quarter of an hour after. */
const BEGAN = new Date(Date.now() - 60_000).toISOString();
const DASHBOARD = `${NODE_DOWN.annotations.dashboard_url}?from=${Date.parse(BEGAN) - 3_600_000}&to=${Date.parse(BEGAN) + 900_000}`;

const DOMAIN = { name: "prod", platform: "eks", domain: "example.com" };

describe("a notification", () => {
  describe("sent by Alertmanager to every kind of channel", () => {
    let running: Running | undefined;
    let messages: Received[] = [];

    before(async function () {
      const binary = toolOrSkip(this, "alertmanager");
      // E-mail is rendered below: it would need a mail server here, and OpsGenie's address is its own.
      const channels = { ...EVERY_CHANNEL.channels, email: [], opsgenie: [] };
      running = await startAlertmanager(
        binary,
        settingsOf({ cluster: DOMAIN, alerting: { ...EVERY_CHANNEL, channels } }),
      );
      await running.fire([{ ...NODE_DOWN, startsAt: BEGAN }]);
      messages = await running.received(3);
    });

    after(() => running?.stop());

    const message = (where: string) => {
      const found = messages.filter((m) => m.path === where);
      assert.equal(found.length, 1, `${where}: ${JSON.stringify(messages.map((m) => m.path))}`);
      return found[0]?.body as Record<string, never>;
    };

    it("is Discord's own message object, whatever the texts hold", () => {
      const { content, embeds, username, ...rest } = message("/discord-platform") as Record<string, unknown>;
      assert.equal(username, "Alertmanager");
      assert.equal(content, "<@&123456789012345678>");
      assert.deepEqual(Object.keys(rest), ["allowed_mentions"]);
      const [embed] = embeds as {
        title: string;
        url: string;
        color: number;
        description: string;
        fields: { name: string; value: string }[];
      }[];
      assert.equal(embed?.title, "CRITICAL: NodeDown node-1 on prod");
      assert.equal(embed.url, DASHBOARD);
      assert.equal(embed.color, 0xd93f3f);
      assert.ok(
        embed.description.startsWith(`**${TRICKY}**\n${NODE_DOWN.annotations.description}\nsince 20`),
        embed.description,
      );
      assert.deepEqual(Object.fromEntries(embed.fields.map(({ name, value }) => [name, value])), {
        Cluster: "prod",
        Severity: "critical",
        Links:
          "[Runbook](https://grafana.example.com/d/runbook-NodeDown) · [Dashboard](" +
          `${DASHBOARD}) · ` +
          "[Silence](https://grafana.example.com/alerting/silence/new?alertmanager=Alertmanager&matcher=alertname%3DNodeDown" +
          "&matcher=cluster%3Dprod&matcher=severity%3Dcritical&matcher=subject%3Dnode-1)",
        // With the label, so that it runs as it stands; what would be more than a name is not put into a command.
        "First steps":
          "```\nkubectl get nodes -o wide\nkubectl describe node node-1 | grep -A8 Conditions\nkubectl logs <pod>\n```",
      });
    });

    it("is an attachment in Slack that says what, since when and how bad, and links", () => {
      const { channel, attachments } = message("/slack-platform") as unknown as {
        channel: string;
        attachments: { title: string; title_link: string; text: string; color: string }[];
      };
      assert.equal(channel, "#platform");
      const [attachment] = attachments;
      assert.equal(attachment?.title, "CRITICAL: NodeDown node-1 on prod");
      assert.equal(attachment.title_link, DASHBOARD);
      assert.equal(attachment.color, "#d93f3f");
      assert.ok(attachment.text.startsWith('*NodeDown: "node-1" is &lt;down&gt; &amp; 100% gone'), attachment.text);
      assert.match(
        attachment.text,
        /since 20\d\d-\d\d-\d\d \d\d:\d\d UTC, for [\dhm .]+s, severity critical, team platform/,
      );
      assert.ok(
        attachment.text.includes(
          "*First steps*\n```kubectl get nodes -o wide\nkubectl describe node node-1 | grep -A8 Conditions\nkubectl logs &lt;pod&gt;```\n",
        ),
        attachment.text,
      );
      assert.match(
        attachment.text,
        /<https:\/\/grafana\.example\.com\/d\/runbook-NodeDown\|Runbook> · <\S+\|Dashboard> · <\S+\|Silence>$/,
      );
    });

    it("is a PagerDuty event with severity, links and the alerts", () => {
      const event = message("/pagerduty") as unknown as {
        routing_key: string;
        event_action: string;
        payload: {
          summary: string;
          severity: string;
          component: string;
          group: string;
          custom_details: Record<string, string>;
        };
        links: { href: string; text: string }[];
      };
      assert.equal(event.routing_key, "pagerDuty-oncall");
      assert.equal(event.event_action, "trigger");
      assert.equal(event.payload.severity, "critical");
      assert.equal(event.payload.summary, "CRITICAL: NodeDown node-1 on prod");
      assert.equal(event.payload.component, "node");
      assert.match(event.payload.custom_details["alerts"] ?? "", /100% gone/);
      assert.deepEqual(
        event.links.map(({ text }) => text),
        ["Runbook", "Dashboard", "Silence"],
      );
    });
  });

  for (const [name, settingsFor] of Object.entries({
    dev: () => stackSettings("dev"),
    prod: () => stackSettings("prod"),
    "a stack with every kind of channel": () => settingsOf({ alerting: EVERY_CHANNEL }),
    "a stack with the example of every kind": () => settingsOf({ alerting: EVERYTHING.alerting }),
  })) {
    it(`can be sent by ${name}: Alertmanager loads the configuration`, async function () {
      const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settingsFor());
      await running.stop();
    });
  }

  it("is refused by Alertmanager's loader when the configuration is wrong", async function () {
    const binary = toolOrSkip(this, "alertmanager");
    const settings = settingsOf({ alerting: EVERY_CHANNEL });
    const [quiet] = settings.alerting.quietHours;
    assert.ok(quiet);
    quiet.timezone = "Nowhere/Land";
    await assert.rejects(startAlertmanager(binary, settings), /alertmanager has ended with 1: .*Nowhere\/Land/s);
  });

  it("is an e-mail whose text is escaped, with the links", function () {
    const html = renderTemplate(
      this,
      "observability.email.html",
      settingsOf({ cluster: DOMAIN, alerting: EVERY_CHANNEL }),
    );
    assert.match(html, /<strong>[^<]+<\/strong><br>/);
    assert.match(html, /<a href="https:\/\/grafana\.example\.com\/alerting\/groups">Silence<\/a>/);
  });

  it("leads to the page of the first of its alerts at the moment when that one began", function () {
    const page = "https://grafana.example.com/d/application-health?orgId=1&var-service=";
    const alert = (service: string, startsAt: string) => ({
      status: "firing",
      labels: { alertname: "ServiceErrorRateHigh", service },
      annotations: { dashboard_url: `${page}${service}` },
      startsAt,
    });
    const alerts = [alert("checkout", "2026-06-15T12:00:00Z"), alert("payments", "2026-06-15T09:00:00Z")];
    const link = (...of: typeof alerts) =>
      renderTemplate(
        this,
        "observability.dashboard",
        settingsOf({ cluster: DOMAIN, alerting: EVERY_CHANNEL }),
        of,
      ).trim();
    const from = Date.UTC(2026, 5, 15, 11);
    assert.equal(link(...alerts), `${page}checkout&from=${from}&to=${from + 75 * 60_000}`);
    const [plain = assert.fail()] = alerts;
    assert.equal(link({ ...plain, annotations: { dashboard_url: "" } }), "https://grafana.example.com/alerting/list");
  });

  it("has a plain text that fits every other channel", function () {
    const text = renderTemplate(
      this,
      "observability.plain.text",
      settingsOf({ cluster: DOMAIN, alerting: EVERY_CHANNEL }),
    );
    assert.match(text, /^Runbook: https:\/\/\S+$/m);
    assert.match(text, /, severity \w+, team \w+$/m);
    assert.doesNotMatch(text, /<br>|<strong>/);
  });
});
