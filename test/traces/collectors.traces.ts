import assert from "node:assert/strict";
import { waitFor } from "../../scripts/lib/processes";
import { jaegerTrace, promExemplars, promQuery, sendOtlp, sendZipkin, type TestSpan, traceId } from "../support/spans";
import { kept, World } from "../support/trace-world";

describe("the collectors of a stack", function () {
  this.timeout(120_000);
  let world: World;
  before(async function () {
    world = await World.start(this);
  });
  // Nothing to end where a program is missing.
  after(async () => (world as World | undefined)?.end());

  it("bring a trace by OTLP to Jaeger, with its tags, the cluster and the namespace", async () => {
    const span: TestSpan = {
      trace: 1,
      span: 1,
      service: "checkout",
      name: "POST /pay",
      attributes: { "cart.size": "3" },
    };
    await sendOtlp(world.agents[0], [span]);
    await waitFor("the trace is in Jaeger", async () => (await jaegerTrace(world.jaeger, 1)) !== undefined);
    const tags = (await jaegerTrace(world.jaeger, 1))?.["POST /pay"];
    assert.equal(tags?.["service"], "checkout");
    assert.equal(tags["cart.size"], "3");
    assert.equal(tags["k8s.cluster.name"], "test");
    assert.equal(tags["k8s.namespace.name"], "shop");
  });

  it("bring a trace in Zipkin's form to Jaeger", async () => {
    await sendZipkin(world.agents[0], {
      trace: 2,
      span: 1,
      service: "checkout",
      name: "legacy",
      attributes: { region: "eu" },
    });
    await waitFor("the trace is in Jaeger", async () => (await jaegerTrace(world.jaeger, 2)) !== undefined);
    const tags = (await jaegerTrace(world.jaeger, 2))?.["legacy"];
    assert.equal(tags?.["service"], "checkout");
    assert.equal(tags["region"], "eu");
  });

  it("mask credentials and personal data, and leave the rest", async () => {
    const attributes = {
      "db.password": "hunter2",
      "http.request.header.authorization": "Bearer abcdefghijkl",
      "http.url": "https://shop.example.com/?token=s3cret&page=2",
      "user.email": "jane@example.com",
      note: "mail to jane@example.com, card 4111 1111 1111 1111",
      "customer.number": "12345",
      "db.system": "postgresql",
      "db.query.text": "SELECT * FROM users WHERE name = 'jane'",
      "gen_ai.usage.input_tokens": "17",
      "http.request.body": '{"n":17,"password":"*hunter2","db":{"pin_token":4711},"masked_token":"****"}',
      plain: "nothing to hide",
    };
    await sendOtlp(world.agents[0], [{ trace: 3, span: 1, service: "checkout", name: "redacted", attributes }]);
    await waitFor("the trace is in Jaeger", async () => (await jaegerTrace(world.jaeger, 3)) !== undefined);
    const tags = (await jaegerTrace(world.jaeger, 3))?.["redacted"] ?? {};
    const seen = Object.fromEntries(Object.keys(attributes).map((key) => [key, tags[key]]));
    assert.deepEqual(seen, {
      "db.password": "****",
      "http.request.header.authorization": "****",
      "http.url": "https://shop.example.com/?****&page=2",
      "user.email": "****",
      note: "mail to ****, card ****",
      "customer.number": "****",
      "db.system": "postgresql",
      "db.query.text": "SELECT * FROM users WHERE name = ?",
      "gen_ai.usage.input_tokens": "17",
      "http.request.body": '{"n":17,****,"db":{****},"masked_token":"****"}',
      plain: "nothing to hide",
    });
  });

  it("keep traces with errors and slow ones, and of the rest the share", async () => {
    const ordinary = Array.from({ length: 400 }, (_, index) => index + 1000);
    await sendOtlp(world.agents[0], [
      ...ordinary.map((trace) => ({ trace, span: 1, service: "catalogue", name: "GET /items" })),
      { trace: 2001, span: 1, service: "catalogue", name: "GET /items", error: true },
      { trace: 2002, span: 1, service: "catalogue", name: "GET /items", milliseconds: 700 },
      { trace: 2003, span: 1, service: "reports", name: "build", milliseconds: 700 },
      { trace: 2004, span: 1, service: "reports", name: "build", milliseconds: 6000 },
    ]);
    for (const trace of [2001, 2002, 2004])
      await waitFor(`trace ${trace} is in Jaeger`, async () => (await jaegerTrace(world.jaeger, trace)) !== undefined);
    assert.equal(await jaegerTrace(world.jaeger, 2003), undefined, "what is slow elsewhere is usual for reports");
    const share = await kept(world.jaeger, 1000, 1400);
    assert.ok(share >= 1 && share <= 16, `${share} of 400 ordinary traces are kept, at 1 %`);
  });

  it("keep traces whole whose spans come from several nodes to several gateways", async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index + 3000);
    const front = (trace: number): TestSpan => ({ trace, span: 1, service: "front", name: "front", kind: "CLIENT" });
    const back = (trace: number): TestSpan => ({
      trace,
      span: 2,
      parent: 1,
      service: "back",
      name: "back",
      error: true,
    });
    await Promise.all([sendOtlp(world.agents[0], numbers.map(front)), sendOtlp(world.agents[1], numbers.map(back))]);
    await waitFor("both spans of each are in Jaeger: the one is kept for the other's error", async () => {
      const found = await Promise.all(numbers.map((trace) => jaegerTrace(world.jaeger, trace)));
      return found.every((trace) => trace?.["front"] !== undefined && trace["back"] !== undefined);
    });
    const used = await promQuery(
      world.prometheus,
      'count by (collector) (traces_span_metrics_calls_total{service="front"})',
    );
    assert.equal(used.length, 2, "both gateways had some");
  });

  it("count every span before the sampling, with the labels that rules and Jaeger know", async () => {
    const calls = 'sum(traces_span_metrics_calls_total{service="catalogue"})';
    await waitFor("402 calls are counted", async () => {
      const [sum] = await promQuery(world.prometheus, calls);
      return sum?.value[1] === "402";
    });
    const [series] = await promQuery(
      world.prometheus,
      'traces_span_metrics_calls_total{service="catalogue",status_code="STATUS_CODE_ERROR"}',
    );
    const { collector = "", ...labels } = series?.metric ?? {};
    assert.match(collector, /^otel-gateway-/);
    assert.deepEqual(labels, {
      __name__: "traces_span_metrics_calls_total",
      cluster: "test",
      namespace: "shop",
      service: "catalogue",
      service_name: "catalogue",
      span_kind: "SPAN_KIND_SERVER",
      span_name: "GET /items",
      status_code: "STATUS_CODE_ERROR",
    });
    const [slow] = await promQuery(
      world.prometheus,
      'sum(traces_span_metrics_duration_seconds_bucket{service="catalogue",le="0.5"})',
    );
    assert.equal(slow?.value[1], "401");
  });

  it("link durations to traces", async () => {
    await waitFor("an exemplar of the trace with the error is there", async () => {
      const exemplars = await promExemplars(
        world.prometheus,
        'traces_span_metrics_duration_seconds_bucket{service="catalogue"}',
      );
      return exemplars.some(({ trace_id }) => trace_id === traceId(2001));
    });
  });

  it("say who calls whom", async () => {
    await waitFor("the calls of one service to the other are counted", async () => {
      const [sum] = await promQuery(
        world.prometheus,
        'sum(traces_service_graph_request_failed_total{client="front",server="back",client_namespace="shop",server_namespace="shop"})',
      );
      return sum?.value[1] === "40";
    });
    const names = await promQuery(world.prometheus, 'count by (__name__) ({__name__=~"traces_service_graph_.*"})');
    assert.deepEqual(names.map(({ metric }) => metric["__name__"]).sort(), [
      "traces_service_graph_request_client_seconds_bucket",
      "traces_service_graph_request_client_seconds_count",
      "traces_service_graph_request_client_seconds_sum",
      "traces_service_graph_request_failed_total",
      "traces_service_graph_request_server_seconds_bucket",
      "traces_service_graph_request_server_seconds_count",
      "traces_service_graph_request_server_seconds_sum",
      "traces_service_graph_request_total",
    ]);
  });

  it("write a series of each agent's, which shows that the way to Prometheus is open", async () => {
    await waitFor("it has arrived", async () => {
      const found = await promQuery(
        world.prometheus,
        '{__name__=~"otelcol_process_uptime.*",job="otel-agent-remote-write"}',
      );
      return found.length === world.agents.length;
    });
  });

  it("have the metrics of their own that rules and the page ask for", async () => {
    const text = async (address: string) => (await fetch(`http://${address}:8888/metrics`)).text();
    const both = `${await text(world.agents[0])}\n${await text(world.gateways[0])}\n${await text(world.gateways[1])}`;
    const names = new Set([...both.matchAll(/^(otelcol_\w+)/gm)].map(([name]) => name));
    const wanted = [
      "otelcol_exporter_queue_capacity",
      "otelcol_exporter_queue_size",
      "otelcol_exporter_sent_spans",
      "otelcol_process_memory_rss",
      "otelcol_process_uptime",
      "otelcol_processor_tail_sampling_global_count_traces_sampled",
      "otelcol_processor_tail_sampling_new_trace_id_received",
      "otelcol_processor_tail_sampling_sampling_decision_timer_latency_bucket",
      "otelcol_processor_tail_sampling_sampling_traces_on_memory",
      "otelcol_receiver_accepted_spans",
      "otelcol_receiver_refused_spans",
    ];
    assert.deepEqual(
      wanted.filter((name) => !names.has(name)),
      [],
    );
  });
});
