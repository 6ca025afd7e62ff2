/** Applications' health, lines and traces: what the prober, Prometheus and the collectors are told of each. */
import assert from "node:assert/strict";
import { healthProbeSpec } from "../../components/applications/health";
import { networkPolicySpec } from "../../components/applications/monitor";
import { proberOf } from "../../components/blackbox-exporter";
import { modules } from "../../components/blackbox-exporter/modules";
import { tailSampling } from "../../components/otel-collector/sampling";
import { asksHealth } from "../../settings/app-health";
import type { ScrapedApp } from "../../settings/apps";
import { makesProbes } from "../../settings/probing";
import { settingsOf } from "../support/settings";

const settings = (app: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  settingsOf({ apps: [{ name: "checkout", namespace: "shop", port: 8080, ...app }], ...more });

describe("the health of an application", () => {
  const HEALTHY = { port: "web", health: { port: 80, service: "checkout-http" } };
  const healthy = (more: Record<string, unknown> = {}) => {
    const all = settings({ ...HEALTHY, ...more });
    const [app = assert.fail()] = all.apps.filter(asksHealth);
    return { app, all };
  };

  it("is asked for by its Service, under its own namespace and name, by a module that the prober has", () => {
    const { app, all } = healthy();
    const spec = healthProbeSpec(app, proberOf(all));
    assert.deepEqual(spec, {
      jobName: "app-health",
      interval: "1m",
      scrapeTimeout: "11s",
      module: "http",
      prober: { url: "blackbox-exporter.observability.svc:9115" },
      targets: {
        staticConfig: {
          static: ["http://checkout-http.shop.svc:80/health"],
          labels: { namespace: "shop", service: "checkout" },
        },
      },
    });
    assert.deepEqual(modules(all)["http"], {
      http: { follow_redirects: true, ip_protocol_fallback: true, preferred_ip_protocol: "ip4" },
      prober: "http",
      timeout: "10s",
    });
    const own = healthy({ port: 8080, health: { path: "/live", interval: "15s" } });
    const { interval, targets } = healthProbeSpec(own.app, proberOf(own.all));
    assert.deepEqual(
      [interval, targets],
      [
        "15s",
        {
          staticConfig: {
            static: ["http://checkout.shop.svc:8080/live"],
            labels: { namespace: "shop", service: "checkout" },
          },
        },
      ],
    );
  });

  it("is asked for where its own policy denies what it does not allow: by the prober's pods, at any port", () => {
    const { app } = healthy({ metrics: { networkPolicy: true } });
    const [, prober] = networkPolicySpec(app as ScrapedApp, "monitoring").ingress as unknown as Record<
      string,
      unknown
    >[];
    assert.deepEqual(prober, {
      from: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
          podSelector: { matchLabels: { "app.kubernetes.io/instance": "blackbox-exporter" } },
        },
      ],
    });
  });

  it("brings the prober, without a probe", () => {
    assert.equal(makesProbes(healthy().all), true);
    assert.equal(makesProbes(settings({})), false);
    assert.deepEqual(modules(settings({})), {});
  });
});

describe("the traces of an application", () => {
  it("are kept by its own share and time, beside those that the collectors' settings name", () => {
    const { policies } = tailSampling(
      settings(
        { tracing: { percent: 100, latencyMs: 200 } },
        { tracing: { tailSampling: { policies: [{ service: "b", percent: 1 }] } } },
      ),
    ) as { policies: { name: string }[] };
    assert.deepEqual(
      policies.map(({ name }) => name),
      ["errors", "slow", "slow-checkout", "rest", "rest-b", "rest-checkout"],
    );
    assert.match(JSON.stringify(policies.at(-1)), /"sampling_percentage":100/);
    assert.match(JSON.stringify(policies[2]), /"values":\["checkout"\].*"threshold_ms":200/);
  });
});
