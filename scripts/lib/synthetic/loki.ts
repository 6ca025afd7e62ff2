/** A Loki that takes lines of any time and answers for them. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { freePorts, startReady } from "../processes";
import { ensureTool } from "../tools";
import type { Line } from "./lines";

export interface RunningLoki {
  url: string;
  /** Ends it, and removes its data. */
  stop: () => Promise<void>;
}

/** Lines of one request. */
const MOST_LINES = 5000;

/** Starts Loki with lines. */
export async function startLoki(lines: readonly Line[], log?: (line: string) => void): Promise<RunningLoki> {
  const loki = await ensureTool("loki", log);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "synthetic-loki-"));
  const [http = 0, grpc = 0] = await freePorts(2);
  const file = path.join(folder, "loki.yaml");
  fs.writeFileSync(file, stringify(configuration(folder, http, grpc)));
  const url = `http://127.0.0.1:${http}`;
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    // Its ingester takes lines at once; /ready would wait for another 15 seconds.
    const ready = async () => (await post(url, lines.slice(0, 1))).ok;
    const { stop } = await startReady(loki, [`-config.file=${file}`], ready, { cwd: folder });
    for (let from = 1; from < lines.length; from += MOST_LINES) {
      const answer = await post(url, lines.slice(from, from + MOST_LINES));
      if (!answer.ok) throw new Error(`Loki refuses lines: ${answer.status} ${await answer.text()}`);
    }
    // Nothing of it is kept: there is nothing to write down at its end.
    return { url, stop: () => stop("SIGKILL").then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

function post(url: string, lines: readonly Line[]): Promise<Response> {
  const streams = new Map<string, { stream: Record<string, string>; values: unknown[] }>();
  for (const { labels, metadata, line, time } of lines) {
    const key = JSON.stringify(labels);
    const stream = streams.get(key) ?? { stream: labels, values: [] };
    stream.values.push([`${Math.round(time * 1000)}000000`, line, metadata]);
    streams.set(key, stream);
  }
  return fetch(`${url}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams: [...streams.values()] }),
  });
}

function configuration(folder: string, http: number, grpc: number): Record<string, unknown> {
  const address = "127.0.0.1";
  return {
    auth_enabled: false,
    server: {
      http_listen_address: address,
      http_listen_port: http,
      grpc_listen_address: address,
      grpc_listen_port: grpc,
      log_level: "error",
    },
    common: {
      instance_addr: address,
      path_prefix: folder,
      replication_factor: 1,
      ring: { instance_addr: address, kvstore: { store: "inmemory" } },
      storage: {
        filesystem: { chunks_directory: path.join(folder, "chunks"), rules_directory: path.join(folder, "rules") },
      },
    },
    schema_config: {
      configs: [
        {
          from: "2020-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    // All that there is is in memory, however old it says that it is.
    querier: { query_ingesters_within: 0 },
    ingester: { chunk_idle_period: "24h", max_chunk_age: "24h", query_store_max_look_back_period: -1 },
    limits_config: {
      discover_log_levels: false,
      discover_service_name: [],
      ingestion_burst_size_mb: 100,
      ingestion_rate_mb: 100,
      per_stream_rate_limit: "100MB",
      per_stream_rate_limit_burst: "100MB",
      reject_old_samples: false,
      unordered_writes: true,
      volume_enabled: true,
    },
    analytics: { reporting_enabled: false },
  };
}
