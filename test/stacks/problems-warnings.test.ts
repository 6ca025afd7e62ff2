import { itWarns } from "./parse";

describe("warnings", () => {
  itWarns("nobody is notified", { metrics: { storage: "30Gi" } }, [
    'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")',
  ]);
  itWarns(
    "a retention that the volume does not hold",
    {
      alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } },
      metrics: { retention: "30d", expectedSeries: 500000, storage: "50Gi" },
    },
    [
      "metrics.retention: 30d of 500000 series take about 160.9Gi, and 40Gi is kept: the oldest goes after about 7 days -> npx pulumi config set --stack dev --path metrics.storage 202Gi",
    ],
    { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" },
  );
  itWarns(
    "shards that nobody puts together",
    {
      alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } },
      metrics: { shards: 2 },
    },
    [
      "metrics.shards: 2 shards each know their own targets only, and so does every rule and every dashboard that asks one -> npx pulumi config set --stack dev --path 'metrics.remoteWrite[0].url' '<a store that is asked instead>'",
    ],
    { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" },
  );
  itWarns(
    "a retention that the kept size does not hold",
    {
      alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } },
      metrics: { retentionSize: "10Gi", expectedSeries: 100_000 },
    },
    [
      "metrics.retention: 15d of 100000 series take about 16.1Gi, and 10Gi is kept: the oldest goes after about 9 days -> npx pulumi config set --stack dev --path metrics.storage 21Gi and npx pulumi config set --stack dev --path metrics.retentionSize 17Gi",
    ],
    { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" },
  );
  itWarns(
    "a team whose critical alerts reach nobody, and no dead man's switch",
    {
      metrics: { storage: "30Gi" },
      alerting: { channels: { slack: [{ name: "ops", channel: "#ops", teams: ["platform"] }] } },
    },
    [
      "alerting.channels: critical alerts of team security reach no channel -> add security to the teams of a channel that hears critical in Pulumi.dev.yaml",
      "alerting.deadMansSwitch: is off: nobody is told when Prometheus or Alertmanager themselves are down -> npx pulumi config set --stack dev --path alerting.deadMansSwitch true",
    ],
    { "slack/ops": "https://x.example.com/hook" },
  );
  itWarns(
    "OpsGenie",
    { metrics: { storage: "30Gi" }, alerting: { deadMansSwitch: true, channels: { opsgenie: [{ name: "o" }] } } },
    [
      "alerting.channels.opsgenie: OpsGenie ends on 5 April 2027 -> move to Jira Service Management through a webhook channel, or to another kind of channel",
    ],
    { "opsgenie/o": "x", "deadMansSwitch/url": "https://x.example.com/hook" },
  );
  itWarns(
    "none",
    {
      metrics: { storage: "30Gi" },
      alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } },
    },
    [],
    { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" },
  );
});
