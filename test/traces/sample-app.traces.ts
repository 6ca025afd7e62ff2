/** The example application, watched for real: what it emits is what recordings, panels, alerts and links are made of. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { allDashboards } from "../../dashboards";
import { NAME } from "../../examples/sample-app/deploy/manifests";
import { freePorts, waitFor } from "../../scripts/lib/processes";
import { expressions, writeRules } from "../support/application-rules";
import { filled, panels, queries } from "../support/dashboards";
import { scrapeConfig } from "../support/pod-monitor";
import {
  ask,
  load,
  type RunningSample,
  sampleOrSkip,
  samplePod,
  sampleSettings,
  startSample,
} from "../support/sample-app";
import { jaegerTraceOf, promExemplars, promQuery } from "../support/spans";
import { World } from "../support/trace-world";

const PASSWORD = "a password of this test's";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

const settings = sampleSettings({
  metrics: { scrapeInterval: "1s" },
  // Of whatever keeps less than it says itself, nothing would be left to lead to.
  tracing: { tailSampling: { decisionWait: "2s", percent: 1 } },
});

/** The same pod once more under another name, from whose buckets Prometheus makes native histograms. */
const native = (address: string) => ({
  job_name: "native",
  scrape_native_histograms: true,
  convert_classic_histograms_to_nhcb: true,
  static_configs: [{ targets: [address], labels: { namespace: "shop", service: "native" } }],
});

describe("the example application in Prometheus and Jaeger", function () {
  this.timeout(300_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sample-app-"));
  let world: World;
  let app: RunningSample;

  before(async function () {
    sampleOrSkip(this);
    const [port = 0] = await freePorts(1);
    const { labels, container } = samplePod();
    const pod = {
      address: `127.0.0.1:${port}`,
      namespace: "shop",
      name: `${NAME}-7d4b9c-x2x4q`,
      container: container.name,
      labels,
      ports: container.ports,
    };
    world = await World.start(this, {
      settings,
      prometheus: {
        rule_files: writeRules(settings, folder),
        scrape_configs: [scrapeConfig(settings, NAME, pod), native(pod.address)],
      },
    });
    const env = {
      OTEL_SERVICE_NAME: NAME,
      // A cluster's collector adds it, from the pod that a span comes from.
      OTEL_RESOURCE_ATTRIBUTES: "k8s.namespace.name=shop",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${world.agents[0]}:4318`,
      OTEL_BSP_SCHEDULE_DELAY: "500",
      DEMO_PASSWORD: PASSWORD,
    };
    app = await startSample(env, undefined, port);
  });

  after(async () => {
    await (app as RunningSample | undefined)?.process.stop();
    await (world as World | undefined)?.end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const query = (expr: string) => promQuery(world.prometheus, expr);
  const has = (expr: string, seconds = 90) =>
    waitFor(`${expr} has a value`, async () => (await query(expr)).length > 0, { seconds });
  const fires = async (alert: string) =>
    (await Promise.all(expressions(settings, alert).map(query)))
      .flat()
      .filter(({ metric }) => metric["service"] === NAME);

  it("is scraped as its PodMonitor says, under the names that rules know it by", async () => {
    await has(`up{service="${NAME}"} == 1`);
    const [up] = await query(`up{service="${NAME}"}`);
    const { instance, ...labels } = up?.metric ?? {};
    assert.equal(instance, app.address);
    assert.deepEqual(labels, {
      __name__: "up",
      container: NAME,
      endpoint: "8080",
      job: NAME,
      namespace: "shop",
      pod: `${NAME}-7d4b9c-x2x4q`,
      service: NAME,
    });
  });

  it("is recorded as one service, and nothing alerts while it is well", async () => {
    await load(app.url, { seconds: 6, rate: 20 });
    await has(`service:http_requests:rate5m{namespace="shop",service="${NAME}"} > 0`);
    await has(`traces_span_metrics_calls_total{service="${NAME}"}`);
    // It counts its requests itself, and its spans count them too: it is one service all the same.
    assert.equal((await query(`service:http_requests:rate5m{service="${NAME}"}`)).length, 1);
    // How long it takes is this machine's matter, and not asserted.
    for (const alert of ["ServiceErrorRateHigh", "BotDisconnected", "WorkerDeadLetters"])
      assert.deepEqual(await fires(alert), [], alert);
  });

  it("brings a trace through requests, calls and jobs to Jaeger, with what may be known of it", async () => {
    const login = await fetch(`${app.url}/login`, {
      method: "POST",
      body: JSON.stringify({ user: "ada", password: PASSWORD }),
    });
    const { token } = (await login.json()) as { token: string };
    const headers = {
      authorization: `Bearer ${token}`,
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
      baggage: "app.tenant=north",
      "x-correlation-id": "order-4711",
    };
    assert.equal(await ask(`${app.url}/orders`, { item: "lamp" }, headers), 201);
    const complete = async () => (await jaegerTraceOf(world.jaeger, TRACE))?.["process mails"] !== undefined;
    await waitFor("the job's span is in Jaeger", complete);
    const trace = (await jaegerTraceOf(world.jaeger, TRACE)) ?? {};
    assert.deepEqual(Object.keys(trace).sort(), [
      "DELETE orders",
      "INSERT orders",
      "POST /orders",
      "POST /payments",
      "place order",
      "process mails",
      "send mails",
    ]);
    for (const tags of Object.values(trace)) {
      assert.deepEqual([tags["service"], tags["app.tenant"], tags["correlation.id"]], [NAME, "north", "order-4711"]);
      assert.equal(tags["k8s.namespace.name"], "shop");
      // A message's span is its queue's: no user is carried there. Elsewhere it is said that there is one, and not who.
      assert.equal(tags["user.id"], tags["messaging.operation.type"] === "process" ? undefined : "****");
    }
    assert.equal(trace["POST /orders"]?.["http.route"], "/orders");
    assert.match(String(trace["INSERT orders"]?.["db.query.text"]), /^INSERT INTO orders /);
  });

  it("leads from a point of a graph to its trace", async () => {
    const of = `http_server_request_duration_seconds_bucket{service="${NAME}",http_route="/orders"}`;
    const found = { id: "" };
    await waitFor("an exemplar's trace is in Jaeger", async () => {
      for (const { trace_id = "" } of await promExemplars(world.prometheus, of)) {
        if ((await jaegerTraceOf(world.jaeger, trace_id)) === undefined) continue;
        found.id = trace_id;
        return true;
      }
      return false;
    });
    const trace = (await jaegerTraceOf(world.jaeger, found.id)) ?? {};
    assert.ok(
      Object.keys(trace).some((name) => / \/orders$/.test(name)),
      Object.keys(trace).join(", "),
    );
  });

  it("makes the alerts' conditions true when it is told to fail, and to be slow", async () => {
    await ask(`${app.url}/orders?failJob=1`, { item: "book" });
    await load(app.url, { seconds: 8, rate: 20, concurrency: 100, errors: 40, slow: 40, "slow-ms": 3000 });
    for (const alert of ["ServiceErrorRateHigh", "ServiceLatencyHigh", "WorkerDeadLetters"]) {
      await waitFor(`${alert} is true`, async () => (await fires(alert)).length > 0);
    }
    await ask(`${app.url}/drills`, { dependency: "gateway", state: "down" });
    await waitFor("BotDisconnected is true", async () => (await fires("BotDisconnected")).length > 0);
    await ask(`${app.url}/drills`, { dependency: "gateway", state: "up" });
    await has(`discord_connected{service="${NAME}"} == 1`);
  });

  it("fills the panels of Application health, but for what it does not have", async () => {
    const { dashboard } = allDashboards(settings).find(({ name }) => name === "application-health") ?? assert.fail();
    const empty: string[] = [];
    for (const panel of panels(dashboard)) {
      for (const { expr, datasource } of queries(panel)) {
        if (datasource?.type !== "prometheus") continue;
        const asked = filled(dashboard, expr, { namespace: "shop", service: NAME });
        const isThere = await has(asked, /^service_(pool|queue:tasks)/.test(asked) ? 0.1 : 90).then(
          () => true,
          () => false,
        );
        if (!isThere) empty.push(panel.title ?? "");
      }
    }
    assert.deepEqual(empty, ["Connection pools", "Queues before threads"]);
  });

  it("is read by the same recordings where its histogram is stored as a native one", async () => {
    await has('histogram_count(http_server_request_duration_seconds{service="native"}) > 0');
    assert.deepEqual(await query('http_server_request_duration_seconds_bucket{service="native"}'), []);
    await has('service:http_requests:rate5m{service="native"} > 0');
    await has('service:http_request_duration_seconds:p95_rate5m{service="native"} > 0');
  });

  it("tells what it is for: each number of its business is recorded", async () => {
    const signals = ["transactions", "revenue", "active_users", "conversion", "feature_usage", "business_errors"];
    for (const signal of signals) await has(`service:business:value{service="${NAME}",signal="${signal}"}`);
  });
});
