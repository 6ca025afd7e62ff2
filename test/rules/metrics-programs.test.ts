/** Whether the facts about metrics (test/fixtures/metrics) are what the programs themselves show, as far as they show it unasked. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { JAEGER_PORTS } from "../../names/jaeger";
import { freePorts, startReady, waitFor } from "../../scripts/lib/processes";
import type { ToolName } from "../../scripts/lib/tools";
import { mounted, start as startJaeger } from "../support/jaeger";
import { LOKI_TOOLS, lokiConfig, startLoki } from "../support/loki";
import { EXPORTERS } from "../support/metrics";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

/** The labels of each metric that a page of metrics shows. */
function shownIn(page: string): Map<string, Set<string>> {
  const shown = new Map<string, Set<string>>();
  for (const [, metric = "", labels = ""] of page.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const found = shown.get(metric) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) found.add(label);
    shown.set(metric, found);
  }
  return shown;
}

/**
 * Compares a program's page with the facts. What is not on it must be among those that wait for their first event.
 * @param silent The metrics that a program shows once something has happened.
 * @param more Labels of series that the facts leave out, as nothing reads them.
 */
function compare(exporter: string, page: string, silent: RegExp, more: readonly string[] = []): void {
  const shown = shownIn(page);
  const { metrics } = EXPORTERS.get(exporter) ?? assert.fail(exporter);
  const different = Object.entries(metrics).flatMap(([metric, labels]) => {
    const found = shown.get(metric);
    if (found === undefined) return silent.test(metric) ? [] : [`${metric} is not there`];
    const own = [...found].filter((label) => !more.includes(label)).sort();
    return own.join(" ") === labels ? [] : [`${metric} has the labels ${own.join(" ")}, not ${labels}`];
  });
  assert.deepEqual(different, []);
  assert.ok(Object.keys(metrics).some((metric) => shown.has(metric)));
}

describe("the facts about metrics are the program's own", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "metrics-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page of a program that is started with a configuration of its own and a free port. */
  async function pageOf(
    context: Mocha.Context,
    tool: ToolName,
    config: (port: number) => string,
    args: (file: string, address: string) => readonly string[],
    ready: string,
    until: (page: string) => boolean = () => true,
  ): Promise<string> {
    const binary = toolOrSkip(context, tool);
    const [port = 0] = await freePorts(1);
    const file = join(folder, "config");
    writeFileSync(file, config(port));
    const address = `127.0.0.1:${port}`;
    const { stop } = await startReady(binary, args(file, address), `http://${address}${ready}`, { seconds: 60 });
    try {
      return await shows(`http://${address}/metrics`, until);
    } finally {
      await stop();
    }
  }

  async function shows(url: string, until: (page: string) => boolean): Promise<string> {
    let page = "";
    await waitFor(`${url} shows it`, async () => {
      page = await (await fetch(url)).text();
      return until(page);
    });
    return page;
  }

  it("Prometheus", async function () {
    const nobody = "127.0.0.1:9";
    const rules = join(folder, "rules.yaml");
    writeFileSync(
      rules,
      stringify({ groups: [{ name: "g", interval: "1s", rules: [{ alert: "A", expr: "vector(1)" }] }] }),
    );
    const page = await pageOf(
      this,
      "prometheus",
      (port) =>
        stringify({
          rule_files: [rules],
          remote_write: [{ name: "r", url: `http://${nobody}/` }],
          alerting: { alertmanagers: [{ static_configs: [{ targets: [nobody] }] }] },
          scrape_configs: [
            { job_name: "a", scrape_interval: "1s", static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
          ],
        }),
      (file, address) => [`--config.file=${file}`, `--storage.tsdb.path=${folder}`, `--web.listen-address=${address}`],
      "/-/ready",
      (text) => /^prometheus_target_sync_failed/m.test(text),
    );
    compare("prometheus", page, /^ALERTS_FOR_STATE$|_sd_|_samples_dropped_total$|^prometheus_notifications_/);
  });

  it("Alertmanager", async function () {
    const page = await pageOf(
      this,
      "alertmanager",
      () =>
        stringify({
          route: { receiver: "w" },
          receivers: [{ name: "w", webhook_configs: [{ url: "http://w.test" }] }],
        }),
      (file, address) => [
        `--config.file=${file}`,
        `--storage.path=${folder}`,
        `--web.listen-address=${address}`,
        "--cluster.listen-address=127.0.0.1:0",
        "--enable-feature=receiver-name-in-metrics",
      ],
      "/-/ready",
    );
    compare("alertmanager", page, /^$/);
  });

  it("Alloy", async function () {
    const page = await pageOf(
      this,
      "alloy",
      () => 'loki.write "w" {\n  endpoint {\n    url = "http://w.test"\n  }\n}\n',
      (file, address) => [
        "run",
        `--server.http.listen-addr=${address}`,
        `--storage.path=${folder}`,
        "--disable-reporting",
        file,
      ],
      "/-/ready",
    );
    compare("alloy", page, /^loki_write_/);
  });

  it("Promtail", async function () {
    const page = await pageOf(
      this,
      "promtail",
      (port) =>
        stringify({
          server: { http_listen_address: "127.0.0.1", http_listen_port: port, grpc_listen_port: 0 },
          positions: { filename: join(folder, "positions") },
          clients: [{ url: "http://w.test/loki/api/v1/push" }],
          scrape_configs: [],
        }),
      (file) => [`-config.file=${file}`],
      "/metrics",
    );
    compare("promtail", page, /^promtail_(dropped_entries_total|request_duration_seconds_count)$/);
  });

  for (const [engine, exporter] of [
    ["loki", "loki"],
    ["loki-stack", "loki-2.9"],
  ] as const) {
    it(`Loki of ${engine}`, async function () {
      const binary = toolOrSkip(this, LOKI_TOOLS[engine]);
      const settings = settingsOf({ logs: { engine } });
      const loki = await startLoki(binary, lokiConfig(engine, settings));
      try {
        await loki.push({ namespace: "shop" }, [[new Date(), "line"]]);
        const page = await shows(`${loki.url}/metrics`, (text) => /^loki_distributor_lines_received_total/m.test(text));
        compare(
          exporter,
          page,
          /discarded_samples|_prometheus_|ruler_config|boltdb_shipper|compactor_apply|panic|(s3|gcs|azure_blob)_request/,
        );
      } finally {
        await loki.stop();
        rmSync(loki.folder, { recursive: true, force: true });
      }
    });
  }

  it("Jaeger", async function () {
    const binary = toolOrSkip(this, "jaeger");
    const settings = settingsOf();
    const files = mounted(settings);
    const jaeger = await startJaeger(binary, settings, files);
    try {
      await fetch(`${jaeger.url(JAEGER_PORTS.query)}/api/services`);
      await fetch(`${jaeger.url(JAEGER_PORTS.otlpHttp)}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          resourceSpans: [
            {
              scopeSpans: [
                {
                  spans: [
                    {
                      traceId: "5b8efff798038103d269b633813fc60c",
                      spanId: "eee19b7ec3c1b174",
                      name: "x",
                      startTimeUnixNano: "1",
                      endTimeUnixNano: "2",
                    },
                  ],
                },
              ],
            },
          ],
        }),
      });
      const page = await shows(
        `${jaeger.url(JAEGER_PORTS.metrics)}/metrics`,
        (text) => /^otelcol_receiver_accepted_spans/m.test(text) && /^jaeger_storage_requests/m.test(text),
      );
      // Elasticsearch's own are counted where there is one: test/traces/jaeger-stores.traces.ts.
      compare("jaeger", page, /^jaeger_storage_(bulk_index|spans)_|_processor_refused_|_send_failed_/);
    } finally {
      await jaeger.stop();
      files.remove();
    }
  });
});
