import assert from "node:assert/strict";
import { platformValues } from "../../components/kube-prometheus-stack/platform";
import { allRules } from "../../rules";
import { PLATFORMS } from "../../settings/cluster";
import { alertsOf, EVERY_RULE, everything } from "../support/rules";
import { settingsOf } from "../support/settings";

const namesOf = (settings: Parameters<typeof allRules>[0]) =>
  [...new Set(alertsOf(allRules(settings)).map(({ alert }) => alert))].sort();
const all = namesOf(everything);

/** The alerts that a stack with everything loses by a change of its settings. */
function lost(
  change: Partial<Record<keyof typeof EVERY_RULE | "appsElsewhere" | "cluster" | "logs", unknown>>,
): string[] {
  const kept = namesOf(settingsOf({ ...EVERY_RULE, ...change }));
  return all.filter((name) => !kept.includes(name));
}

const matching = (pattern: RegExp) => {
  const found = all.filter((name) => pattern.test(name));
  assert.ok(found.length > 0, String(pattern));
  return found;
};

describe("rules that a stack may not need", () => {
  const { alerting, elastic, metrics } = EVERY_RULE;

  it("are those of Alertmanager's cluster, with one replica", () => {
    assert.deepEqual(lost({ alerting: { ...alerting, replicas: 1 } }), [
      "AlertmanagerClusterMembersMissing",
      "AlertmanagerConfigInconsistent",
    ]);
  });

  it("are those of escalation, where no level has a channel", () => {
    assert.deepEqual(lost({ alerting: { ...alerting, escalation: {} } }), ["AlertEscalated", "EscalationBlind"]);
  });

  it("are those of remote write, without a store", () => {
    assert.deepEqual(lost({ metrics: { retention: "40d" } }), [
      "PrometheusRemoteWriteBehind",
      "PrometheusRemoteWriteFailing",
    ]);
  });

  it("are that of the volume without one, and those of what is missing where each shard scrapes its own", () => {
    assert.deepEqual(lost({ metrics: { ...metrics, storage: "none", shards: 2 } }), [
      "CoreDnsDown",
      "DatabaseMetricsMissing",
      "PrometheusStorageFilling",
      "ServiceNotScraped",
      "TargetMissing",
    ]);
  });

  it("are those of CoreDNS, where the platform has another DNS and its monitor is off", () => {
    for (const platform of PLATFORMS) {
      const missing = lost({ cluster: { name: "test", platform } });
      const { coreDns } = platformValues(platform);
      assert.deepEqual(missing, coreDns?.enabled === true ? [] : matching(/^CoreDns/), platform);
    }
  });

  it("are those of a collector that is not there", () => {
    const fluentd = [
      "FluentdBufferFilling",
      "FluentdMissing",
      "FluentdOutputFailing",
      "FluentdReadsNothing",
      "FluentdRecordsRefused",
    ];
    const logstash = ["FilebeatDown", "LogstashDown"];
    const { snapshots } = elastic;
    assert.deepEqual(lost({ elastic: { snapshots } }), logstash);
    assert.deepEqual(lost({ elastic: { snapshots, shipper: "filebeat", logstash: {} } }), fluentd);
    assert.deepEqual(
      lost({ elastic: { snapshots, shipper: "none" } }),
      ["ElasticsearchReceivesNothing", ...fluentd, ...logstash].sort(),
    );
  });

  it("are those of snapshots, without a place for them", () => {
    assert.deepEqual(lost({ elastic: { ...elastic, snapshots: undefined } }), [
      "ElasticsearchSnapshotsFailing",
      "ElasticsearchSnapshotsMissing",
    ]);
  });

  it("are all of Elasticsearch, without the section", () => {
    assert.deepEqual(
      lost({ elastic: undefined, tracing: { storage: "badger" } }),
      matching(/^(Elastic|Kibana|Fluentd|Filebeat|Logstash|JaegerIndices|JaegerWrites)/),
    );
  });

  it("are those of Loki and its collector, without an engine", () => {
    // What lines tell is told by Elasticsearch's then, and without these by nobody.
    assert.deepEqual(lost({ logs: { engine: "none" } }), matching(/^(Loki|LogShipper)/));
    const none = { logs: { engine: "none" }, elastic: undefined, tracing: { storage: "badger" } };
    assert.ok(lost(none).includes("SecurityEventOpen"));
    const ruler = [
      "LokiRulerConfigRejected",
      "LokiRulerFailing",
      "LokiRulerNotEvaluating",
      "LokiRulerNotificationsFailing",
    ];
    assert.deepEqual(lost({ logs: { rulesOn: "elastic" } }), ruler);
  });

  it("are those of service levels and of business, without either, of what is scraped, without a port, and of health, where none is asked for", () => {
    const others = matching(/^(Business|ServiceNotScraped$|ServiceUnhealthy$|Slo)/);
    assert.deepEqual(lost({ apps: [{ name: "checkout" }] }), others);
    const unexpected = [{ name: "jobs", port: 80, metrics: { expected: false } }];
    assert.deepEqual(lost({ apps: unexpected }), others);
    const healthy = [{ name: "jobs", namespace: "shop", port: 80, health: {} }];
    assert.deepEqual(lost({ apps: healthy }), matching(/^(Business|Slo)/));
    assert.deepEqual(lost({ apps: [{ name: "jobs", port: 80 }] }), matching(/^(Business|ServiceUnhealthy$|Slo)/));
    assert.deepEqual(lost({ apps: [], appsElsewhere: {} }), matching(/^Business/));
  });

  it("are those of bands, where less is kept than they need", () => {
    const bands = ["BusinessUnusual", ...matching(/^Service.*Anomalous$/)];
    assert.deepEqual(lost({ metrics: { ...metrics, retention: "20d" } }), bands);
    assert.deepEqual(lost({ metrics: { ...metrics, retention: "21d" } }), []);
  });

  it("are those of services of others, and of Elasticsearch that applications use, without one", () => {
    assert.deepEqual(lost({ externalServices: [] }), ["ExternalServiceFailing"]);
    assert.deepEqual(lost({ databases: [] }), matching(/^SearchCluster/));
  });

  it("are those of traces, without them", () => {
    assert.deepEqual(lost({ tracing: { storage: "none" } }), matching(/^(Jaeger|Otel)/));
  });
});
