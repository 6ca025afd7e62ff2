import assert from "node:assert/strict";
import { settingsOf } from "../support/settings";

describe("settings", () => {
  it("of the smallest stack file are its cluster and the defaults", () => {
    assert.deepEqual(settingsOf({}), {
      cluster: {
        name: "test",
        platform: "generic",
        namespace: "observability",
        ingress: { annotations: {}, tls: true, expose: ["grafana"] },
        deleteDataOnDestroy: false,
      },
      metrics: {
        retention: "15d",
        storage: "20Gi",
        replicas: 1,
        shards: 1,
        scrapeInterval: "15s",
        evaluationInterval: "15s",
        expectedSeries: 50_000,
        sampleLimit: 200_000,
        resources: { cpu: "200m", memory: "1Gi", memoryLimit: "2Gi" },
        remoteWrite: [],
      },
      grafana: {
        replicas: 1,
        storage: "2Gi",
        anonymous: false,
        embedding: false,
        resources: { cpu: "100m", memory: "256Mi", memoryLimit: "512Mi" },
      },
      alerting: {
        replicas: 1,
        storage: "1Gi",
        retention: "120h",
        resources: { cpu: "50m", memory: "128Mi", memoryLimit: "256Mi" },
        teams: ["platform", "security"],
        deadMansSwitch: false,
        channels: { discord: [], email: [], opsgenie: [], pagerDuty: [], slack: [], webhook: [] },
        routes: [],
        quietHours: [],
      },
      thresholds: {
        cpuPercent: 80,
        memoryPercent: 90,
        diskPercent: 85,
        diskCriticalPercent: 95,
        podRestarts: 3,
        logErrorPercent: 20,
        logErrors: 50,
        logLinesPerSecond: 1000,
        authenticationFailures: 30,
        errorRatePercent: 1,
        latencyMs: 500,
      },
      tracing: {
        storage: "memory",
        retention: "7d",
        maxTraces: 10000,
        volume: "10Gi",
        replicas: 1,
        resources: {
          cpu: "100m",
          memory: "512Mi",
          memoryLimit: "1Gi",
        },
        sampling: {
          type: "probabilistic",
          param: 1,
          perService: [],
          adaptive: false,
          targetPerSecond: 1,
        },
        agent: {
          resources: {
            cpu: "50m",
            memory: "128Mi",
            memoryLimit: "384Mi",
          },
          queueSize: "128Mi",
        },
        gateway: {
          replicas: 1,
          resources: {
            cpu: "200m",
            memory: "512Mi",
            memoryLimit: "1Gi",
          },
          queue: {
            size: "512Mi",
            storage: "4Gi",
          },
        },
        tailSampling: {
          decisionWait: "10s",
          latencyMs: 500,
          percent: 10,
          tracesPerSecond: 100,
          policies: [],
        },
        redact: {
          personalData: true,
          keys: [],
        },
        zipkin: true,
        jaegerReceiver: true,
        events: true,
        spanMetrics: {
          buckets: ["5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2s500ms", "5s", "10s"],
          dimensions: [],
          seriesPerService: 2000,
        },
      },
      logs: {
        engine: "loki-stack",
        retention: "7d",
        auditRetention: "90d",
        retentionByStream: [],
        storage: "20Gi",
        mode: "monolithic",
        replicas: 1,
        caches: {},
        limits: { ingestionRate: "16Mi", streamRate: "8Mi", streams: 10_000, lineSize: "256Ki" },
        expectedPerDay: "5Gi",
        expectedAuditPerDay: "50Mi",
        drop: [],
        redact: { personalData: true, patterns: [] },
        resources: { cpu: "200m", memory: "512Mi", memoryLimit: "2Gi" },
        shipperResources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
      },
    });
  });
});
