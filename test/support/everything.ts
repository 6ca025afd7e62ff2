import { CHANNEL_KINDS, channelKind } from "../../settings/channels";

/** A channel of each kind there is, whose name is `example`. */
export function oneChannelOfEachKind(): Record<string, Record<string, unknown>[]> {
  return Object.fromEntries(CHANNEL_KINDS.map((kind) => [kind, [{ name: "example", ...channelKind(kind).example }]]));
}

/** A stack file with everything that adds to the values of a chart, or to a custom resource, switched on. */
export const EVERYTHING = {
  cluster: {
    name: "everything",
    platform: "generic",
    domain: "example.com",
    storageClass: "fast",
    ingress: {
      className: "nginx",
      annotations: { "cert-manager.io/cluster-issuer": "ca" },
      expose: ["alertmanager", "grafana", "jaeger", "kibana", "prometheus"],
    },
  },
  metrics: {
    replicas: 2,
    shards: 2,
    retention: "22d",
    retentionSize: "5Gi",
    remoteWrite: [
      { name: "basic", url: "https://a.example.com", auth: "basic", username: "u", headers: { "X-Scope-OrgID": "t" } },
      { name: "bearer", url: "https://b.example.com", auth: "bearer" },
    ],
  },
  grafana: {
    replicas: 2,
    anonymous: true,
    embedding: true,
    publicDashboards: true,
    snapshots: true,
    loginForm: false,
    teams: [{ name: "platform", members: ["ada@example.com"] }],
    database: { host: "db:5432" },
    oidc: { issuer: "https://id.example.com", provider: "okta", clientId: "g", roles: { viewer: ["all"] } },
  },
  alerting: {
    replicas: 3,
    deadMansSwitch: true,
    smtp: { smarthost: "smtp.example.com:587", from: "a@example.com", username: "u" },
    channels: { ...oneChannelOfEachKind(), discord: [{ name: "d", mentionRole: "1" }] },
    routes: [{ match: { namespace: "payments" }, channels: ["slack/example"] }],
    quietHours: [{ name: "nights", from: "22:00", to: "06:00" }],
    escalation: { l2: ["slack/example"], l3: ["email/example"], selfEscalating: ["pagerDuty/example"] },
  },
  elastic: {
    nodes: [
      { name: "all", count: 3 },
      { name: "warm", roles: ["data_warm"], count: 3 },
    ],
    zoneAwareness: true,
    mmap: "init",
    retention: { warm: "2d" },
    snapshots: { type: "fs", claim: "backups" },
    kibana: { replicas: 2 },
    shipper: "fluentd",
    logstash: {},
  },
  reports: {
    enabled: true,
    monthly: "0 7 1 * *",
    timezone: "Europe/Berlin",
    channels: ["email/example", "slack/example"],
    email: ["board@example.com"],
  },
  apps: [
    {
      name: "checkout",
      namespace: "payments",
      team: "platform",
      port: 8080,
      health: { path: "/health/ready", service: "checkout-http", port: 80, interval: "30s" },
      logs: { drop: ["debug", "trace"], pattern: "^(?P<level>[A-Z]+) (?P<trace_id>[0-9a-f]{32}) " },
      metrics: {
        path: "/internal/metrics",
        interval: "30s",
        labels: { app: "checkout", tier: "web" },
        drop: ["debug_.*", "http_client_.*"],
        sampleLimit: 5000,
        labelLimit: 40,
        labelValueLengthLimit: 500,
        networkPolicy: true,
      },
      slo: [{ objective: 99.9, window: "7d" }],
      business: { transactions: { atLeast: 600 }, revenue: {} },
    },
  ],
  probes: [
    { name: "shop", team: "platform", targets: ["https://shop.example.com/", "https://shop.example.com/cart"] },
    {
      name: "api",
      targets: ["https://api.example.com/health"],
      interval: "30s",
      expect: { status: [200, 204], body: "ok", bodyNot: "error", json: 'body.status == "ok"', redirects: false },
    },
    { name: "mail", kind: "tcp", targets: ["mail.example.com:993"], expect: { tls: true } },
    { name: "names", kind: "dns", targets: ["1.1.1.1"], expect: { query: "example.com", queryType: "MX" } },
    { name: "router", kind: "icmp", targets: ["10.0.0.1"] },
  ],
  externalServices: [
    {
      name: "stripe",
      title: "Payments",
      url: "https://api.stripe.com/healthcheck",
      statusUrl: "https://status.stripe.com/api/v2/status.json",
      usedBy: ["checkout"],
      public: true,
    },
  ],
  databases: [
    { name: "orders", kind: "postgres", namespace: "shop", team: "platform", interval: "60s" },
    { name: "orders-2", kind: "postgres", namespace: "shop", cluster: "orders" },
    { name: "sessions", kind: "redis", namespace: "shop" },
    { name: "legacy", kind: "mysql" },
    { name: "events", kind: "mongodb", namespace: "shop" },
    { name: "search", kind: "elasticsearch", namespace: "shop" },
    { name: "jobs", kind: "rabbitmq", namespace: "shop", port: "prometheus", path: "/metrics/per-object" },
    { name: "ledger", kind: "postgres", namespace: "ledger", port: 9187, labels: { "cnpg.io/cluster": "ledger" } },
  ],
  sloFiles: ["test/fixtures/slo/openslo.yaml", "test/fixtures/slo/sloth.yaml"],
  tracing: {
    storage: "elasticsearch",
    autoscaling: { max: 4 },
    sampling: { perService: [{ service: "shop", param: 0.5, operations: [{ operation: "GET /health", param: 0 }] }] },
    gateway: { autoscaling: { max: 4 }, queue: { storage: "4Gi" } },
    tailSampling: { policies: [{ service: "checkout", percent: 50, latencyMs: 300 }] },
    redact: { keys: ["customer\\.number"] },
    spanMetrics: { dimensions: ["http.route"] },
  },
  security: { sources: { nodes: { from: "files" }, apiServer: {}, falco: { driver: "kmod" } } },
  logs: {
    engine: "loki",
    keep: "loki-stack",
    keepStorage: "30Gi",
    mode: "distributed",
    replicas: 3,
    retentionByStream: [{ selector: '{namespace="dev"}', retention: "1d" }],
    objectStorage: { type: "s3", bucket: "logs", endpoint: "minio.minio.svc:9000", pathStyle: true, insecure: true },
    caches: { chunks: "1Gi", results: "512Mi" },
    drop: [{ name: "health", namespace: "shop", level: "debug|info", pattern: "GET /healthz" }],
    redact: { patterns: [{ name: "customer", pattern: "customer-[0-9]+" }] },
  },
};

/** The other collector, with all that adds to it: there is never more than one. And Elasticsearch alone, which the rules over logs look at. */
export const FILEBEAT = {
  cluster: { name: "filebeat", platform: "generic", storageClass: "fast" },
  logs: { engine: "none" },
  security: { sources: { nodes: { journal: "/run/log/journal" }, apiServer: {}, falco: {} } },
  elastic: {
    shipper: "filebeat",
    logstash: { replicas: 2, workers: 2, geoip: true, tlsSecret: "logstash-tls" },
  },
};
