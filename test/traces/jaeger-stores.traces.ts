import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "../../scripts/lib/processes";
import { elasticsearchUrl } from "../../names/elastic";
import { JAEGER_PORTS } from "../../names/jaeger";
import type { Settings } from "../../settings";
import { type StandIn, standIn } from "../support/elasticsearch";
import { type Mounted, mounted, type Running, start } from "../support/jaeger";
import { toolOrSkip } from "../support/tools";
import { settingsOf } from "../support/settings";
import { ask, send } from "../support/traces";

describe("Jaeger and the stores of others", function () {
  this.timeout(60_000);
  let jaeger = "";
  let files: Mounted | undefined;
  let running: Running | undefined;
  let elasticsearch: StandIn | undefined;

  const run = async (settings: Settings, replaced: Record<string, string> = {}): Promise<Running> => {
    files ??= mounted(settings);
    return (running = await start(jaeger, settings, files, replaced));
  };

  beforeEach(function () {
    jaeger = toolOrSkip(this, "jaeger");
  });
  afterEach(async () => {
    await running?.stop();
    await elasticsearch?.close();
    files?.remove();
    running = elasticsearch = files = undefined;
  });

  const settings = settingsOf({ elastic: {}, tracing: { storage: "elasticsearch" } });
  const accepted = { status: 200, body: { errors: false, items: [] as unknown[] } };

  const writing = async (answer: typeof accepted) => {
    files = mounted(settings);
    elasticsearch = await standIn(files.at("/etc/elasticsearch/ca"), "9.4.3", () => answer);
    const it = await run(settings, { [elasticsearchUrl(settings)]: elasticsearch.url });
    assert.equal((await send(it)).status, 200);
    const { asked } = elasticsearch;
    await waitFor("a bulk request comes", () => asked.some(({ path }) => path.startsWith("/_bulk")), { seconds: 10 });
    return { it, asked };
  };

  it("signs in with the mounted password, trusts the mounted authority, and writes an index a day", async () => {
    const { asked } = await writing(accepted);
    const basic = `Basic ${Buffer.from("jaeger:secret").toString("base64")}`;
    assert.deepEqual([...new Set(asked.map(({ authorization }) => authorization))], [basic]);
    const written = asked.filter(({ path }) => path.startsWith("/_bulk")).flatMap(({ body }) => body.split("\n"));
    const today = new Date().toISOString().slice(0, 10);
    assert.ok(
      written.some((line) => line.includes(`"_index":"jaeger-span-${today}"`)),
      written[0],
    );
    assert.ok(written.some((line) => line.includes(`"operationName":"GET /cart"`)));
  });

  it("makes the templates of its indices, with one shard and no copy on a single node", async () => {
    const { asked } = await writing(accepted);
    const templates = asked.filter(({ path }) => path.startsWith("/_index_template/"));
    assert.deepEqual(templates.map(({ path }) => path).sort(), [
      "/_index_template/jaeger-service",
      "/_index_template/jaeger-span",
    ]);
    for (const { body } of templates) {
      const { template } = JSON.parse(body) as { template: { settings: Record<string, unknown> } };
      assert.equal(template.settings["index.number_of_shards"], 1);
      assert.equal(template.settings["index.number_of_replicas"], 0);
    }
  });

  it("counts what was not stored as the rule asks for it", async () => {
    const refused = { index: { status: 400, error: { type: "mapper_parsing_exception", reason: "a test" } } };
    const { it } = await writing({ status: 200, body: { errors: true, items: [refused] } });
    let metrics = "";
    const counted = async () => {
      metrics = await (await fetch(`${it.url(JAEGER_PORTS.metrics)}/metrics`)).text();
      return metrics.includes("bulk_index");
    };
    await waitFor("it counts them", counted, { seconds: 10 });
    assert.match(metrics, /^jaeger_storage_spans_attempts_total\{kind="elasticsearch",.*\} 2$/m);
    assert.match(metrics, /^jaeger_storage_bulk_index_attempts_total\{kind="elasticsearch",.*\} 4$/m);
    assert.match(metrics, /^jaeger_storage_bulk_index_errors_total\{kind="elasticsearch",.*\} 1$/m);
    assert.match(metrics, /^jaeger_storage_bulk_index_inserts_total\{kind="elasticsearch",.*\} 3$/m);
  });

  it("asks Prometheus for the collector's metrics of spans, by the labels that they have", async () => {
    const queries: string[] = [];
    const prometheus = createServer((incoming, answer) => {
      let body = "";
      incoming.on("data", (chunk: Buffer) => (body += chunk.toString()));
      incoming.on("end", () => {
        queries.push(new URLSearchParams(body).get("query") ?? "");
        answer.end(JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } }));
      });
    }).listen(0, "127.0.0.1");
    try {
      const { port } = await new Promise<AddressInfo>((resolve) =>
        prometheus.once("listening", () => resolve(prometheus.address() as AddressInfo)),
      );
      const it = await run(settingsOf(), {
        "http://kube-prometheus-stack-prometheus.observability.svc:9090": `http://127.0.0.1:${port}`,
      });
      const about = "service=shop&spanKind=server&groupByOperation=true&lookback=60000&step=5000&ratePer=60000";
      for (const path of ["calls", "errors", "latencies"]) await ask(it, `/api/metrics/${path}?${about}&quantile=0.95`);
    } finally {
      prometheus.close();
      prometheus.closeAllConnections();
    }
    const which = 'service_name =~ "shop", ';
    const kind = 'span_kind =~ "SPAN_KIND_SERVER"';
    const calls = `sum(rate(traces_span_metrics_calls_total{${which}${kind}}[1m])) by (service_name,span_name)`;
    assert.deepEqual([...new Set(queries)].sort(), [
      `histogram_quantile(0.95, sum(rate(traces_span_metrics_duration_seconds_bucket{${which}${kind}}[1m])) by (service_name,span_name,le))`,
      calls,
      `sum(rate(traces_span_metrics_calls_total{${which}status_code = "STATUS_CODE_ERROR", ${kind}}[1m])) by (service_name,span_name) / ${calls}`,
    ]);
  });
});
