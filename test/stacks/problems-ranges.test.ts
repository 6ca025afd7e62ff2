import { itFinds } from "./parse";

describe("values out of range", () => {
  itFinds("less than one", { grafana: { replicas: 0 } }, [
    "grafana.replicas: 0 is below 1 -> npx pulumi config set --stack dev --path grafana.replicas 1",
  ]);
  itFinds(
    "less than nothing",
    { alerting: { channels: { webhook: [{ name: "w", maxAlerts: -1 }] } } },
    [
      "alerting.channels.webhook[0].maxAlerts: -1 is below 0 -> npx pulumi config set --stack dev --path 'alerting.channels.webhook[0].maxAlerts' 0",
    ],
    { "webhook/w": "https://x.example.com/hook" },
  );
  itFinds("an empty text", { cluster: { name: "test", platform: "kind", context: "" } }, [
    "cluster.context: \"\" is empty -> npx pulumi config set --stack dev --path cluster.context '<value>'",
  ]);
  itFinds("an empty list", { alerting: { teams: [] } }, [
    "alerting.teams: [] is empty -> npx pulumi config rm --stack dev --path alerting.teams",
  ]);
  itFinds("a choice that is nearly one", { cluster: { name: "test", platform: "eksx" } }, [
    'cluster.platform: "eksx" is not one of eks, gke, aks, k3s, kind, generic -> npx pulumi config set --stack dev --path cluster.platform eks',
  ]);
  itFinds("a choice that is nothing like one", { cluster: { name: "test", platform: "openshift" } }, [
    'cluster.platform: "openshift" is not one of eks, gke, aks, k3s, kind, generic -> npx pulumi config set --stack dev --path cluster.platform eks',
  ]);
  itFinds(
    "a severity",
    { alerting: { channels: { slack: [{ name: "ops", channel: "#ops", severities: ["critical", "hihg"] }] } } },
    [
      "alerting.channels.slack[0].severities[1]: \"hihg\" is not one of critical, high, medium, low, info -> npx pulumi config set --stack dev --path 'alerting.channels.slack[0].severities[1]' high",
    ],
    { "slack/ops": "https://x.example.com/hook" },
  );
  itFinds(
    "quiet hours of what pages",
    { alerting: { quietHours: [{ name: "n", from: "22:00", to: "06:00", severities: ["critical"] }] } },
    [
      "alerting.quietHours[0].severities[0]: \"critical\" is not one of medium, low, info -> npx pulumi config set --stack dev --path 'alerting.quietHours[0].severities[0]' medium",
    ],
  );
});
