/**
 * The programs that simulated pods do not run, as processes of this machine with the configurations that are deployed: kwok leads
 * the ports that are forwarded to pods to them.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";
import * as yaml from "yaml";
import { ALERTMANAGER, ALERTMANAGER_PORT, PROMETHEUS, PROMETHEUS_PORT } from "../../../names/kube-prometheus-stack";
import { JAEGER_PORTS } from "../../../names/jaeger";
import { AGENT, GATEWAY } from "../../../names/otel-collector";
import { hasTracing, type Settings } from "../../../settings";
import type { Kube } from "../kube";
import { localConfig } from "../local-collectors";
import { waitFor } from "../processes";
import { Scene } from "../scene";
import { findTool, type ToolName } from "../tools";
import type { KubeObject } from "./canaries";
import type { Forwards } from "./cluster";

type Config = Record<string, unknown>;

/** A program: the tools that it is made of, and the port of its pods that is asked. */
interface Program {
  tools: readonly ToolName[];
  port: number;
}

/** What can be had of a stack; Elasticsearch, Kibana and Grafana are no single programs. */
function programsOf(settings: Settings): Record<string, Program> {
  return {
    prometheus: { tools: ["prometheus"], port: PROMETHEUS_PORT },
    alertmanager: { tools: ["alertmanager"], port: ALERTMANAGER_PORT },
    // Loki 3 is configured for its object storage, which nobody has here.
    ...(settings.logs.engine === "loki-stack" ? { loki: { tools: ["loki-2.9"] as const, port: 3100 } } : {}),
    ...(hasTracing(settings)
      ? {
          jaeger: { tools: ["jaeger", "otelcol"] as const, port: JAEGER_PORTS.query },
          agent: { tools: ["jaeger", "otelcol"] as const, port: JAEGER_PORTS.otlpHttp },
        }
      : {}),
  };
}

export class Programs {
  private readonly scene = new Scene();
  /** Those whose tools are at hand, by name. */
  readonly names: readonly string[];

  constructor(private readonly settings: Settings) {
    const all = Object.entries(programsOf(settings));
    this.names = all
      .filter(([, { tools }]) => tools.every((tool) => findTool(tool) !== undefined))
      .map(([name]) => name);
  }

  /** Where ports that are forwarded to pods lead. */
  forwards(): Forwards {
    const all = programsOf(this.settings);
    return Object.fromEntries(
      this.names.map((name) => {
        const { port = 0 } = all[name] ?? {};
        return [port, { address: this.address(name), port }];
      }),
    );
  }

  /** Starts all of them with what is deployed, and waits until they are ready. */
  async start(kube: Kube): Promise<void> {
    const deployed = new DeployedFiles(kube, this.settings.cluster.namespace);
    const starts: Record<string, () => Promise<void>> = {
      prometheus: () => this.prometheus(deployed),
      alertmanager: () => this.alertmanager(deployed),
      loki: () => this.loki(deployed),
      jaeger: () => this.jaeger(deployed),
      agent: async () => {
        await this.collector(deployed, GATEWAY);
        await this.collector(deployed, AGENT);
      },
    };
    for (const name of this.names) await starts[name]?.();
  }

  /** Hands Alertmanager the configuration that is deployed now, as its config-reloader does. */
  async reloadAlertmanager(kube: Kube): Promise<void> {
    const deployed = new DeployedFiles(kube, this.settings.cluster.namespace);
    fs.writeFileSync(this.file("alertmanager.yaml"), await alertmanagerConfig(deployed));
    const url = `http://${this.address("alertmanager")}:${ALERTMANAGER_PORT}/-/reload`;
    const { ok, status } = await fetch(url, { method: "POST" });
    if (!ok) throw new Error(`Alertmanager does not take the configuration: ${status}`);
  }

  end(): Promise<void> {
    return this.scene.end();
  }

  private address(name: string): string {
    return this.scene.address(["prometheus", "alertmanager", "loki", "jaeger", "agent", "gateway"].indexOf(name) + 2);
  }

  private file(name: string): string {
    return path.join(this.scene.folder, name);
  }

  private async run(name: string, tool: ToolName, args: string[], ready: string, env: Record<string, string> = {}) {
    await this.scene.start(findTool(tool) ?? tool, args, `http://${this.address(name)}:${ready}`, env);
  }

  /** With the rules and all global settings. It discovers nothing: it is built without the cluster's discovery. */
  private async prometheus(deployed: DeployedFiles): Promise<void> {
    const text = await deployed.secret(`prometheus-${PROMETHEUS}`, "prometheus.yaml.gz");
    const { global } = yaml.parse(text) as Config;
    fs.mkdirSync(this.file("rules"));
    for (const [name, rules] of Object.entries(await deployed.configMaps(/^prometheus-.*-rulefiles-\d+$/)))
      fs.writeFileSync(this.file(`rules/${name}`), rules);
    const config = this.scene.write("prometheus.yaml", { global, rule_files: [this.file("rules/*.yaml")] });
    const flags = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${this.file("prometheus")}`,
      `--web.listen-address=${this.address("prometheus")}:${PROMETHEUS_PORT}`,
      ...["--web.enable-lifecycle", "--web.enable-remote-write-receiver", "--log.level=warn"],
    ];
    await this.run("prometheus", "prometheus", flags, `${PROMETHEUS_PORT}/-/ready`, { POD_NAME: "prometheus-0" });
  }

  /** As it is: the receivers' credentials are files that are read when they notify, and nothing notifies here. */
  private async alertmanager(deployed: DeployedFiles): Promise<void> {
    fs.writeFileSync(this.file("alertmanager.yaml"), await alertmanagerConfig(deployed));
    const flags = [
      `--config.file=${this.file("alertmanager.yaml")}`,
      `--storage.path=${this.file("alertmanager")}`,
      `--web.listen-address=${this.address("alertmanager")}:${ALERTMANAGER_PORT}`,
      "--cluster.listen-address=",
    ];
    await this.run("alertmanager", "alertmanager", flags, `${ALERTMANAGER_PORT}/-/ready`);
  }

  private async loki(deployed: DeployedFiles): Promise<void> {
    const rules = this.file("loki-rules");
    fs.mkdirSync(path.join(rules, "fake"), { recursive: true });
    for (const [name, text] of Object.entries(await deployed.configMaps(/^loki-rules$/)))
      fs.writeFileSync(path.join(rules, "fake", name), text);
    const config = yaml.parse(await deployed.secret("loki-stack", "loki.yaml")) as Config;
    // There are no others to find.
    delete config["memberlist"];
    const server = { http_listen_address: this.address("loki"), http_listen_port: 3100, log_level: "warn" };
    const grpc = { grpc_listen_address: this.address("loki"), grpc_listen_port: 9095 };
    const text = yaml
      .stringify({ ...config, server: { ...server, ...grpc } })
      .replaceAll("/data/loki", this.file("loki"))
      .replaceAll(
        /(directory|rule_path): (\/rules|\/tmp\/rules)$/gm,
        (_all, key: string, at: string) => `${key}: ${at === "/rules" ? rules : this.file("loki-rules-read")}`,
      )
      .replace("common:\n", `common:\n  instance_addr: ${this.address("loki")}\n`);
    fs.writeFileSync(this.file("loki.yaml"), text);
    await this.run("loki", "loki-2.9", [`-config.file=${this.file("loki.yaml")}`], "3100/ready");
  }

  /** With its store in memory, whatever the stack's is. */
  private async jaeger(deployed: DeployedFiles): Promise<void> {
    const text = (await deployed.configMaps(/^user-config$/))["user-config.yaml"] ?? "";
    const config = yaml.parse(text.replaceAll("0.0.0.0", this.address("jaeger"))) as {
      service: { extensions: string[]; pipelines: { traces: { processors: string[] } } };
      extensions: Record<string, Config>;
    };
    const { service, extensions } = config;
    service.extensions = service.extensions.filter((name) => name !== "remote_sampling");
    service.pipelines.traces.processors = ["memory_limiter"];
    delete extensions["remote_sampling"];
    const { http, grpc } = extensions["jaeger_query"] ?? {};
    extensions["jaeger_query"] = { http, grpc, storage: { traces: "traces" } };
    extensions["jaeger_storage"] = { backends: { traces: { memory: { max_traces: 1000 } } } };
    await this.run("jaeger", "jaeger", ["--config", this.scene.write("jaeger.yaml", config)], "13133/status");
  }

  private async collector(deployed: DeployedFiles, release: typeof AGENT | typeof GATEWAY): Promise<void> {
    const name = release === AGENT ? "agent" : "gateway";
    const { relay = "" } = await deployed.configMaps(new RegExp(`^${release}-(agent|statefulset)$`));
    const queue = this.file(`queue-${name}`);
    fs.mkdirSync(queue);
    const config = localConfig(yaml.parse(relay) as Config, {
      ...{ address: this.address(name), gateways: [this.address("gateway")], queue },
      ...{ jaeger: this.address("jaeger"), prometheus: this.address("prometheus") },
    });
    const env = { MY_POD_IP: this.address(name), OTEL_K8S_POD_NAME: `${release}-0`, OTEL_K8S_NODE_NAME: "node-1" };
    const user = { ELASTICSEARCH_USERNAME: "none", ELASTICSEARCH_PASSWORD: "none" };
    const args = ["--config", this.scene.write(`${name}.yaml`, config)];
    await this.run(name, "otelcol", args, "13133/", { ...env, ...user });
  }
}

/** What is deployed, as pods would have it mounted. */
class DeployedFiles {
  constructor(
    private readonly kube: Kube,
    private readonly namespace: string,
  ) {}

  /** A file of a Secret, unpacked. */
  async secret(name: string, file: string): Promise<string> {
    const at = `/api/v1/namespaces/${this.namespace}/secrets/${name}`;
    let found: KubeObject | undefined;
    await waitFor(`the Secret ${name} is there`, async () => (found = await this.kube.get(at)) !== undefined);
    const bytes = Buffer.from(found?.data?.[file] ?? "", "base64");
    return (file.endsWith(".gz") ? zlib.gunzipSync(bytes) : bytes).toString();
  }

  /** The files of all ConfigMaps of a name. */
  async configMaps(name: RegExp): Promise<Record<string, string>> {
    const all = await this.kube.list(`/api/v1/namespaces/${this.namespace}/configmaps`);
    return Object.assign(
      {},
      ...all.filter(({ metadata }) => name.test(metadata.name)).map(({ data }) => data ?? {}),
    ) as Record<string, string>;
  }
}

function alertmanagerConfig(deployed: DeployedFiles): Promise<string> {
  return deployed.secret(`alertmanager-${ALERTMANAGER}-generated`, "alertmanager.yaml.gz");
}
