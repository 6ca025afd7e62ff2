import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { readStack, ROOT, stackNames } from "../../scripts/lib/stack";
import { placeholder, rawConfig } from "../../scripts/lib/stack-file";
import { credentialsNeeded } from "../../stacks/credentials";
import { parseSettings } from "../../stacks/settings";
import { settingsOf } from "./parse";

/** A stack of the repository, with every credential that it needs. */
function complete(stack: string) {
  const raw = readStack(stack);
  const { settings } = parseSettings(raw);
  assert.ok(settings);
  const credentials = credentialsNeeded(settings).map(({ key }) => [
    `observability:${key}`,
    { value: placeholder(key), secret: true },
  ]);
  return parseSettings({ ...raw, ...(Object.fromEntries(credentials) as typeof raw) });
}

describe("settings", () => {
  it("keep the other defaults of a section in which one is set", () => {
    const { metrics, alerting } = settingsOf({
      metrics: { retention: "30d", storage: "80Gi", resources: { cpu: "1" } },
      alerting: { replicas: 3 },
    });
    assert.deepEqual(metrics, {
      ...settingsOf({}).metrics,
      retention: "30d",
      storage: "80Gi",
      resources: { cpu: "1", memory: "1Gi", memoryLimit: "2Gi" },
    });
    assert.deepEqual(alerting, { ...settingsOf({}).alerting, replicas: 3 });
  });

  it("of a channel, a route and quiet hours have defaults of their own", () => {
    const { alerting } = settingsOf(
      {
        alerting: {
          channels: { discord: [{ name: "ops" }], webhook: [{ name: "bot", severities: [] }] },
          routes: [{ match: { namespace: "payments-.*" }, channels: ["webhook/bot"] }],
          quietHours: [{ name: "nights", from: "22:00", to: "24:00" }],
        },
      },
      { "discord/ops": "https://discord.example.com/hook", "webhook/bot": "https://bot.example.com" },
    );
    const severities = ["critical", "high", "medium", "low"];
    assert.deepEqual(alerting.channels.discord, [
      { name: "ops", severities, teams: [], sendResolved: true, username: "Alertmanager" },
    ]);
    assert.deepEqual(alerting.channels.webhook, [
      { name: "bot", severities: [], teams: [], sendResolved: true, maxAlerts: 0 },
    ]);
    assert.deepEqual(alerting.routes, [
      { match: { namespace: "payments-.*" }, channels: ["webhook/bot"], severities, exclusive: false },
    ]);
    assert.deepEqual(alerting.quietHours, [
      {
        name: "nights",
        timezone: "UTC",
        from: "22:00",
        to: "24:00",
        weekends: false,
        severities: ["medium", "low", "info"],
      },
    ]);
  });

  it("of Grafana's database and sign-in have defaults of their own", () => {
    const { grafana } = settingsOf(
      {
        grafana: {
          database: { host: "db:5432" },
          oidc: { issuer: "https://id.example.com", clientId: "grafana", provider: "okta" },
        },
      },
      { "grafana/databasePassword": "x", "grafana/oidcClientSecret": "x" },
    );
    assert.deepEqual(grafana.database, { type: "postgres", host: "db:5432", name: "grafana", user: "grafana" });
    assert.deepEqual(grafana.oidc, {
      name: "SSO",
      issuer: "https://id.example.com",
      provider: "okta",
      clientId: "grafana",
      scopes: ["openid", "profile", "email", "groups"],
      groupsClaim: "groups",
      roles: { admin: [], editor: [], viewer: [] },
    });
  });

  it("leave other projects' keys alone", () => {
    const { settings, problems } = parseSettings({
      ...readStack("dev"),
      "kubernetes:context": { value: "kind-dev", secret: false },
      "kubernetes:kubeconfig": { value: "~/.kube/config", secret: false },
      "aws:skipCredentialsValidation": { value: "true", secret: false },
      "aws:secretKey": { value: "x", secret: true },
    });
    assert.deepEqual(problems, []);
    assert.equal(settings?.cluster.name, "dev");
  });

  it("of dev need no credential, and warn only that nobody is notified, and that nothing tells of root shells", () => {
    const { problems, warnings } = parseSettings(readStack("dev"));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      warnings.map(({ key }) => key),
      ["alerting.channels", "security.sources"],
    );
  });

  for (const stack of stackNames().filter((name) => name !== "dev")) {
    it(`of ${stack} have no mistake and no warning once every credential is set`, () => {
      const { settings, problems, warnings } = complete(stack);
      assert.deepEqual({ problems, warnings }, { problems: [], warnings: [] });
      assert.equal(settings?.cluster.name, stack);
    });
  }

  it("of dev have a Discord channel once the signs of a comment are taken away", () => {
    const text = readFileSync(path.join(ROOT, "Pulumi.dev.yaml"), "utf8");
    const whole = text.replace(
      /^ {2}# (observability:alerting:(?:\n {2}# {2,}.*)*)/m,
      (_, block: string) => `  ${block.replaceAll("\n  # ", "\n  ")}`,
    );
    const { settings, problems, warnings } = parseSettings(rawConfig(whole));
    assert.deepEqual(
      settings?.alerting.channels.discord.map(({ name }) => name),
      ["dev"],
    );
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["discord/dev"],
    );
    // Who is away from dev is not called.
    assert.deepEqual(
      warnings.map(({ key }) => key),
      ["alerting.deadMansSwitch", "security.sources"],
    );
    assert.ok(text.includes("npx pulumi config set --stack dev --secret discord/dev"));
  });
});
