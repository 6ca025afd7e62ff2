/** The programs that read what a stack makes of its settings: each says what it does not take. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { alertmanagerConfig } from "../../../components/alertmanager";
import { TEMPLATE_FILE, templates } from "../../../components/alertmanager/templates";
import { fluentdConfig } from "../../../components/fluentd/config";
import { alloyConfig } from "../../../components/log-pipeline/alloy";
import { pipeline } from "../../../components/log-pipeline/pipeline";
import { promtailStages } from "../../../components/log-pipeline/promtail";
import { otelCollectorValues } from "../../../components/otel-collector";
import { ruleFiles } from "../../../components/rules";
import { builtConfig } from "../../../scripts/lib/local-collectors";
import type { ToolName } from "../../../scripts/lib/tools";
import { hasTracing, type Settings } from "../../../settings";
import { faults, parseFluentd } from "../fluentd-syntax";
import { LOKI_FILE, lokiConfig, lokiFiles } from "../loki";

/** What is wrong with what one consumer gets; empty where nothing is. */
export type Verdict = string;

export interface Consumer {
  name: string;
  /** The tool that it needs, if it is a program. */
  tool?: ToolName;
  /** Whether it gets anything of a stack. */
  concerns: (settings: Settings) => boolean;
  judge: (settings: Settings, tool: string) => Verdict;
}

/** Writes files into a folder of its own, and runs a program there. */
function judged(
  tool: string,
  files: Record<string, string>,
  args: readonly string[],
  env: Record<string, string> = {},
): Verdict {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fuzz-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text.replaceAll("<folder>", folder));
    }
    const { status, stdout, stderr } = spawnSync(tool, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
      timeout: 120_000,
    });
    return status === 0 ? "" : `${status}: ${stdout}${stderr}`.slice(0, 3000);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const CONSUMERS: readonly Consumer[] = [
  {
    name: "Alertmanager (amtool)",
    tool: "amtool",
    concerns: () => true,
    judge: (settings, tool) => {
      const config = yaml.stringify(alertmanagerConfig(settings)).replaceAll("/etc/alertmanager/config", "<folder>");
      const files = { "alertmanager.yaml": config, [TEMPLATE_FILE]: templates(settings) };
      return judged(tool, files, ["check-config", "alertmanager.yaml"]);
    },
  },
  {
    name: "Prometheus' rules (promtool)",
    tool: "promtool",
    concerns: () => true,
    judge: (settings, tool) => {
      const files = Object.entries(ruleFiles(settings)).map(([name, file]) => [`${name}.yaml`, yaml.stringify(file)]);
      const names = files.map(([name = ""]) => name);
      return judged(tool, Object.fromEntries(files) as Record<string, string>, ["check", "rules", ...names]);
    },
  },
  {
    name: "Alloy (its own parser)",
    tool: "alloy-syntax",
    concerns: ({ logs }) => logs.engine === "loki",
    judge: (settings, tool) => {
      const { status, stdout, stderr } = spawnSync(tool, { input: alloyConfig(settings), encoding: "utf8" });
      if (status !== 0) return stderr;
      return stdout === alloyConfig(settings) ? "" : "formats it otherwise";
    },
  },
  {
    name: "Promtail",
    tool: "promtail",
    concerns: ({ logs }) => logs.engine === "loki-stack",
    judge: (settings, tool) => {
      const config = {
        server: { http_listen_port: 0, grpc_listen_port: 0 },
        clients: [{ url: "http://localhost:3100/loki/api/v1/push" }],
        positions: { filename: "positions.yaml" },
        scrape_configs: [{ job_name: "pods", pipeline_stages: promtailStages(pipeline(settings)) }],
      };
      return judged(tool, { "promtail.yaml": yaml.stringify(config) }, ["-config.file=promtail.yaml", "-check-syntax"]);
    },
  },
  {
    name: "Fluentd (its grammar)",
    concerns: ({ elastic }) => elastic?.shipper === "fluentd",
    judge: (settings) => {
      const files = Object.values(fluentdConfig(settings, settings.elastic ?? assert.fail("there is no elastic")));
      try {
        return faults(files.flatMap(parseFluentd)).join("\n");
      } catch (error) {
        return (error as Error).message;
      }
    },
  },
  ...(["loki", "loki-stack"] as const).map((engine): Consumer => ({
    name: engine === "loki" ? "Loki 3" : "Loki 2.9",
    tool: engine === "loki" ? "loki" : "loki-2.9",
    concerns: ({ logs }) => logs.engine === engine || logs.keep === engine,
    judge: (settings, tool) => {
      const files = lokiFiles(lokiConfig(engine, settings));
      return judged(tool, files, [`-config.file=${LOKI_FILE}`, "-verify-config"]);
    },
  })),
  {
    name: "the OpenTelemetry collector",
    tool: "otelcol",
    concerns: hasTracing,
    judge: (settings, tool) => {
      // What a pod has of its environment.
      const env = {
        MY_POD_IP: "127.0.0.1",
        OTEL_K8S_NODE_NAME: "node",
        OTEL_K8S_POD_NAME: "pod",
        ELASTICSEARCH_USERNAME: "user",
        ELASTICSEARCH_PASSWORD: "password",
      };
      const values = otelCollectorValues(settings);
      const verdicts = (["otel-agent", "otel-gateway"] as const).map((release) => {
        const config = builtConfig(values[release]["alternateConfig"] as Record<string, unknown>, "127.0.0.1");
        const text = yaml.stringify(config).replaceAll("/var/lib/otelcol", "<folder>");
        return judged(tool, { "config.yaml": text }, ["validate", "--config", "config.yaml"], env);
      });
      return verdicts.filter((verdict) => verdict !== "").join("\n");
    },
  },
];

/** The consumers that are judged without a tool, or by one of these. */
export function consumersWith(...tools: readonly ToolName[]): Consumer[] {
  return CONSUMERS.filter(({ tool }) => tool === undefined || tools.includes(tool));
}
