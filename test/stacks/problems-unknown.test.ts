import { itFinds } from "./parse";

describe("settings that there are not, or not yet", () => {
  describe("unknown keys", () => {
    itFinds("a section that is nearly one", { metric: {} }, [
      "metric: is not a setting; did you mean metrics? -> rename it to metrics in Pulumi.dev.yaml",
    ]);
    itFinds("a section that is nothing like one", { prometheus: {} }, [
      "prometheus: is not a setting; known here: cluster, charts, metrics, grafana, alerting, thresholds, logs, security, elastic, tracing, verification, reports, conventions, apps, appsElsewhere, sloFiles, probes, probing, externalServices, databases, databaseExporters -> npx pulumi config rm --stack dev --path prometheus",
    ]);
    itFinds("a setting that is nearly one", { metrics: { retentoin: "3d" } }, [
      "metrics.retentoin: is not a setting; did you mean retention? -> rename it to retention in Pulumi.dev.yaml",
    ]);
    itFinds("a setting that is nothing like one", { metrics: { colour: "red" } }, [
      "metrics.colour: is not a setting; known here: retention, retentionSize, storage, replicas, shards, scrapeInterval, evaluationInterval, expectedSeries, sampleLimit, resources, remoteWrite -> npx pulumi config rm --stack dev --path metrics.colour",
    ]);
    itFinds(
      "a setting in a list's item",
      { alerting: { channels: { slack: [{ name: "ops", channel: "#ops", chanel: "#x" }] } } },
      [
        "alerting.channels.slack[0].chanel: is not a setting; did you mean channel? -> rename it to channel in Pulumi.dev.yaml",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds("a key that was set without --path", { "metrics.retention": "3d" }, [
      "metrics.retention: was set without --path, so it is a key of its own that nothing reads -> npx pulumi config rm --stack dev metrics.retention, then set it with --path",
    ]);
    itFinds("a channel's kind with other capitals", { alerting: { channels: { pagerduty: [] } } }, [
      "alerting.channels.pagerduty: is not a setting; did you mean pagerDuty? -> rename it to pagerDuty in Pulumi.dev.yaml",
    ]);
  });
  describe("what is missing", () => {
    itFinds("the cluster: each setting in it that has no default", { cluster: undefined }, [
      "cluster.name: is missing: the cluster's name: the external label `cluster` on every series, log and trace -> npx pulumi config set --stack dev --path cluster.name '<value>'",
      "cluster.platform: is missing (one of eks, gke, aks, k3s, kind, generic): the kind of cluster: decides which control-plane scrapers, and which of their rules, exist. `generic` is a cluster whose control plane can be scraped -> npx pulumi config set --stack dev --path cluster.platform eks",
    ]);
    itFinds("the cluster's name", { cluster: { platform: "kind" } }, [
      "cluster.name: is missing: the cluster's name: the external label `cluster` on every series, log and trace -> npx pulumi config set --stack dev --path cluster.name '<value>'",
    ]);
    itFinds("a choice", { cluster: { name: "test" } }, [
      "cluster.platform: is missing (one of eks, gke, aks, k3s, kind, generic): the kind of cluster: decides which control-plane scrapers, and which of their rules, exist. `generic` is a cluster whose control plane can be scraped -> npx pulumi config set --stack dev --path cluster.platform eks",
    ]);
    itFinds("a list", { alerting: { routes: [{ match: { namespace: "x" } }] } }, [
      "alerting.routes[0].channels: is missing: who hears it, as <kind>/<name>, e.g. slack/payments -> npx pulumi config set --stack dev --path 'alerting.routes[0].channels[0]' '<value>'",
    ]);
    itFinds(
      "a section of names and values",
      { alerting: { channels: { webhook: [{ name: "w" }] }, routes: [{ channels: ["webhook/w"] }] } },
      [
        "alerting.routes[0].match: is missing: labels an alert must have, each as an anchored regular expression, e.g. {namespace: payments-.*} -> add it to Pulumi.dev.yaml",
      ],
      { "webhook/w": "https://x.example.com/hook" },
    );
    itFinds(
      "a setting in a list's item",
      { alerting: { channels: { slack: [{ name: "ops" }] } } },
      [
        "alerting.channels.slack[0].channel: is missing: where it posts, e.g. #alerts -> npx pulumi config set --stack dev --path 'alerting.channels.slack[0].channel' '<value>'",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
  });
});
