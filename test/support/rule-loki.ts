/** A real Loki for tests: in memory and in a folder of its own, on ports that are free, with as many tenants as are asked for. */
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";

/** A line with its stream's labels and what is kept beside it. */
export interface Entry {
  labels: Record<string, string>;
  metadata: Record<string, string>;
  line: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** Starts Loki and waits until it takes lines. */
export async function startLoki(binary: string): Promise<Loki> {
  const folder = mkdtempSync(join(tmpdir(), "loki-"));
  const [http = 0, grpc = 0] = await freePorts(2);
  await writeFile(join(folder, "loki.yaml"), stringify(configuration(folder, http, grpc)));
  const loki = new Loki(`http://127.0.0.1:${http}`, folder);
  try {
    await loki.start(binary, [`-config.file=${join(folder, "loki.yaml")}`]);
  } catch (error) {
    await loki.stop();
    throw error;
  }
  return loki;
}

export class Loki {
  private process: Running | undefined;

  constructor(
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** Its ingester answers queries at once; /ready would wait another 15 seconds. */
  async start(binary: string, args: string[]): Promise<void> {
    const probe = [{ labels: { a: "b" }, metadata: {}, line: "", time: Date.now() }];
    this.process = await startReady(binary, args, async () => (await this.post("probe", probe)).ok);
  }

  /** Stores lines for a tenant. */
  async push(tenant: string, entries: readonly Entry[]): Promise<void> {
    const answer = await this.post(tenant, entries);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** The labels of every series that an expression returns for a tenant at a time (ms). */
  async query(tenant: string, expr: string, time: number): Promise<Record<string, string>[]> {
    const parameters = new URLSearchParams({ query: expr, time: `${Math.round(time)}000000` });
    const answer = await fetch(`${this.url}/loki/api/v1/query?${parameters.toString()}`, {
      headers: { "X-Scope-OrgID": tenant },
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}: ${expr}`);
    const { data } = (await answer.json()) as { data: { result: { metric: Record<string, string> }[] } };
    return data.result.map(({ metric }) => metric);
  }

  /** The lines of the last hour that an expression returns for a tenant, the newest first, each with its labels. */
  async lines(tenant: string, expr: string): Promise<{ labels: Record<string, string>; line: string }[]> {
    const parameters = new URLSearchParams({ query: expr, since: "1h", limit: "500" });
    const answer = await fetch(`${this.url}/loki/api/v1/query_range?${parameters.toString()}`, {
      headers: { "X-Scope-OrgID": tenant },
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}: ${expr}`);
    const { data } = (await answer.json()) as {
      data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
    };
    return data.result
      .flatMap(({ stream, values }) => values.map(([time, line]) => ({ labels: stream, line, time })))
      .sort((a, b) => (a.time < b.time ? 1 : -1))
      .map(({ labels, line }) => ({ labels, line }));
  }

  /** Ends it and removes what it wrote. */
  async stop(): Promise<void> {
    await this.process?.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private post(tenant: string, entries: readonly Entry[]): Promise<Response> {
    const streams = new Map<string, { stream: Record<string, string>; values: unknown[] }>();
    for (const { labels, metadata, line, time } of entries) {
      const key = JSON.stringify(labels);
      const stream = streams.get(key) ?? { stream: labels, values: [] };
      stream.values.push([`${Math.round(time * 1000)}000`, line, metadata]);
      streams.set(key, stream);
    }
    return fetch(`${this.url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Scope-OrgID": tenant },
      body: JSON.stringify({ streams: [...streams.values()] }),
      signal: AbortSignal.timeout(20_000),
    });
  }
}

function configuration(folder: string, http: number, grpc: number): Record<string, unknown> {
  return {
    auth_enabled: true,
    server: {
      http_listen_address: "127.0.0.1",
      http_listen_port: http,
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: grpc,
      log_level: "error",
    },
    common: {
      instance_addr: "127.0.0.1",
      path_prefix: folder,
      replication_factor: 1,
      ring: { instance_addr: "127.0.0.1", kvstore: { store: "inmemory" } },
      storage: { filesystem: { chunks_directory: join(folder, "chunks"), rules_directory: join(folder, "rules") } },
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
    // What it stores is not to be looked for beyond the ingester.
    limits_config: { discover_service_name: [], discover_log_levels: false },
    analytics: { reporting_enabled: false },
  };
}
