import assert from "node:assert/strict";
import { samplingStrategies } from "../../components/jaeger/sampling";
import { platformUrls } from "../../names/links";
import { releasesOf } from "../../components/support/releases";
import { jaegerOtlpEndpoint, jaegerQueryUrl, jaegerSamplingEndpoint } from "../../names/jaeger";
import { planStack, runStack } from "../../scripts/lib/stack";
import type { Settings } from "../../settings";
import { rawOf } from "../stacks/parse";
import { BADGER, ELASTICSEARCH, IN_ELASTICSEARCH, made, MEMORY, value } from "../support/jaeger-component";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

describe("Jaeger's replicas", () => {
  it("are replaced all at once on a volume or in memory, and one after the other elsewhere", () => {
    for (const settings of [MEMORY, BADGER]) assert.equal(value(settings, "jaeger.strategy"), undefined);
    assert.equal(value(ELASTICSEARCH, "jaeger.strategy.type"), "RollingUpdate");
  });

  it("are a number, with a budget and spread over the nodes if there are several", async () => {
    const sections = { ...IN_ELASTICSEARCH, tracing: { storage: "elasticsearch", replicas: 3 } };
    const { Release: release, PodDisruptionBudget: budget, HorizontalPodAutoscaler: scaler } = await made(sections);
    assert.equal(at(release?.inputs["values"], "jaeger.replicas"), 3);
    assert.equal(at(budget?.inputs["spec"], "maxUnavailable"), 1);
    assert.equal((at(release?.inputs["values"], "jaeger.topologySpreadConstraints") as unknown[]).length, 2);
    assert.equal(scaler, undefined);
    assert.equal((await made(IN_ELASTICSEARCH))["PodDisruptionBudget"], undefined);
  });

  it("are the autoscaler's: Helm is told to forget the chart's number", async () => {
    const sections = { ...IN_ELASTICSEARCH, tracing: { storage: "elasticsearch", autoscaling: { max: 6 } } };
    const { Release: release, HorizontalPodAutoscaler: scaler } = await made(sections);
    assert.equal(at(release?.inputs["values"], "jaeger.replicas"), null);
    assert.equal(release?.inputs["allowNullValues"], true);
    assert.equal(at(scaler?.inputs["spec"], "minReplicas"), 2);
    assert.equal(at(scaler?.inputs["spec"], "maxReplicas"), 6);
    assert.equal(at(scaler?.inputs["spec"], "scaleTargetRef.name"), "jaeger");
  });

  it("start anew with another configuration, and with the same one do not", () => {
    const label = (settings: Settings) => value(settings, "jaeger.podLabels.observability/config");
    assert.equal(label(MEMORY), label(settingsOf()));
    assert.notEqual(label(MEMORY), label(settingsOf({ tracing: { maxTraces: 5 } })));
    // Strategies are read again without a restart.
    assert.equal(label(MEMORY), label(settingsOf({ tracing: { sampling: { param: 0.1 } } })));
  });
});

describe("Jaeger's strategies", () => {
  it("are the default and the services that differ, in a ConfigMap that is mounted", async () => {
    const perService = [{ service: "shop", param: 0.5, operations: [{ operation: "GET /health", param: 0 }] }];
    const sections = { tracing: { sampling: { type: "ratelimiting", param: 10, perService } } };
    const { ConfigMap: map } = await made(sections);
    const expected = {
      default_strategy: { type: "ratelimiting", param: 10 },
      service_strategies: [
        {
          service: "shop",
          type: "probabilistic",
          param: 0.5,
          operation_strategies: [{ operation: "GET /health", param: 0, type: "probabilistic" }],
        },
      ],
    };
    const file = at(map?.inputs["data"], "strategies\\.json") as string;
    assert.deepEqual(JSON.parse(file), expected);
    assert.deepEqual(samplingStrategies(settingsOf(sections).tracing.sampling), expected);
  });

  it("are worked out by Jaeger when sampling is adaptive, and there is no file", async () => {
    const sections = { tracing: { sampling: { adaptive: true, param: 0.1, targetPerSecond: 2 } } };
    const settings = settingsOf(sections);
    assert.deepEqual(value(settings, "userconfig.extensions.remote_sampling.adaptive"), {
      sampling_store: "traces",
      initial_sampling_probability: 0.1,
      target_samples_per_second: 2,
    });
    assert.deepEqual(value(settings, "userconfig.service.pipelines.traces.processors"), [
      "memory_limiter",
      "adaptive_sampling",
    ]);
    assert.equal((await made(sections))["ConfigMap"], undefined);
  });
});

describe("Jaeger's pages", () => {
  it("read service performance from Prometheus, by the names of the collector's metrics", () => {
    assert.deepEqual(value(MEMORY, "userconfig.extensions.jaeger_storage.metric_backends.metrics.prometheus"), {
      endpoint: "http://kube-prometheus-stack-prometheus.observability.svc:9090",
      metric_namespace: "traces_span_metrics",
      normalize_calls: true,
      normalize_duration: true,
      latency_unit: "s",
    });
  });

  it("show the graph of services where Jaeger makes it", () => {
    assert.equal(value(BADGER, "uiconfig.dependencies.menuEnabled"), true);
    assert.equal(value(ELASTICSEARCH, "uiconfig.dependencies.menuEnabled"), false);
  });

  it("look back as far as there are traces", () => {
    assert.deepEqual(value(ELASTICSEARCH, "uiconfig.search.maxLookback"), { label: "14 days", value: "14d" });
    assert.deepEqual(value(BADGER, "uiconfig.search.maxLookback"), { label: "36 hours", value: "36h" });
  });

  it("have an ingress only when asked to, as Jaeger asks nobody for a password", () => {
    const cluster = { name: "test", platform: "generic", domain: "example.com" };
    const exposed = settingsOf({ cluster: { ...cluster, ingress: { expose: ["jaeger"] } } });
    assert.deepEqual(value(settingsOf({ cluster }), "jaeger.ingress"), { enabled: false });
    assert.deepEqual(value(exposed, "jaeger.ingress.hosts"), ["jaeger.example.com"]);
    assert.equal(platformUrls(exposed)["jaeger"], "https://jaeger.example.com");
    assert.match(platformUrls(MEMORY)["jaeger"] ?? "", /port-forward service\/jaeger 16686:16686$/);
  });
});

describe("Jaeger in the cluster", () => {
  it("is reached by these names", () => {
    assert.equal(jaegerQueryUrl(MEMORY), "http://jaeger.observability.svc:16686");
    assert.equal(jaegerOtlpEndpoint(MEMORY), "jaeger.observability.svc:4317");
    assert.equal(jaegerSamplingEndpoint(MEMORY), "jaeger.observability.svc:14250");
  });

  it("is scraped once: by its monitor, not by the chart's annotation as well", async () => {
    const { resources } = await runStack(planStack("test", rawOf({})));
    const annotated = resources.find(({ name }) => name === "annotated-pods");
    const relabelings = at(annotated?.inputs["spec"], "relabelings") as Record<string, unknown>[];
    const label = "__meta_kubernetes_pod_label_observability_scraped_by";
    assert.ok(
      relabelings.some(({ action, sourceLabels, regex }) => {
        return action === "Drop" && String(sourceLabels) === label && regex === "monitor";
      }),
    );
    assert.equal(value(MEMORY, "jaeger.podLabels.observability/scraped-by"), "monitor");
    const { ServiceMonitor: monitor } = await made({});
    assert.deepEqual(at(monitor?.inputs["spec"], "endpoints"), [{ port: "internal-metrics" }]);
  });

  it("is not there without traces", async () => {
    const sections = { tracing: { storage: "none" } };
    assert.deepEqual(await made(sections), {});
    assert.deepEqual(
      releasesOf(settingsOf(sections))
        .map(({ name }) => name)
        .filter((name) => name === "jaeger"),
      [],
    );
    assert.equal(platformUrls(settingsOf(sections))["jaeger"], undefined);
  });
});
