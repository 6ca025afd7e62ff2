import { itFinds } from "./parse";

describe("mistakes in credentials", () => {
  itFinds(
    "missing, of every kind",
    {
      alerting: {
        deadMansSwitch: true,
        smtp: { smarthost: "a:25", from: "a@b.cd", username: "a" },
        channels: {
          discord: [{ name: "d" }],
          opsgenie: [{ name: "o" }],
          pagerDuty: [{ name: "p" }],
          slack: [{ name: "s", channel: "#s" }],
          webhook: [{ name: "w" }],
        },
      },
      grafana: {
        database: { host: "db:5432" },
        oidc: { provider: "dex", issuer: "https://x.example.com/hook", clientId: "g" },
      },
      metrics: {
        remoteWrite: [
          { name: "b", url: "https://x.example.com/hook", auth: "basic", username: "u" },
          { name: "t", url: "https://x.example.com/hook", auth: "bearer" },
          { name: "n", url: "https://x.example.com/hook" },
        ],
      },
    },
    [
      "discord/d: is missing: the Discord webhook's URL -> npx pulumi config set --stack dev --secret discord/d",
      "opsgenie/o: is missing: the OpsGenie API key -> npx pulumi config set --stack dev --secret opsgenie/o",
      "pagerDuty/p: is missing: the PagerDuty Events v2 routing key -> npx pulumi config set --stack dev --secret pagerDuty/p",
      "slack/s: is missing: the Slack incoming webhook's URL -> npx pulumi config set --stack dev --secret slack/s",
      "webhook/w: is missing: the webhook's URL -> npx pulumi config set --stack dev --secret webhook/w",
      "smtp/password: is missing: the mail server's password of a -> npx pulumi config set --stack dev --secret smtp/password",
      "deadMansSwitch/url: is missing: the URL that the dead man's switch is called at -> npx pulumi config set --stack dev --secret deadMansSwitch/url",
      "grafana/oidcClientSecret: is missing: the OpenID Connect client's secret -> npx pulumi config set --stack dev --secret grafana/oidcClientSecret",
      "grafana/databasePassword: is missing: the password of Grafana's database -> npx pulumi config set --stack dev --secret grafana/databasePassword",
      "remoteWrite/b: is missing: the password for remote write to b -> npx pulumi config set --stack dev --secret remoteWrite/b",
      "remoteWrite/t: is missing: the token for remote write to t -> npx pulumi config set --stack dev --secret remoteWrite/t",
    ],
  );
  itFinds(
    "empty",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }] } } },
    ["slack/ops: is missing: the Slack incoming webhook's URL -> npx pulumi config set --stack dev --secret slack/ops"],
    { "slack/ops": "" },
  );
  itFinds(
    "in plain text",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }] } } },
    [
      "slack/ops: is in plain text in the stack file -> rotate it where it came from, then npx pulumi config set --stack dev --secret slack/ops",
    ],
    { "slack/ops": { plain: "https://hooks.example.com/T0/SECRET" } },
  );
  itFinds(
    "with a line break at its end",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }] } } },
    [
      "slack/ops: has an end of a line or another control character in it -> npx pulumi config set --stack dev --secret slack/ops",
    ],
    { "slack/ops": "https://hooks.example.com/T0/SECRET\n" },
  );
  itFinds(
    "no URL where one is needed",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }] } } },
    ["slack/ops: is not an http(s) URL -> npx pulumi config set --stack dev --secret slack/ops"],
    { "slack/ops": "SECRET" },
  );
  itFinds(
    "that no setting asks for, nearly one that is",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }] } } },
    [
      "slack/opss: is a credential that no setting asks for; did you mean slack/ops? -> npx pulumi config rm --stack dev slack/opss",
    ],
    { "slack/ops": "https://x.example.com/hook", "slack/opss": "SECRET" },
  );
  itFinds(
    "that no setting asks for, nothing like one that is",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }] } } },
    [
      "webhook/legacy: is in plain text in the stack file, and no setting asks for it -> rotate it where it came from, then npx pulumi config rm --stack dev webhook/legacy",
    ],
    { "slack/ops": "https://x.example.com/hook", "webhook/legacy": { plain: "SECRET" } },
  );
  itFinds(
    "once, of two channels of one name",
    {
      alerting: {
        channels: {
          slack: [
            { name: "ops", channel: "#a" },
            { name: "ops", channel: "#b" },
          ],
        },
      },
    },
    [
      "alerting.channels.slack[1].name: \"ops\" is the name of another one already -> npx pulumi config set --stack dev --path 'alerting.channels.slack[1].name' ops-2",
      "slack/ops: is missing: the Slack incoming webhook's URL -> npx pulumi config set --stack dev --secret slack/ops",
    ],
  );
});
