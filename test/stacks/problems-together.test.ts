import assert from "node:assert/strict";
import { estimatedBytes, retentionBytes } from "../../components/kube-prometheus-stack/estimates";
import { itFinds, settingsOf } from "./parse";

/** A sign-in that needs no endpoints. */
const OIDC = { grafana: { oidc: { issuer: "https://id.example.com", clientId: "g", provider: "keycloak" } } };

describe("settings that do not go together", () => {
  describe("metrics", () => {
    itFinds("replicas without a volume", { metrics: { replicas: 2, storage: "none" } }, [
      'metrics.storage: "none" with 2 replicas: each would forget what it knows when its pod moves -> npx pulumi config set --stack dev --path metrics.storage 20Gi',
    ]);
    itFinds("a kept size over the volume", { metrics: { storage: "20Gi", retentionSize: "21Gi" } }, [
      'metrics.retentionSize: "21Gi" is more than the volume holds (metrics.storage is 20Gi) -> npx pulumi config set --stack dev --path metrics.retentionSize 16Gi',
    ]);
    itFinds("a scrape interval that is too short", { metrics: { scrapeInterval: "500ms" } }, [
      'metrics.scrapeInterval: "500ms" is not between 1s and 2m: Prometheus forgets a series after 5 minutes without a sample -> npx pulumi config set --stack dev --path metrics.scrapeInterval 15s',
    ]);
    itFinds("an evaluation interval that is too long", { metrics: { evaluationInterval: "2m1s" } }, [
      'metrics.evaluationInterval: "2m1s" is not between 1s and 2m: Prometheus forgets a series after 5 minutes without a sample -> npx pulumi config set --stack dev --path metrics.evaluationInterval 15s',
    ]);
    itFinds(
      "basic authentication without a user",
      { metrics: { remoteWrite: [{ name: "m", url: "https://x.example.com/hook", auth: "basic" }] } },
      [
        "metrics.remoteWrite[0].username: is missing, and auth is basic -> npx pulumi config set --stack dev --path 'metrics.remoteWrite[0].username' '<user>'",
      ],
      { "remoteWrite/m": "x" },
    );
    itFinds(
      "two long-term stores of one name",
      {
        metrics: {
          remoteWrite: [
            { name: "m", url: "https://x.example.com/hook" },
            { name: "m", url: "https://x.example.com/hook" },
          ],
        },
      },
      [
        "metrics.remoteWrite[1].name: \"m\" is the name of another one already -> npx pulumi config set --stack dev --path 'metrics.remoteWrite[1].name' m-2",
      ],
    );
  });
  describe("resources", () => {
    itFinds(
      "a memory limit below the request, in every section",
      {
        metrics: { resources: { memoryLimit: "1023Mi" } },
        grafana: { resources: { memory: "1Gi" } },
        alerting: { resources: { memory: "1Gi", memoryLimit: "1G" } },
      },
      [
        'metrics.resources.memoryLimit: "1023Mi" is below the request of 1Gi -> npx pulumi config set --stack dev --path metrics.resources.memoryLimit 2Gi',
        'grafana.resources.memoryLimit: "512Mi" is below the request of 1Gi -> npx pulumi config set --stack dev --path grafana.resources.memoryLimit 2Gi',
        'alerting.resources.memoryLimit: "1G" is below the request of 1Gi -> npx pulumi config set --stack dev --path alerting.resources.memoryLimit 2Gi',
      ],
    );
  });
  describe("thresholds", () => {
    itFinds(
      "critical ones of databases that are not above the others",
      { thresholds: { databases: { connectionsPercent: 95, postgres: { wraparoundPercent: 80 } } } },
      [
        "thresholds.databases.connectionsCriticalPercent: 95 is not above thresholds.databases.connectionsPercent (95) -> npx pulumi config set --stack dev --path thresholds.databases.connectionsCriticalPercent 97.5",
        "thresholds.databases.postgres.wraparoundCriticalPercent: 75 is not above thresholds.databases.postgres.wraparoundPercent (80) -> npx pulumi config set --stack dev --path thresholds.databases.postgres.wraparoundCriticalPercent 90",
      ],
    );
    itFinds("a critical one that is not above the other", { thresholds: { diskPercent: 95 } }, [
      "thresholds.diskCriticalPercent: 95 is not above thresholds.diskPercent (95) -> npx pulumi config set --stack dev --path thresholds.diskCriticalPercent 97.5",
    ]);
    itFinds(
      "a critical one below the other, near the top",
      { thresholds: { diskPercent: 99, diskCriticalPercent: 50 } },
      [
        "thresholds.diskCriticalPercent: 50 is not above thresholds.diskPercent (99) -> npx pulumi config set --stack dev --path thresholds.diskCriticalPercent 99.5",
      ],
    );
  });
  describe("grafana", () => {
    itFinds("replicas without a database", { grafana: { replicas: 3 } }, [
      "grafana.database: is missing with 3 replicas: each would have its own users, sessions and preferences -> npx pulumi config set --stack dev --path grafana.database.host '<host:port>', or npx pulumi config set --stack dev --path grafana.replicas 1",
    ]);
    itFinds(
      "OpenID Connect without its endpoints",
      { grafana: { oidc: { issuer: "https://id.example.com", clientId: "g" } } },
      [
        "grafana.oidc.authUrl: is missing: only keycloak, okta and dex have endpoints that follow from the issuer -> npx pulumi config set --stack dev --path grafana.oidc.authUrl '<URL>'",
        "grafana.oidc.tokenUrl: is missing: only keycloak, okta and dex have endpoints that follow from the issuer -> npx pulumi config set --stack dev --path grafana.oidc.tokenUrl '<URL>'",
        "grafana.oidc.userinfoUrl: is missing: only keycloak, okta and dex have endpoints that follow from the issuer -> npx pulumi config set --stack dev --path grafana.oidc.userinfoUrl '<URL>'",
      ],
      { "grafana/oidcClientSecret": "x" },
    );
  });

  describe("at the limit are no mistake:", () => {
    itFinds("a memory limit of just the request", { metrics: { resources: { memoryLimit: "1Gi" } } }, []);
    itFinds("a kept size of the whole volume", { metrics: { storage: "20Gi", retentionSize: "20Gi" } }, []);
    itFinds("the shortest interval", { metrics: { scrapeInterval: "1s", evaluationInterval: "1s" } }, []);
    itFinds("the longest interval", { metrics: { scrapeInterval: "2m", evaluationInterval: "120s" } }, []);
    itFinds("one replica without a volume", { metrics: { storage: "none" }, alerting: { storage: "none" } }, []);
    itFinds("endpoints that follow from the issuer", OIDC, [], { "grafana/oidcClientSecret": "x" });
  });
});

describe("the estimated size of the metrics", () => {
  const estimate = (metrics: object) => estimatedBytes(settingsOf({ metrics }));
  const metrics = { expectedSeries: 1000, scrapeInterval: "10s", retention: "1d" };

  it("is two bytes for each sample of the retention", () => assert.equal(estimate(metrics), (1000 / 10) * 2 * 86_400));
  it("is shared by the shards", () => assert.equal(estimate({ ...metrics, shards: 4 }), estimate(metrics) / 4));
});

describe("the size that Prometheus keeps", () => {
  const kept = (metrics: object) => retentionBytes(settingsOf({ metrics }));

  it("is the one that is set", () => assert.equal(kept({ storage: "20Gi", retentionSize: "5Gi" }), 5 * 2 ** 30));
  it("is else 80 % of the volume", () => assert.equal(kept({ storage: "20Gi" }), 16 * 2 ** 30));
  it("is not limited without a volume", () => assert.equal(kept({ storage: "none" }), undefined));
});
