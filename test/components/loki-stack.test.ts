import assert from "node:assert/strict";
import { lokiStackValues } from "../../components/loki-stack";
import { settingsOf, stackSettings } from "../support/settings";
import { at } from "../support/values";

const values = (logs: object = {}, more: object = {}) => lokiStackValues(settingsOf({ logs, ...more }));

describe("the values of loki-stack", () => {
  it("pin Loki 2.9 and its Promtail, as the chart's own Loki does not work with today's Grafana", () => {
    assert.match(String(at(values(), "loki.image.tag")), /^2\.9\.\d+$/);
    assert.equal(at(values(), "promtail.image.tag"), at(values(), "loki.image.tag"));
  });

  it("switch everything off that the platform has of its own, and never claim Grafana's default data source", () => {
    for (const part of ["grafana", "prometheus", "fluent-bit", "filebeat", "logstash", "test_pod"])
      assert.equal(at(values(), `${part}.enabled`), false, part);
    assert.equal(at(values(), "grafana.sidecar.datasources.enabled"), false);
    assert.equal(at(values(), "loki.isDefault"), false);
  });

  it("delete what is past its retention, with a memory that outlives the pod", () => {
    const { loki } = values({ retention: "3d", auditRetention: "1w" }) as { loki: unknown };
    assert.deepEqual(at(loki, "config.compactor"), {
      working_directory: "/data/loki/compactor",
      shared_store: "filesystem",
      retention_enabled: true,
      delete_request_store: "filesystem",
      compaction_interval: "10m",
      retention_delete_delay: "2h",
      delete_request_cancel_period: "24h",
    });
    assert.equal(at(loki, "config.limits_config.retention_period"), "72h");
    assert.deepEqual(at(loki, "config.limits_config.retention_stream"), [
      { selector: '{audit="true"}', priority: 1000, period: "168h" },
    ]);
    assert.equal(at(loki, "persistence.enabled"), true);
  });

  it("take lines as old as the longest retention, and show none that are older", () => {
    const retentionByStream = [{ selector: '{namespace="legal"}', retention: "365d", priority: 2 }];
    const limits = at(values({ retentionByStream }), "loki.config.limits_config") as Record<string, unknown>;
    assert.equal(limits["reject_old_samples_max_age"], "8760h");
    assert.equal(limits["max_query_lookback"], "8760h");
    assert.deepEqual((limits["retention_stream"] as unknown[])[1], {
      selector: '{namespace="legal"}',
      priority: 2,
      period: "8760h",
    });
  });

  it("keep structured metadata, in the schema that has it", () => {
    assert.equal(at(values(), "loki.config.limits_config.allow_structured_metadata"), true);
    assert.deepEqual(at(values(), "loki.config.schema_config.configs"), [
      {
        from: "2024-01-01",
        store: "tsdb",
        object_store: "filesystem",
        schema: "v13",
        index: { prefix: "index_", period: "24h" },
      },
    ]);
  });

  it("look for lines in memory for longer than a chunk is there", () => {
    const { ingester, querier } = at(values(), "loki.config") as Record<string, Record<string, string>>;
    assert.ok(parseInt(querier?.["query_ingesters_within"] ?? "") > parseInt(ingester?.["max_chunk_age"] ?? ""));
  });

  it("have a volume of the storage class, or none", () => {
    assert.deepEqual(at(values({ storage: "7Gi" }), "loki.persistence"), { enabled: true, size: "7Gi" });
    const cluster = { name: "a", platform: "kind", storageClass: "fast" };
    assert.equal(at(values({}, { cluster }), "loki.persistence.storageClassName"), "fast");
    assert.deepEqual(at(values({ storage: "none" }), "loki.persistence"), { enabled: false });
  });

  it("send alerts to the one Alertmanager, or to each of several", () => {
    assert.equal(
      at(values(), "loki.config.ruler.alertmanager_url"),
      "http://kube-prometheus-stack-alertmanager.observability.svc:9093",
    );
    const urls = String(at(values({}, { alerting: { replicas: 3 } }), "loki.config.ruler.alertmanager_url")).split(",");
    assert.deepEqual(
      urls,
      [0, 1, 2].map(
        (i) =>
          `http://alertmanager-kube-prometheus-stack-alertmanager-${i}.alertmanager-operated.observability.svc:9093`,
      ),
    );
  });

  it("mount the rules, and say whose alerts they are", () => {
    assert.deepEqual(at(values(), "loki.useExistingAlertingGroup"), { enabled: true, configmapName: "loki-rules" });
    assert.deepEqual(at(values(), "loki.config.ruler.storage"), { type: "local", local: { directory: "/rules" } });
    assert.deepEqual(at(values(), "loki.config.ruler.external_labels"), { cluster: "test" });
    assert.equal(at(values(), "loki.config.ruler.datasource_uid"), "loki");
  });

  it("are scraped once: by the monitors, not by the annotation too", () => {
    for (const part of ["loki", "promtail"]) assert.equal(at(values(), `${part}.serviceMonitor.enabled`), true);
    assert.equal(at(values(), "loki.podAnnotations.prometheus\\.io/scrape"), "false");
  });

  it("run Promtail on every node, remember what it read, and never give up on Loki", () => {
    const promtail = at(values(), "promtail");
    assert.deepEqual(at(promtail, "tolerations"), [{ operator: "Exists" }]);
    assert.deepEqual(
      (at(promtail, "defaultVolumes") as { hostPath: { path: string } }[]).map((v) => v.hostPath.path),
      ["/var/lib/promtail", "/var/log/pods"],
    );
    assert.deepEqual(at(promtail, "config.clients"), [
      {
        url: "http://loki-stack.observability.svc:3100/loki/api/v1/push",
        backoff_config: { min_period: "500ms", max_period: "1m", max_retries: 0 },
      },
    ]);
  });

  it("put templates of the pipeline only where the chart does not take them for its own", () => {
    const { snippets } = at(values(), "promtail.config") as { snippets: Record<string, unknown> };
    const { pipelineStages, ...others } = snippets;
    assert.match(JSON.stringify(pipelineStages), /\{\{ \$level/);
    const inTemplates = JSON.stringify(others).match(/\{\{[^}]*\}\}/g) ?? [];
    assert.deepEqual(inTemplates, [
      "{{- toYaml .Values.config.snippets.pipelineStages | nindent 4 }}",
      "{{- toYaml .Values.config.snippets.common | nindent 4 }}",
    ]);
  });

  it("of an engine that is only kept collect nothing, evaluate nothing, and leave the volume as it was", () => {
    const kept = values({ engine: "loki", keep: "loki-stack", storage: "50Gi", keepStorage: "9Gi" });
    assert.deepEqual(kept["promtail"], { enabled: false });
    assert.equal(at(kept, "loki.config.ruler"), undefined);
    assert.equal(at(kept, "loki.useExistingAlertingGroup"), undefined);
    assert.equal(at(kept, "loki.persistence.size"), "9Gi");
    assert.equal(at(values({ engine: "loki", keep: "loki-stack" }), "loki.persistence.size"), "20Gi");
  });

  it("of dev fit a laptop", () => {
    const dev = lokiStackValues(stackSettings("dev"));
    assert.equal(at(dev, "loki.persistence.size"), "5Gi");
    assert.equal(at(dev, "loki.resources.requests.memory"), "256Mi");
  });
});
