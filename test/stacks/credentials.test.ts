import assert from "node:assert/strict";
import { readStack } from "../../scripts/lib/stack";
import type { CredentialNeed } from "../../settings/credential";
import { credentialsNeeded } from "../../stacks/credentials";
import { parseSettings } from "../../stacks/settings";

function neededBy(stack: string): CredentialNeed[] {
  const { settings } = parseSettings(readStack(stack));
  assert.ok(settings);
  return credentialsNeeded(settings);
}

describe("credentials", () => {
  it("that dev needs are none", () => {
    assert.deepEqual(neededBy("dev"), []);
  });

  it("that prod needs are those of its channels, then of Alertmanager, of Grafana, and of Elasticsearch's snapshots", () => {
    assert.deepEqual(neededBy("prod"), [
      { key: "discord/platform", what: "the Discord webhook's URL", form: "url" },
      { key: "pagerDuty/oncall", what: "the PagerDuty Events v2 routing key", form: "text" },
      { key: "slack/platform", what: "the Slack incoming webhook's URL", form: "url" },
      { key: "slack/security", what: "the Slack incoming webhook's URL", form: "url" },
      { key: "smtp/password", what: "the mail server's password of alerts@example.com", form: "text" },
      { key: "deadMansSwitch/url", what: "the URL that the dead man's switch is called at", form: "url" },
      { key: "grafana/oidcClientSecret", what: "the OpenID Connect client's secret", form: "text" },
      { key: "grafana/databasePassword", what: "the password of Grafana's database", form: "text" },
      { key: "elastic/s3AccessKeyId", what: "the access key's id for the snapshots' bucket", form: "text" },
      { key: "elastic/s3SecretAccessKey", what: "the secret access key for the snapshots' bucket", form: "text" },
    ]);
  });

  it("have a slash in their keys, and a name that `pulumi config set` takes without --path", () => {
    for (const { key } of neededBy("prod")) assert.match(key, /^[A-Za-z]+\/[A-Za-z0-9-]+$/);
  });

  it("of mail are none for a server without sign-in", () => {
    const raw = readStack("prod");
    const key = "observability:alerting";
    const alerting = JSON.parse(raw[key]?.value ?? "") as { smtp: { username?: string } };
    delete alerting.smtp.username;
    const { settings } = parseSettings({ ...raw, [key]: { value: JSON.stringify(alerting), secret: false } });
    assert.ok(settings);
    assert.deepEqual(
      credentialsNeeded(settings),
      neededBy("prod").filter((need) => need.key !== "smtp/password"),
    );
  });
});
