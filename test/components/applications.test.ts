/** Applications that are scraped on their behalf: what Prometheus is told of each. */
import assert from "node:assert/strict";
import { networkPolicySpec, objectName, podMonitorSpec } from "../../components/applications/monitor";
import { scrapeSpec } from "../../components/scrape-annotations";
import { isScraped, type ScrapedApp } from "../../settings/apps";
import { matchesPattern } from "../../settings/re2";
import { settingsOf } from "../support/settings";

const settings = (app: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  settingsOf({ apps: [{ name: "checkout", namespace: "shop", port: 8080, ...app }], ...more });

function monitor(app: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const { apps, conventions } = settings(app, more);
  const spec = podMonitorSpec(apps[0] as ScrapedApp, conventions.http);
  return { spec, endpoint: (spec["podMetricsEndpoints"] as Record<string, unknown>[])[0] ?? assert.fail() };
}

describe("the monitor of an application", () => {
  it("selects the pods of its name in its namespace, by a port's number or name", () => {
    const { spec, endpoint } = monitor({});
    assert.deepEqual(spec["selector"], { matchLabels: { "app.kubernetes.io/name": "checkout" } });
    assert.deepEqual(spec["namespaceSelector"], { matchNames: ["shop"] });
    assert.deepEqual([endpoint["portNumber"], endpoint["port"], endpoint["path"]], [8080, undefined, "/metrics"]);
    assert.deepEqual(monitor({ port: "web" }).endpoint["port"], "web");
    assert.deepEqual(monitor({ namespace: undefined }).spec["namespaceSelector"], { any: true });
  });

  it("names its series as the rules know the application, whatever its pods are called", () => {
    const named = (more?: Record<string, unknown>) =>
      (monitor({}, more).endpoint["relabelings"] as Record<string, unknown>[]).map(({ targetLabel, ...one }) => [
        targetLabel,
        one["replacement"] ?? one["sourceLabels"],
      ]);
    assert.deepEqual(named(), [
      ["job", "checkout"],
      ["service", "checkout"],
    ]);
    assert.deepEqual(named({ conventions: { http: { serviceLabel: "app", namespaceLabel: "ns" } } }), [
      ["job", "checkout"],
      ["service", "checkout"],
      ["app", "checkout"],
      ["ns", ["__meta_kubernetes_namespace"]],
    ]);
  });

  it("keeps and drops metrics by their whole names", () => {
    const filters = monitor({ metrics: { keep: ["http_.*", "process_.*"], drop: ["http_debug_.*"] } }).endpoint[
      "metricRelabelings"
    ] as { action: string; regex: string }[];
    const kept = (name: string) =>
      filters.every(({ action, regex }) => matchesPattern(regex, name) === (action === "keep"));
    assert.deepEqual(
      ["http_requests_total", "process_cpu_seconds_total", "http_debug_x", "my_http_x", "go_info"].map(kept),
      [true, true, false, false, false],
    );
    assert.equal("metricRelabelings" in monitor({}).endpoint, false);
  });

  it("has no name that another application's has", () => {
    const names = [
      { name: "c", namespace: "a-b" },
      { name: "b-c", namespace: "a" },
      { name: "a-b-c" },
      { name: "a-c", namespace: "b" },
    ].map(objectName);
    assert.equal(new Set(names).size, names.length);
    assert.ok(objectName({ name: "a".repeat(63), namespace: "b".repeat(63) }).length <= 253);
  });

  it("lets Prometheus' pods of the platform's namespace through a policy, to its port alone", () => {
    const app = settings({ metrics: { networkPolicy: true, labels: { app: "web" } } }).apps[0] as ScrapedApp;
    const policy = networkPolicySpec(app, "monitoring");
    assert.deepEqual(policy.podSelector, { matchLabels: { app: "web" } });
    assert.deepEqual(policy.ingress, [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
            podSelector: {
              matchLabels: {
                "app.kubernetes.io/name": "prometheus",
                "app.kubernetes.io/instance": "kube-prometheus-stack-prometheus",
              },
            },
          },
        ],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ]);
  });
});

describe("pods with a monitor of the platform's, and with annotations", () => {
  const { apps } = settingsOf({
    apps: [
      { name: "checkout", namespace: "shop", port: 8080 },
      { name: "jobs", port: "metrics" },
      { name: "web", namespace: "shop", port: 80, metrics: { labels: { tier: "a.b", app: "web" } } },
      { name: "unscraped", namespace: "shop" },
    ],
  });

  /** Whether a pod is dropped by the rules that are there for applications and not without them. */
  function dropped(kind: "pod" | "service", pod: Record<string, string>): boolean {
    const others = new Set(scrapeSpec(kind).relabelings.map((one) => JSON.stringify(one)));
    return scrapeSpec(kind, { apps, databases: [] })
      .relabelings.filter((one) => !others.has(JSON.stringify(one)))
      .some(({ action, sourceLabels = [], regex = "" }) => {
        assert.equal(action, "Drop");
        return matchesPattern(
          regex,
          sourceLabels.map((label) => pod[label.replace("__meta_kubernetes_", "")] ?? "").join(";"),
        );
      });
  }

  const named = (namespace: string, name: string) => ({ namespace, pod_label_app_kubernetes_io_name: name });
  for (const kind of ["pod", "service"] as const) {
    it(`are scraped once, and others as before: ${kind}`, () => {
      assert.ok(apps.filter(isScraped).length === 3);
      assert.deepEqual(
        [
          named("shop", "checkout"),
          named("blog", "checkout"),
          named("any", "jobs"),
          named("shop", "unscraped"),
          named("shop", "checkout-2"),
          { namespace: "shop", pod_label_app: "web", pod_label_tier: "a.b" },
          { namespace: "shop", pod_label_app: "web", pod_label_tier: "axb" },
          { namespace: "shop", pod_label_app: "web" },
        ].map((pod) => dropped(kind, pod)),
        [true, false, true, false, false, true, false, false],
      );
    });
  }
});
