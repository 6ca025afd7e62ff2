/** Two agents, two gateways, a Jaeger and a Prometheus: what a trace meets in a cluster, as processes. */
import * as fs from "node:fs";
import * as path from "node:path";
import { otelCollectorValues } from "../../components/otel-collector";
import type { Settings } from "../../settings";
import { localConfig } from "../../scripts/lib/local-collectors";
import type { Running } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import { settingsOf } from "./settings";
import { jaegerTrace } from "./spans";
import { toolOrSkip } from "./tools";

const usual = settingsOf({
  metrics: { scrapeInterval: "1s" },
  tracing: {
    tailSampling: {
      decisionWait: "2s",
      percent: 1,
      latencyMs: 500,
      policies: [
        { service: "checkout", percent: 100 },
        { service: "reports", percent: 0, latencyMs: 5000 },
      ],
    },
    redact: { keys: ["customer\\.number"] },
  },
});

/** Jaeger as small as it gets: what comes by OTLP is kept in memory. */
const jaegerConfig = (address: string) => ({
  service: {
    extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
    pipelines: { traces: { receivers: ["otlp"], exporters: ["jaeger_storage_exporter"] } },
    telemetry: { metrics: { level: "none" } },
  },
  extensions: {
    healthcheckv2: { use_v2: true, http: { endpoint: `${address}:13133` } },
    jaeger_query: {
      storage: { traces: "memory" },
      http: { endpoint: `${address}:16686` },
      grpc: { endpoint: `${address}:16685` },
    },
    jaeger_storage: { backends: { memory: { memory: { max_traces: 10_000 } } } },
  },
  receivers: { otlp: { protocols: { grpc: { endpoint: `${address}:4317` } } } },
  exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
});

export interface WorldOptions {
  /** Whose collectors' configuration it is. Default: one that keeps few traces. */
  settings?: Settings;
  /** What Prometheus scrapes, and which rules it has. Default: nothing, and none. */
  prometheus?: Record<string, unknown>;
}

/** How many traces of a range of numbers Jaeger has. */
export async function kept(jaeger: string, from: number, to: number): Promise<number> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const found = await Promise.all(numbers.map((trace) => jaegerTrace(jaeger, trace)));
  return found.filter((trace) => trace !== undefined).length;
}

export class World {
  private readonly scene = new Scene();
  readonly jaeger = this.scene.address(2);
  readonly prometheus = this.scene.address(3);
  readonly agents = [this.scene.address(11), this.scene.address(12)] as const;
  readonly gateways = [this.scene.address(21), this.scene.address(22)] as const;
  /** What runs, by its address. */
  readonly running: Record<string, Running> = {};

  private constructor(
    private readonly programs: Record<"jaeger" | "otelcol" | "prometheus", string>,
    private readonly options: WorldOptions,
  ) {}

  /** Starts everything, or skips the test if a program is not there. */
  static async start(context: Mocha.Context, options: WorldOptions = {}): Promise<World> {
    const programs = {
      jaeger: toolOrSkip(context, "jaeger"),
      otelcol: toolOrSkip(context, "otelcol"),
      prometheus: toolOrSkip(context, "prometheus"),
    };
    const world = new World(programs, options);
    await Promise.all([world.startJaeger(), world.startPrometheus()]);
    await Promise.all(world.gateways.map((address) => world.startCollector("otel-gateway", address)));
    await Promise.all(world.agents.map((address) => world.startCollector("otel-agent", address)));
    return world;
  }

  async startJaeger(): Promise<void> {
    const file = this.scene.write("jaeger.yaml", jaegerConfig(this.jaeger));
    const ready = `http://${this.jaeger}:13133/status`;
    this.running[this.jaeger] = await this.scene.start(this.programs.jaeger, ["--config", file], ready);
  }

  private async startPrometheus(): Promise<void> {
    const config = { global: { scrape_interval: "1s", evaluation_interval: "1s" }, ...this.options.prometheus };
    const options = [
      `--config.file=${this.scene.write("prometheus.yaml", config)}`,
      `--storage.tsdb.path=${this.scene.folder}/prometheus`,
      `--web.listen-address=${this.prometheus}:9090`,
      "--web.enable-remote-write-receiver",
      "--enable-feature=exemplar-storage",
      "--log.level=warn",
    ];
    await this.scene.start(this.programs.prometheus, options, `http://${this.prometheus}:9090/-/ready`);
  }

  async startCollector(release: "otel-agent" | "otel-gateway", address: string): Promise<void> {
    const { alternateConfig } = otelCollectorValues(this.options.settings ?? usual)[release] as {
      alternateConfig: Record<string, unknown>;
    };
    const queue = path.join(this.scene.folder, address);
    fs.mkdirSync(queue, { recursive: true });
    const { gateways, jaeger, prometheus } = this;
    const local = localConfig(alternateConfig, { address, gateways, jaeger, prometheus, queue });
    this.running[address] = await this.scene.start(
      this.programs.otelcol,
      ["--config", this.scene.write(`${address}.yaml`, local)],
      `http://${address}:13133/`,
      { MY_POD_IP: address, OTEL_K8S_POD_NAME: `${release}-${address}`, OTEL_K8S_NODE_NAME: "node" },
    );
  }

  end(): Promise<void> {
    return this.scene.end();
  }
}
