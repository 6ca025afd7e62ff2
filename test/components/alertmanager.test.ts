import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { alertmanagerConfig, routeTree, whoHears } from "../../components/alertmanager";
import { channelOf, credentialFile } from "../../components/alertmanager/receivers";
import { CHANNEL_KINDS, channelKind, SEVERITIES } from "../../settings/channels";
import type { Settings } from "../../settings";
import { EVERYTHING } from "../support/everything";
import { EVERY_CHANNEL, settingsOf, stackSettings, WINDOWS } from "../support/settings";
import { toolOrSkip } from "../support/tools";

describe("who hears what", () => {
  it("is said by a channel's severities and teams", () => {
    const settings = settingsOf({ alerting: EVERY_CHANNEL });
    const platform = (severity: string) => whoHears(settings, { severity, team: "platform", alertname: "A" });
    assert.deepEqual(platform("critical"), [
      "discord/platform",
      "email/managers",
      "opsgenie/night",
      "pagerDuty/oncall",
      "slack/platform",
    ]);
    assert.deepEqual(platform("high"), ["discord/platform", "email/managers", "slack/platform"]);
    assert.deepEqual(platform("low"), ["discord/platform", "email/managers", "slack/platform", "webhook/tickets"]);
    assert.deepEqual(platform("info"), ["email/managers"]);
    assert.deepEqual(whoHears(settings, { severity: "critical", team: "payments" }), [
      "discord/platform",
      "email/managers",
      "pagerDuty/oncall",
      "slack/payments",
    ]);
  });

  it("treats a severity that is none of ours, or none at all, as medium, and an alert without a team as the platform's", () => {
    const settings = settingsOf({ alerting: EVERY_CHANNEL });
    const medium = whoHears(settings, { severity: "medium", team: "platform" });
    assert.ok(medium.includes("webhook/tickets"));
    assert.deepEqual(whoHears(settings, { severity: "warning", team: "platform" }), medium);
    assert.deepEqual(whoHears(settings, {}), medium);
  });

  it("adds an exception's channel to the others, and silences the others for an exclusive one", () => {
    const settings = settingsOf({ alerting: EVERY_CHANNEL });
    assert.deepEqual(whoHears(settings, { severity: "high", team: "platform", namespace: "payments-api" }), [
      "slack/payments",
      "discord/platform",
      "email/managers",
      "slack/platform",
    ]);
    assert.deepEqual(
      whoHears(settings, { severity: "high", team: "platform", namespace: "x", alertname: "RootShellOpened" }),
      ["slack/audit", "pagerDuty/oncall"],
    );
  });

  it("sends the Watchdog to the dead man's switch and to nobody else", () => {
    const labels = { alertname: "Watchdog", severity: "none", team: "platform" };
    assert.deepEqual(whoHears(settingsOf({ alerting: EVERY_CHANNEL }), labels), ["deadMansSwitch"]);
    assert.deepEqual(whoHears(stackSettings("dev"), labels), []);
  });

  it("leaves dev's alerts in Alertmanager", () => {
    for (const severity of SEVERITIES)
      assert.deepEqual(whoHears(stackSettings("dev"), { severity, team: "platform" }), []);
  });

  for (const [name, settingsFor] of Object.entries({
    dev: () => stackSettings("dev"),
    prod: () => stackSettings("prod"),
    "every kind of channel": () => settingsOf({ alerting: EVERY_CHANNEL }),
    "windows of maintenance that overlap": () => settingsOf({ alerting: { ...EVERY_CHANNEL, maintenance: WINDOWS } }),
  })) {
    it(`is what Alertmanager's own routing says, for every severity, team and exception of ${name}`, function () {
      const amtool = toolOrSkip(this, "amtool");
      const settings = settingsFor();
      withConfig(settings, (file) => {
        for (const labels of labelSets(settings)) {
          const args = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
          const said = execFileSync(amtool, ["config", "routes", "test", `--config.file=${file}`, ...args], {
            encoding: "utf8",
          });
          const receivers = said
            .trim()
            .split(",")
            .filter((receiver) => receiver !== "nobody")
            .map(channelOf);
          assert.deepEqual(whoHears(settings, labels), receivers, args.join(" "));
        }
      });
    });
  }
});

/** Every severity (ours, foreign and none), team (ours and none), and what the exceptions look at. */
function labelSets({ alerting }: Settings): Record<string, string>[] {
  const some = <T extends string>(label: string, values: readonly T[]) => [
    {},
    ...values.map((value) => ({ [label]: value })),
  ];
  const sets = some("severity", [...SEVERITIES, "warning", "none"]).flatMap((severity) =>
    some("team", alerting.teams).flatMap((team) =>
      (alerting.routes.length > 0
        ? [{}, { namespace: "payments-api" }, { namespace: "x", alertname: "RootShellOpened" }]
        : [{}]
      ).map((more) => ({ alertname: "NodeDown", ...severity, ...team, ...more })),
    ),
  );
  return [{ alertname: "Watchdog", severity: "none" }, ...sets];
}

function withConfig(settings: Settings, use: (file: string) => void): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "alertmanager-"));
  try {
    const file = path.join(folder, "alertmanager.yaml");
    fs.writeFileSync(file, yaml.stringify({ ...alertmanagerConfig(settings), templates: [] }));
    use(file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe("Alertmanager's configuration", () => {
  it("is timed by severity", () => {
    const timings: Record<string, unknown> = {};
    for (const { matchers, groupWait, repeatInterval } of routeTree(settingsOf({ alerting: EVERY_CHANNEL }).alerting)
      .routes ?? []) {
      const [matcher] = matchers ?? [];
      if (matcher?.label === "severity" && matcher.value !== "none")
        timings[matcher.value] = [groupWait, repeatInterval];
    }
    assert.deepEqual(timings, {
      critical: ["10s", "1h"],
      high: ["30s", "4h"],
      "critical|high|low|info": ["30s", "12h"],
      low: ["30s", "12h"],
      info: ["30s", "12h"],
    });
  });

  it("makes the less severe wait through quiet hours, and never critical and high, nor what keeps incidents", () => {
    const tree = routeTree(settingsOf({ alerting: EVERY_CHANNEL }).alerting);
    const seen = new Set<string>();
    for (const route of (tree.routes ?? []).filter(({ routes }) => routes !== undefined)) {
      const urgent = /^(critical|high)$/.test(route.matchers?.[0]?.value ?? "");
      for (const leaf of route.routes ?? []) {
        const [kind = ""] = leaf.receiver?.split("/") ?? [];
        seen.add(kind);
        const waits = !urgent && ["discord", "email", "slack"].includes(kind);
        assert.deepEqual(leaf.muteTimeIntervals, waits ? ["nights"] : undefined, leaf.receiver);
      }
    }
    assert.deepEqual([...seen].sort(), ["discord", "email", "opsgenie", "pagerDuty", "slack", "webhook"]);
    assert.deepEqual(alertmanagerConfig(settingsOf({ alerting: EVERY_CHANNEL }))["time_intervals"], [
      {
        name: "nights",
        time_intervals: [
          {
            times: [
              { start_time: "22:00", end_time: "24:00" },
              { start_time: "00:00", end_time: "07:00" },
            ],
            location: "Europe/Berlin",
          },
          { weekdays: ["saturday", "sunday"], location: "Europe/Berlin" },
        ],
      },
    ]);
  });

  it("names every credential as a mounted file, and holds none", () => {
    const text = yaml.stringify(alertmanagerConfig(settingsOf({ alerting: EVERY_CHANNEL })));
    const files = [...text.matchAll(/(\w+): (\/etc\/alertmanager\/secrets\/\S+)/g)].map(
      ([, field, file]) => `${field} ${path.basename(file ?? "")}`,
    );
    assert.deepEqual([...new Set(files)].sort(), [
      "api_key_file opsgenie-night",
      "api_url_file slack-audit",
      "api_url_file slack-payments",
      "api_url_file slack-platform",
      "routing_key_file pagerDuty-oncall",
      "smtp_auth_password_file smtp-password",
      "url_file deadMansSwitch-url",
      "url_file discord-platform",
      "url_file webhook-tickets",
    ]);
    assert.doesNotMatch(
      text,
      /discord_configs|\b(api_url|url|routing_key|api_key|smtp_auth_password): (?!https:\/\/api\.opsgenie)/,
    );
  });

  for (const kind of CHANNEL_KINDS) {
    it(`has a receiver of ${kind} that posts by its own integration, with its credential in a file`, () => {
      const { alerting } = EVERYTHING;
      const { receivers } = alertmanagerConfig(settingsOf({ alerting })) as { receivers: Record<string, unknown>[] };
      const { name, ...integrations } = receivers.find(({ name }) => String(name).startsWith(`${kind}/`)) ?? {};
      const [[integration, posts], ...others] = Object.entries(integrations) as [[string, Record<string, unknown>[]]];
      assert.match(integration, /_configs$/);
      assert.deepEqual(others, []);
      assert.deepEqual(
        posts.map((post) => [post["send_resolved"], yaml.stringify(post).includes(credentialFile(String(name)))]),
        [[true, channelKind(kind).credential !== undefined]],
      );
    });
  }
});
