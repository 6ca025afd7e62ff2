/** Whether the facts about metrics are what the programs themselves show, as far as they show it unasked. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { LOKI_TOOLS, lokiConfig, startLoki } from "../support/loki";
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

  it("Alloy", async function () {
    const page = await pageOf(this, {
      tool: "alloy",
      folder,
      config: () => 'loki.write "w" {\n  endpoint {\n    url = "http://w.test"\n  }\n}\n',
      args: (file, address) => [
        "run",
        `--server.http.listen-addr=${address}`,
        `--storage.path=${folder}`,
        "--disable-reporting",
        file,
      ],
      ready: "/-/ready",
    });
    compare("alloy", page, /^loki_write_/);
  });

  it("Promtail", async function () {
    const page = await pageOf(this, {
      tool: "promtail",
      folder,
      config: (port) =>
        stringify({
          server: { http_listen_address: "127.0.0.1", http_listen_port: port, grpc_listen_port: 0 },
          positions: { filename: join(folder, "positions") },
          clients: [{ url: "http://w.test/loki/api/v1/push" }],
          scrape_configs: [],
        }),
      args: (file) => [`-config.file=${file}`],
      ready: "/metrics",
    });
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
});
