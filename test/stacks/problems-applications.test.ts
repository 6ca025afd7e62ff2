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
