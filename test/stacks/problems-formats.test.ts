import { itFinds } from "./parse";

describe("texts of the wrong form", () => {
  describe("metrics", () => {
    itFinds("a duration", { metrics: { retention: "15 days" } }, [
      'metrics.retention: "15 days" is not a duration (for example 15d, 12h or 30s) -> npx pulumi config set --stack dev --path metrics.retention 15d',
    ]);
    itFinds("a quantity of bytes", { metrics: { retentionSize: "5GB" } }, [
      "metrics.retentionSize: \"5GB\" is not a quantity of bytes (for example 50Gi or 500Mi) -> npx pulumi config set --stack dev --path metrics.retentionSize '<value>'",
    ]);
    itFinds("a volume's size", { metrics: { storage: "lots" } }, [
      'metrics.storage: "lots" is not a quantity of bytes (for example 50Gi or 500Mi) -> npx pulumi config set --stack dev --path metrics.storage 20Gi',
    ]);
    itFinds("a quantity of CPU", { metrics: { resources: { cpu: "1.5m" } } }, [
      'metrics.resources.cpu: "1.5m" is not a quantity of CPU (for example 250m or 2) -> npx pulumi config set --stack dev --path metrics.resources.cpu 200m',
    ]);
    itFinds("a quantity of memory", { metrics: { resources: { memory: "1gb" } } }, [
      'metrics.resources.memory: "1gb" is not a quantity of bytes (for example 50Gi or 500Mi) -> npx pulumi config set --stack dev --path metrics.resources.memory 1Gi',
    ]);
    itFinds("a URL", { metrics: { remoteWrite: [{ name: "mimir", url: "mimir.example.com/push" }] } }, [
      "metrics.remoteWrite[0].url: \"mimir.example.com/push\" is not an http(s) URL (for example https://example.com/path) -> npx pulumi config set --stack dev --path 'metrics.remoteWrite[0].url' '<value>'",
    ]);
  });
  describe("cluster", () => {
    itFinds("a name", { cluster: { name: "Prod_1", platform: "kind" } }, [
      "cluster.name: \"Prod_1\" is not a name of lower-case letters, digits and dashes (for example platform-alerts) -> npx pulumi config set --stack dev --path cluster.name '<value>'",
    ]);
    itFinds("a host name", { cluster: { name: "test", platform: "kind", domain: "https://example.com" } }, [
      "cluster.domain: a URL of 19 characters is not a host name (for example grafana.example.com) -> npx pulumi config set --stack dev --path cluster.domain '<value>'",
    ]);
    itFinds("a mirror", { charts: "charts.example.com" }, [
      "charts: \"charts.example.com\" is not an HTTP(S) repository, an oci:// prefix or a directory (./charts or /srv/charts) -> npx pulumi config set --stack dev --path charts '<value>'",
    ]);
  });
  describe("grafana", () => {
    itFinds("a host name", { grafana: { host: "Grafana" } }, [
      "grafana.host: \"Grafana\" has capitals, and has to be in lower case (for example grafana.example.com) -> npx pulumi config set --stack dev --path grafana.host '<value>'",
    ]);
    itFinds(
      "a host with a port",
      { grafana: { database: { host: "db" } } },
      [
        "grafana.database.host: \"db\" is not a host with a port (for example smtp.example.com:587) -> npx pulumi config set --stack dev --path grafana.database.host '<value>'",
      ],
      { "grafana/databasePassword": "x" },
    );
    itFinds(
      "an issuer",
      { grafana: { oidc: { provider: "dex", issuer: "dex", clientId: "x" } } },
      [
        "grafana.oidc.issuer: \"dex\" is not an http(s) URL (for example https://example.com/path) -> npx pulumi config set --stack dev --path grafana.oidc.issuer '<value>'",
      ],
      { "grafana/oidcClientSecret": "x" },
    );
    itFinds(
      "a claim",
      {
        grafana: { oidc: { provider: "dex", issuer: "https://x.example.com/hook", clientId: "x", groupsClaim: "a b" } },
      },
      [
        'grafana.oidc.groupsClaim: "a b" is not a claim\'s name (for example groups) -> npx pulumi config set --stack dev --path grafana.oidc.groupsClaim groups',
      ],
      { "grafana/oidcClientSecret": "x" },
    );
  });
  describe("alerting", () => {
    itFinds("a mail server and a sender", { alerting: { smtp: { smarthost: "smtp", from: "me" } } }, [
      "alerting.smtp.from: \"me\" is not an e-mail address (for example oncall@example.com) -> npx pulumi config set --stack dev --path alerting.smtp.from '<value>'",
      "alerting.smtp.smarthost: \"smtp\" is not a host with a port (for example smtp.example.com:587) -> npx pulumi config set --stack dev --path alerting.smtp.smarthost '<value>'",
    ]);
    itFinds(
      "a recipient",
      {
        alerting: {
          smtp: { smarthost: "a:25", from: "a@b.cd" },
          channels: { email: [{ name: "ops", to: ["a@b.cd", "ops"] }] },
        },
      },
      [
        "alerting.channels.email[0].to[1]: \"ops\" is not an e-mail address (for example oncall@example.com) -> npx pulumi config set --stack dev --path 'alerting.channels.email[0].to[1]' '<value>'",
      ],
    );
    itFinds("a time of day", { alerting: { quietHours: [{ name: "n", from: "9:00", to: "25:00" }] } }, [
      "alerting.quietHours[0].from: \"9:00\" is not a time of day (for example 22:00) -> npx pulumi config set --stack dev --path 'alerting.quietHours[0].from' '<value>'",
      "alerting.quietHours[0].to: \"25:00\" is not a time of day (for example 22:00) -> npx pulumi config set --stack dev --path 'alerting.quietHours[0].to' '<value>'",
    ]);
    itFinds(
      "a Slack channel",
      { alerting: { channels: { slack: [{ name: "ops", channel: "ops" }] } } },
      [
        "alerting.channels.slack[0].channel: \"ops\" is not a Slack channel (for example #alerts) -> npx pulumi config set --stack dev --path 'alerting.channels.slack[0].channel' '<value>'",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "a Discord name and role",
      { alerting: { channels: { discord: [{ name: "d", username: "Al", mentionRole: "@here" }] } } },
      [
        "alerting.channels.discord[0].mentionRole: a text of 5 characters is not a role's id, which is digits only -> npx pulumi config set --stack dev --path 'alerting.channels.discord[0].mentionRole' '<value>'",
        "alerting.channels.discord[0].username: \"Al\" is not a name of 4 to 80 letters that begins with one -> npx pulumi config set --stack dev --path 'alerting.channels.discord[0].username' Alertmanager",
      ],
      { "discord/d": "https://x.example.com/hook" },
    );
    itFinds("a channel's name", { alerting: { channels: { webhook: [{ name: "On Call" }] } } }, [
      "alerting.channels.webhook[0].name: \"On Call\" is not a name of lower-case letters, digits and dashes (for example platform-alerts) -> npx pulumi config set --stack dev --path 'alerting.channels.webhook[0].name' '<value>'",
    ]);
    itFinds("a team", { alerting: { teams: ["platform", "Security Team"] } }, [
      "alerting.teams[1]: \"Security Team\" is not a name of lower-case letters, digits and dashes (for example platform-alerts) -> npx pulumi config set --stack dev --path 'alerting.teams[1]' '<value>'",
    ]);
    itFinds("a runbooks' URL", { alerting: { runbooks: "docs/runbooks" } }, [
      "alerting.runbooks: \"docs/runbooks\" is not an http(s) URL without a query or a fragment (for example https://example.com/path) -> npx pulumi config set --stack dev --path alerting.runbooks '<value>'",
    ]);
    itFinds(
      "a label's name",
      {
        alerting: {
          channels: { slack: [{ name: "ops", channel: "#ops" }] },
          routes: [{ match: { "k8s-app": "x" }, channels: ["slack/ops"] }],
        },
      },
      ['alerting.routes[0].match.k8s-app: the name "k8s-app" is not a label\'s name -> rename it in Pulumi.dev.yaml'],
      { "slack/ops": "https://x.example.com/hook" },
    );
  });
});
