/** The collectors of a stack for log records, with the real programs and stores that are on this machine. */
import * as fs from "node:fs";
import * as path from "node:path";
import { localConfig } from "../../scripts/lib/local-collectors";
import type { Scene } from "../../scripts/lib/scene";
import type { Settings } from "../../settings";
import { configOf, type Release } from "./collectors";

/** Where the stores are. Elasticsearch's certificate is in the scene's folder, as `ca.crt`. */
interface Stores {
  loki: { url: string };
  elasticsearch: { url: string };
}

/**
 * Starts a gateway and an agent that sends to it.
 * @returns The agent's address.
 */
export async function startLogCollectors(
  binary: string,
  scene: Scene,
  settings: Settings,
  stores: Stores,
): Promise<string> {
  const [agent, gateway] = [scene.address(11), scene.address(21)];
  const start = (release: Release, address: string) =>
    startCollector(binary, scene, settings, stores, release, address, gateway);
  await start("otel-gateway", gateway);
  await start("otel-agent", agent);
  return agent;
}

async function startCollector(
  binary: string,
  scene: Scene,
  settings: Settings,
  { loki, elasticsearch }: Stores,
  release: Release,
  address: string,
  gateway: string,
): Promise<void> {
  const config = configOf(settings, release);
  const queue = path.join(scene.folder, address);
  fs.mkdirSync(queue, { recursive: true });
  const local = localConfig(config as unknown as Record<string, unknown>, {
    address,
    gateways: [gateway],
    jaeger: gateway,
    prometheus: gateway,
    queue,
  });
  const own = local["exporters"] as typeof config.exporters;
  // The stores are here: the exporters are the deployed ones, but for their addresses and what makes them wait for more.
  for (const name of ["elasticsearch", "elasticsearch/audit"]) {
    const exporter = config.exporters[name];
    if (exporter === undefined) continue;
    const batch = { sizer: "bytes", min_size: 1, max_size: 5_000_000, flush_timeout: "100ms" };
    own[`debug/${name}`] = {};
    own[name] = {
      ...exporter,
      endpoints: [elasticsearch.url],
      tls: { ca_file: path.join(scene.folder, "ca.crt") },
      sending_queue: { ...(exporter["sending_queue"] as object), batch },
    };
  }
  const { pipelines } = local["service"] as { pipelines: Record<string, { exporters: string[] }> };
  for (const pipeline of Object.values(pipelines))
    pipeline.exporters = pipeline.exporters.map((name) => name.replace(/^debug\//, ""));
  for (const name of ["otlp_http/loki", "otlp_http/loki-audit"])
    if (own[name] !== undefined) own[name]["endpoint"] = `${loki.url}/otlp`;
  await scene.start(binary, ["--config", scene.write(`${address}.yaml`, local)], `http://${address}:13133/`, {
    MY_POD_IP: address,
    OTEL_K8S_POD_NAME: `${release}-${address}`,
    OTEL_K8S_NODE_NAME: "node",
    ELASTICSEARCH_USERNAME: "log-writer",
    ELASTICSEARCH_PASSWORD: "writes",
  });
}
