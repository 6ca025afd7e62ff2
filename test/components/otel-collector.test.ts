import assert from "node:assert/strict";
import { otelCollectorValues } from "../../components/otel-collector";
import { remoteWriteUrls } from "../../components/otel-collector/destinations";
import { tracesInMemory } from "../../components/otel-collector/sampling";
import { all, configOf, elastic, everything, stacks } from "../support/collectors";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

describe("a collector's configuration", () => {
  it("has every component that a pipeline names, and none that no pipeline does", () => {
    for (const { name, config } of all) {
      const pipelines = Object.values(config.service.pipelines);
      const connectors = Object.keys(config.connectors ?? {});
      const used = (key: "receivers" | "processors" | "exporters") =>
        [...new Set(pipelines.flatMap((pipeline) => pipeline[key]))].sort();
      const both = new Set([...used("receivers"), ...used("exporters")]);
      assert.deepEqual(
        used("receivers").filter((id) => !connectors.includes(id)),
        Object.keys(config.receivers).sort(),
        name,
      );
      assert.deepEqual(
        used("exporters").filter((id) => !connectors.includes(id)),
        Object.keys(config.exporters).sort(),
        name,
      );
      assert.deepEqual(used("processors"), Object.keys(config.processors).sort(), name);
      assert.deepEqual(
        connectors.filter((id) => !both.has(id)),
        [],
        name,
      );
      assert.deepEqual(config.service.extensions.sort(), Object.keys(config.extensions).sort(), name);
    }
  });

  it("limits memory before anything else", () => {
    for (const { name, config } of all)
      for (const [id, { receivers, processors }] of Object.entries(config.service.pipelines)) {
        if (receivers.some((receiver) => receiver in config.receivers))
          assert.equal(processors[0], "memory_limiter", `${name}: ${id}`);
      }
  });

  it("queues on disk what has no other copy, and tries for as long as it takes, with pauses", () => {
    for (const { name, config } of all)
      for (const [id, exporter] of Object.entries(config.exporters)) {
        if (id.startsWith("prometheus_remote_write/")) continue;
        assert.equal(at(exporter, "sending_queue.storage"), "file_storage", `${name}: ${id}`);
        assert.equal(at(exporter, "sending_queue.sizer"), "bytes", `${name}: ${id}`);
        const retry = (exporter["retry_on_failure"] ?? exporter["retry"]) as Record<string, unknown>;
        assert.equal(retry["initial_interval"], "1s", `${name}: ${id}`);
        if (!id.startsWith("elasticsearch")) assert.equal(retry["max_elapsed_time"], "0s", `${name}: ${id}`);
      }
  });

  it("masks traces and logs before they leave the node, and events before they leave the gateway", () => {
    const agent = configOf(everything, "otel-agent").service.pipelines;
    assert.ok(agent["traces"]?.processors.includes("redaction"));
    // What is an audit event or not is told first, and either way ends with its own mask.
    assert.deepEqual(agent["logs"]?.exporters, ["routing/audit"]);
    assert.ok(agent["logs/ordinary"]?.processors.includes("redaction/logs"));
    assert.ok(agent["logs/audit"]?.processors.includes("redaction/audit"));
    const gateway = configOf(everything, "otel-gateway").service.pipelines;
    assert.ok(gateway["logs/events"]?.processors.includes("redaction"));
  });

  it("holds no credential, only the variables that do", () => {
    const gateway = configOf(everything, "otel-gateway");
    assert.equal(gateway.exporters["elasticsearch"]?.["password"], "${env:ELASTICSEARCH_PASSWORD}");
    assert.deepEqual(at(otelCollectorValues(everything)["otel-gateway"], "extraEnvs"), [
      {
        name: "ELASTICSEARCH_USERNAME",
        valueFrom: { secretKeyRef: { name: "elasticsearch-user-log-writer", key: "username" } },
      },
      {
        name: "ELASTICSEARCH_PASSWORD",
        valueFrom: { secretKeyRef: { name: "elasticsearch-user-log-writer", key: "password" } },
      },
    ]);
    assert.equal(at(otelCollectorValues(settingsOf())["otel-gateway"], "extraEnvs"), undefined);
  });

  it("is the same each time", () => {
    for (const settings of Object.values(stacks))
      assert.equal(JSON.stringify(otelCollectorValues(settings)), JSON.stringify(otelCollectorValues(settings)));
  });

  it("has nothing in it that Helm would take for a template", () => {
    for (const { name, config } of all) assert.ok(!JSON.stringify(config).includes("{{"), name);
  });
});

describe("the agents' configuration", () => {
  it("takes Zipkin's and Jaeger's spans unless the settings say otherwise", () => {
    assert.deepEqual(configOf(settingsOf(), "otel-agent").service.pipelines["traces"]?.receivers, [
      "otlp",
      "jaeger",
      "zipkin",
    ]);
    const plain = settingsOf({ tracing: { zipkin: false, jaegerReceiver: false } });
    assert.deepEqual(configOf(plain, "otel-agent").service.pipelines["traces"]?.receivers, ["otlp"]);
    const ports = at(otelCollectorValues(plain)["otel-agent"], "ports") as Record<string, { enabled: boolean }>;
    assert.deepEqual(
      Object.entries(ports).flatMap(([name, { enabled }]) => (enabled ? [name] : [])),
      ["otlp", "otlp-http", "metrics"],
    );
  });

  it("sends all of a trace to one gateway, by its id", () => {
    const exporter = configOf(settingsOf(), "otel-agent").exporters["load_balancing"];
    assert.equal(exporter?.["routing_key"], "traceID");
    assert.deepEqual(at(exporter, "resolver.k8s"), { service: "otel-gateway.observability", ports: [4317] });
  });

  it("takes logs only where something keeps them", () => {
    const takes = (sections: object) => "logs" in configOf(settingsOf({ ...sections }), "otel-agent").service.pipelines;
    assert.equal(takes({ logs: { engine: "loki-stack" } }), false, "Loki 2.9 knows no OTLP");
    assert.equal(takes({ logs: { engine: "none" } }), false);
    assert.equal(takes(elastic), true);
  });
});

describe("the gateways' configuration", () => {
  const gateway = configOf(settingsOf(elastic), "otel-gateway");

  it("computes span metrics of every span, and samples afterwards", () => {
    const { pipelines } = gateway.service;
    assert.deepEqual(pipelines["traces/all"]?.exporters, ["span_metrics", "service_graph", "forward/traces"]);
    assert.deepEqual(pipelines["traces/all"].processors, ["memory_limiter"]);
    assert.deepEqual(pipelines["traces/sampled"]?.processors, ["tail_sampling", "batch"]);
  });

  it("tells its series from another gateway's, and writes to every Prometheus", () => {
    const two = configOf(settingsOf({ metrics: { replicas: 2 } }), "otel-gateway");
    const writers = Object.entries(two.exporters).filter(([id]) => id.startsWith("prometheus_remote_write/"));
    assert.deepEqual(
      writers.map(([, { endpoint }]) => endpoint),
      [
        "http://prometheus-kube-prometheus-stack-prometheus-0.prometheus-operated.observability.svc:9090/api/v1/write",
        "http://prometheus-kube-prometheus-stack-prometheus-1.prometheus-operated.observability.svc:9090/api/v1/write",
      ],
    );
    for (const [, writer] of writers)
      assert.deepEqual(writer["external_labels"], { cluster: "test", collector: "${env:OTEL_K8S_POD_NAME}" });
    assert.deepEqual(remoteWriteUrls(settingsOf()), [
      "http://kube-prometheus-stack-prometheus.observability.svc:9090/api/v1/write",
    ]);
  });

  it("has one of several gateways watch the events, and none where nothing keeps them", () => {
    assert.equal(at(gateway.receivers, "k8s_objects.k8s_leader_elector"), "k8s_leader_elector");
    const without = (sections: object) =>
      configOf(settingsOf({ ...sections }), "otel-gateway").receivers["k8s_objects"];
    assert.equal(without({}), undefined);
    assert.equal(without({ ...elastic, tracing: { events: false } }), undefined);
    assert.equal(at(otelCollectorValues(settingsOf())["otel-gateway"], "clusterRole"), undefined);
  });

  it("has a policy for errors, for slow traces and for the rest, and other ones for single services", () => {
    const policies = (tailSampling: object) =>
      (
        at(
          configOf(settingsOf({ tracing: { tailSampling } }), "otel-gateway"),
          "processors.tail_sampling.policies",
        ) as {
          name: string;
        }[]
      ).map(({ name }) => name);
    assert.deepEqual(policies({}), ["errors", "slow", "rest"]);
    assert.deepEqual(
      policies({
        policies: [
          { service: "a", percent: 0 },
          { service: "b", latencyMs: 5 },
        ],
      }),
      [...["errors", "slow", "slow-b", "rest", "rest-a"]],
    );
  });

  it("keeps twice as many traces in memory as arrive while one is waited for, shared among the gateways", () => {
    const traces = (tracing: object) => tracesInMemory(settingsOf({ tracing }));
    assert.equal(traces({}), 2000);
    assert.equal(traces({ tailSampling: { tracesPerSecond: 300 }, gateway: { replicas: 2 } }), 3000);
    assert.equal(traces({ tailSampling: { tracesPerSecond: 1 } }), 1000, "and a thousand at least");
  });

  it("computes labels by which rules, dashboards and Jaeger ask", () => {
    const connectors = configOf(
      settingsOf({ tracing: { spanMetrics: { dimensions: ["http.route"] } } }),
      "otel-gateway",
    ).connectors;
    assert.deepEqual(at(connectors, "span_metrics.dimensions"), [
      { name: "k8s.namespace.name" },
      { name: "http.route" },
    ]);
    assert.equal(at(connectors, "span_metrics.namespace"), "traces.span.metrics");
  });
});
