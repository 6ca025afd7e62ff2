import { itFinds } from "./parse";

describe("values of the wrong type", () => {
  describe("wrong types", () => {
    itFinds("a text for a section", { metrics: "30d" }, [
      'metrics: "30d" is not a section of settings -> write it as a section of settings in Pulumi.dev.yaml',
    ]);
    itFinds("a section for a list", { alerting: { channels: { slack: { name: "ops" } } } }, [
      "alerting.channels.slack: a section of 1 setting is not a list -> write it as a list in Pulumi.dev.yaml",
    ]);
    itFinds("a text for a list", { alerting: { teams: "platform" } }, [
      'alerting.teams: "platform" is not a list -> write it as a list in Pulumi.dev.yaml',
    ]);
    itFinds(
      "a text for names and values",
      { cluster: { name: "test", platform: "kind", ingress: { annotations: "a=b" } } },
      [
        'cluster.ingress.annotations: "a=b" is not a section of names and values -> write it as a section of names and values in Pulumi.dev.yaml',
      ],
    );
    itFinds("a text for true or false", { grafana: { anonymous: "yes" } }, [
      'grafana.anonymous: "yes" is not true or false -> npx pulumi config set --stack dev --path grafana.anonymous false',
    ]);
    itFinds("a text for a whole number", { metrics: { expectedSeries: "many" } }, [
      'metrics.expectedSeries: "many" is not a whole number -> npx pulumi config set --stack dev --path metrics.expectedSeries 50000',
    ]);
    itFinds("a fraction for a whole number", { metrics: { shards: 1.5 } }, [
      "metrics.shards: 1.5 is not a whole number -> npx pulumi config set --stack dev --path metrics.shards 1",
    ]);
    itFinds("a whole number in quotes", { metrics: { replicas: "2" } }, [
      'metrics.replicas: "2" is a text: write the number without quotes -> npx pulumi config set --stack dev --path metrics.replicas 2',
    ]);
    itFinds("a whole number in quotes that is too little", { metrics: { replicas: "0" } }, [
      'metrics.replicas: "0" is not a whole number -> npx pulumi config set --stack dev --path metrics.replicas 1',
    ]);
    itFinds("a fraction in quotes for a whole number", { metrics: { replicas: "2.5" } }, [
      'metrics.replicas: "2.5" is not a whole number -> npx pulumi config set --stack dev --path metrics.replicas 1',
    ]);
    itFinds("a number for a duration", { metrics: { scrapeInterval: 15 } }, [
      "metrics.scrapeInterval: 15 is not a text -> npx pulumi config set --stack dev --path metrics.scrapeInterval 15s",
    ]);
    itFinds("a number without quotes for a quantity of CPU", { metrics: { resources: { cpu: 1 } } }, [
      "metrics.resources.cpu: 1 without quotes is not a text -> put it in quotes in Pulumi.dev.yaml",
    ]);
    itFinds(
      "true or false without quotes for an annotation",
      {
        cluster: {
          name: "test",
          platform: "kind",
          ingress: { annotations: { "nginx.ingress.kubernetes.io/ssl-redirect": true } },
        },
      },
      [
        'cluster.ingress.annotations["nginx.ingress.kubernetes.io/ssl-redirect"]: true without quotes is not a text -> put it in quotes in Pulumi.dev.yaml',
      ],
    );
    itFinds("a number for a volume's size", { metrics: { storage: 50 } }, [
      "metrics.storage: 50 is not a quantity of bytes (for example 50Gi), nor none -> npx pulumi config set --stack dev --path metrics.storage 20Gi",
    ]);
  });
  describe("percentages", () => {
    itFinds("a text with the sign", { thresholds: { cpuPercent: "75%" } }, [
      'thresholds.cpuPercent: "75%" is a text: a percentage is a number, without the sign -> npx pulumi config set --stack dev --path thresholds.cpuPercent 75',
    ]);
    itFinds("a text that is too little", { thresholds: { cpuPercent: "0%" } }, [
      'thresholds.cpuPercent: "0%" is not a number -> npx pulumi config set --stack dev --path thresholds.cpuPercent 80',
    ]);
    itFinds("a text without the sign", { thresholds: { cpuPercent: "75" } }, [
      'thresholds.cpuPercent: "75" is a text: write the number without quotes -> npx pulumi config set --stack dev --path thresholds.cpuPercent 75',
    ]);
    itFinds("a text that is no percentage", { thresholds: { cpuPercent: "180%" } }, [
      'thresholds.cpuPercent: "180%" is not a number -> npx pulumi config set --stack dev --path thresholds.cpuPercent 80',
    ]);
    itFinds("0", { thresholds: { memoryPercent: 0 } }, [
      "thresholds.memoryPercent: 0 is not a percentage above 0 and below 100 (for example 85) -> npx pulumi config set --stack dev --path thresholds.memoryPercent 90",
    ]);
    itFinds("more than 100", { thresholds: { diskCriticalPercent: 100.5 } }, [
      "thresholds.diskCriticalPercent: 100.5 is not a percentage above 0 and below 100 (for example 85) -> npx pulumi config set --stack dev --path thresholds.diskCriticalPercent 95",
    ]);
  });
});
