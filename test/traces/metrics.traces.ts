/** Whether the facts about metrics are what the programs themselves show, as far as they show it unasked. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { JAEGER_PORTS } from "../../names/jaeger";
import { mounted, start as startJaeger } from "../support/jaeger";
import { compare, pageOf, shows } from "../support/metrics-page";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

describe("the facts about metrics are the program's own", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "metrics-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("Prometheus", async function () {
    const nobody = "127.0.0.1:9";
    const rules = join(folder, "rules.yaml");
    writeFileSync(
      rules,
      stringify({ groups: [{ name: "g", interval: "1s", rules: [{ alert: "A", expr: "vector(1)" }] }] }),
    );
    const page = await pageOf(this, {
      tool: "prometheus",
      folder,
      config: (port) =>
        stringify({
          rule_files: [rules],
          remote_write: [{ name: "r", url: `http://${nobody}/` }],
          alerting: { alertmanagers: [{ static_configs: [{ targets: [nobody] }] }] },
          scrape_configs: [
            { job_name: "a", scrape_interval: "1s", static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
          ],
        }),
      args: (file, address) => [
        `--config.file=${file}`,
        `--storage.tsdb.path=${folder}`,
        `--web.listen-address=${address}`,
      ],
      ready: "/-/ready",
      until: (text) => /^prometheus_target_sync_failed/m.test(text),
    });
    compare("prometheus", page, /^ALERTS_FOR_STATE$|_sd_|_samples_dropped_total$|^prometheus_notifications_/);
  });

  it("Alertmanager", async function () {
    const page = await pageOf(this, {
      tool: "alertmanager",
      folder,
      config: () =>
        stringify({
          route: { receiver: "w" },
          receivers: [{ name: "w", webhook_configs: [{ url: "http://w.test" }] }],
        }),
      args: (file, address) => [
        `--config.file=${file}`,
        `--storage.path=${folder}`,
        `--web.listen-address=${address}`,
        "--cluster.listen-address=127.0.0.1:0",
        "--enable-feature=receiver-name-in-metrics",
      ],
      ready: "/-/ready",
    });
    compare("alertmanager", page, /^$/);
  });

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
