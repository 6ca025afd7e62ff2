import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path '${key}' ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;

const SOURCE = { requests: "a_total", durationBucket: "a_bucket", statusCode: "code" };

describe("conventions of applications that cannot be", () => {
  itFinds(
    "two sources of one metric",
    { conventions: { http: { sources: [SOURCE, { ...SOURCE, durationBucket: "b_bucket" }] } } },
    [
      `conventions.http.sources[1].requests: a_total is another source's already -> ${rm("conventions.http.sources[1]")}`,
    ],
  );
  itFinds(
    "no mistake in two sources",
    {
      conventions: {
        http: { sources: [SOURCE, { requests: "b_total", durationBucket: "b_bucket", statusCode: "code" }] },
      },
    },
    [],
  );
  itFinds("codes that are no regular expression", { conventions: { http: { failedCodes: "5.|[4" } } }, [
    `conventions.http.failedCodes: "5.|[4" is not a pattern of status codes (for example 5..) -> npx pulumi config set --stack dev --path conventions.http.failedCodes 5..`,
  ]);
  itFinds("no mistake in codes of two kinds", { conventions: { http: { failedCodes: "5..|4(08|29)" } } }, []);
  itFinds("what is no metric", { conventions: { runtime: { eventLoopLag: ["rate(x[5m])"] } } }, [
    `conventions.runtime.eventLoopLag[0]: "rate(x[5m])" is not a metric, with or without matchers (for example jobs{state="waiting"}) -> ${set("conventions.runtime.eventLoopLag[0]", "'<value>'")}`,
  ]);
  itWarns(
    "a limit of how long a worker takes",
    { apps: [{ name: "mails", kind: "worker", thresholds: { latencyMs: 700 } }] },
    [
      'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")',
      `apps[0].thresholds.latencyMs: is without effect: how long a worker takes does not alert -> ${rm("apps[0].thresholds.latencyMs")}`,
    ],
  );
  itFinds("a kind that there is not", { apps: [{ name: "mails", kind: "wroker" }] }, [
    `apps[0].kind: "wroker" is not one of http, bot, worker -> ${set("apps[0].kind", "worker")}`,
  ]);
});

describe("applications that cannot be scraped as they say", () => {
  itFinds("a port that there is not", { apps: [{ name: "a", port: 70000 }] }, [
    `apps[0].port: 70000 is not a port: a number of 1 to 65535, or its name in the pod (for example 8080 or metrics) -> ${set("apps[0].port", "'<value>'")}`,
  ]);
  itFinds("a path that is none", { apps: [{ name: "a", port: 80, metrics: { path: "metrics" } }] }, [
    `apps[0].metrics.path: "metrics" is not a path (for example /metrics) -> ${set("apps[0].metrics.path", "/metrics")}`,
  ]);
  itFinds("a pattern that RE2 does not take", { apps: [{ name: "a", port: 80, metrics: { drop: ["a(?=b)"] } }] }, [
    `apps[0].metrics.drop[0]: "a(?=b)" is not a regular expression, as RE2 has it (for example debug_.*) -> ${set("apps[0].metrics.drop[0]", "'<value>'")}`,
  ]);
  itFinds("how, and not where", { apps: [{ name: "a", metrics: { path: "/m" } }] }, [
    `apps[0].metrics: is without effect: only what has a port is scraped -> ${set("apps[0].port", "8080")}`,
  ]);
  itFinds("no labels, which every pod has", { apps: [{ name: "a", port: 80, metrics: { labels: {} } }] }, [
    `apps[0].metrics.labels: is empty, and would select every pod -> ${rm("apps[0].metrics.labels")}`,
  ]);
  itFinds("a policy of no namespace", { apps: [{ name: "a", port: 80, metrics: { networkPolicy: true } }] }, [
    `apps[0].metrics.networkPolicy: needs apps[0].namespace: a NetworkPolicy is of one namespace -> ${set("apps[0].namespace", "a")}`,
  ]);
  itFinds("too seldom for a rate", { apps: [{ name: "a", port: 80, metrics: { interval: "5m" } }] }, [
    `apps[0].metrics.interval: 5m is not from 1s to 2m: rates over five minutes need two samples, and one may be lost -> ${set("apps[0].metrics.interval", "30s")}`,
  ]);
  const web = { namespace: "shop", port: 80, metrics: { labels: { app: "web" } } };
  itFinds(
    "the same pods twice",
    {
      apps: [
        { name: "a", ...web },
        { name: "b", ...web, namespace: "blog" },
        { name: "c", ...web },
      ],
    },
    [
      "apps[2].metrics.labels: selects the pods of a at the same port: they would be scraped twice -> correct apps[2].metrics.labels in Pulumi.dev.yaml",
    ],
  );
  itWarns("that metrics go which alerts read", { apps: [{ name: "a", port: 80, metrics: { drop: ["process_.*"] } }] }, [
    'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")',
    "apps[0].metrics: process_cpu_seconds_total, process_resident_memory_bytes would not be kept, and alerts read them -> let apps[0].metrics.keep and apps[0].metrics.drop leave them in Pulumi.dev.yaml",
  ]);
});

describe("health, lines and traces of applications that cannot be as they say", () => {
  const shop = { name: "a", namespace: "shop" };
  itFinds(
    "no mistake in all of them",
    {
      apps: [
        {
          ...shop,
          port: 8080,
          health: { path: "/health/ready", interval: "30s" },
          logs: { drop: ["debug"], pattern: "^(?P<level>[A-Z]+) " },
          tracing: { percent: 100 },
        },
        { ...shop, name: "b", port: "metrics", health: { service: "b-http", port: 80 } },
      ],
    },
    [],
  );
  itFinds("a health endpoint of no namespace, at a port by name", { apps: [{ name: "a", port: "web", health: {} }] }, [
    `apps[0].health: needs apps[0].namespace: a Service is of one namespace -> ${set("apps[0].namespace", "a")}`,
    `apps[0].health.port: is missing, and apps[0].port is a name: a Service is asked at a port by number -> ${set("apps[0].health.port", "80")}`,
  ]);
  itFinds("a health endpoint that is no path", { apps: [{ ...shop, port: 80, health: { path: "http://x/" } }] }, [
    `apps[0].health.path: a URL of 9 characters is not a path (for example /health) -> ${set("apps[0].health.path", "/health")}`,
  ]);
  itFinds("health asked for too often", { apps: [{ ...shop, port: 80, health: { interval: "5s" } }] }, [
    `apps[0].health.interval: 5s is not longer than probing.timeout, 10s: one would begin before the one before ends -> ${set("apps[0].health.interval", "1m")}`,
  ]);
  itFinds("a probe under the job of health", { probes: [{ name: "app-health", targets: ["https://a.example.com"] }] }, [
    `probes[0].name: "app-health" is the job of apps[].health -> ${set("probes[0].name", "app-health-2")}`,
  ]);
  const form = set("apps[0].logs.pattern", String.raw`'^\S+ (?P<level>[A-Z]+) '`);
  for (const [what, pattern, problem] of [
    ["RE2 does not take", "(?=x)(?P<level>x)", '"(?=x)(?P<level>x)" is not a regular expression, as RE2 has it'],
    ["has no named group", "^([A-Z]+) ", "has no named group; groups are level, trace_id, span_id"],
    ["names others", "(?P<level>x)(?P<user>y)", "names user; groups are level, trace_id, span_id"],
  ] as const)
    itFinds(`a form of lines that ${what}`, { apps: [{ ...shop, logs: { pattern } }] }, [
      `apps[0].logs.pattern: ${problem} -> ${form}`,
    ]);
  itFinds("a level that has alerts", { apps: [{ ...shop, logs: { drop: ["error"] } }] }, [
    `apps[0].logs.drop[0]: "error" is not one of trace, debug, info -> ${set("apps[0].logs.drop[0]", "trace")}`,
  ]);
  itFinds(
    "lines without Loki, and traces without a store",
    {
      logs: { engine: "none" },
      tracing: { storage: "none" },
      apps: [{ ...shop, logs: { drop: ["debug"] }, tracing: { percent: 1 } }],
    },
    [
      `apps[0].logs: is without effect: no lines go to Loki (logs.engine) -> ${rm("apps[0].logs")}`,
      `apps[0].tracing: is without effect: no traces are kept (tracing.storage) -> ${rm("apps[0].tracing")}`,
    ],
  );
  itFinds(
    "traces of which nothing is said, and two policies of one service",
    {
      tracing: { tailSampling: { policies: [{ service: "c", percent: 1 }] } },
      apps: [
        { ...shop, tracing: {} },
        { ...shop, name: "b", tracing: { percent: 1 } },
        { ...shop, name: "b", namespace: "blog", tracing: { latencyMs: 5 } },
        { ...shop, name: "c", tracing: { percent: 1 } },
      ],
    },
    [
      `apps[0].tracing: says nothing: neither percent nor latencyMs -> ${set("apps[0].tracing.percent", "50")}`,
      `apps[2].tracing: "b" has a policy already, and a service has one: traces know it by its name alone -> ${rm("apps[2].tracing")}`,
      `apps[3].tracing: "c" has a policy already, and a service has one: traces know it by its name alone -> ${rm("apps[3].tracing")}`,
    ],
  );
});

describe("applications elsewhere that cannot be looked after", () => {
  itFinds("windows that are none of an SLO", { appsElsewhere: { sloWindows: ["30d", "1d", "90h"] } }, [
    `appsElsewhere.sloWindows[1]: 1d is shorter than 3d, the longest of its burn windows -> ${set("appsElsewhere.sloWindows[1]", "7d")}`,
    `appsElsewhere.sloWindows[2]: 90h is no number of whole days -> ${set("appsElsewhere.sloWindows[2]", "4d")}`,
  ]);
});
