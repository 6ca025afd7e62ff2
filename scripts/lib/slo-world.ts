/** Applications with SLOs that are made up: their settings, the same for sloth, and what their metrics were. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { stringify } from "yaml";
import { ruleFiles } from "../../components/rules";
import type { Settings } from "../../settings";
import { settingsOfSections } from "./stack";

const OBJECTIVE = 99.9;

/** Requests a second of each application, and the part of them that fails. */
const RATE = 50;
const FAILED = 0.0002;

/** Seconds between samples. */
const STEP = 60;

const nameOf = (index: number) => `app-${String(index).padStart(4, "0")}`;

/** The settings of so many applications with an SLO each. Their requests are counted by Prometheus' usual counter. */
export function worldSettings(apps: number): Settings {
  const sections = {
    cluster: { name: "bench", platform: "generic" },
    metrics: { retention: "30d", storage: "100Gi" },
    tracing: { storage: "none" },
    conventions: {
      http: {
        sources: [
          {
            requests: "http_requests_total",
            durationBucket: "http_request_duration_seconds_bucket",
            statusCode: "code",
          },
        ],
      },
    },
    apps: Array.from({ length: apps }, (_, index) => ({
      name: nameOf(index),
      namespace: "shop",
      slo: [{ objective: OBJECTIVE }],
    })),
  };
  return settingsOfSections("bench", sections);
}

/** Seconds that it takes to render the rules of so many SLOs. */
export function renderSlos(apps: number): number {
  const settings = worldSettings(apps);
  const began = performance.now();
  ruleFiles(settings);
  return (performance.now() - began) / 1000;
}

/** The same SLOs as sloth reads them. */
export function slothSpec(apps: number): string {
  const rate = (service: string, more = "") =>
    `sum(rate(http_requests_total{namespace="shop",service="${service}"${more}}[{{.window}}]))`;
  return Array.from({ length: apps }, (_, index) => {
    const service = nameOf(index);
    return `---\n${stringify({
      version: "prometheus/v1",
      service,
      slos: [
        {
          name: "availability",
          objective: OBJECTIVE,
          sli: { events: { error_query: rate(service, ',code=~"5.."'), total_query: rate(service) } },
          alerting: { name: "SlothBurning", page_alert: {}, ticket_alert: {} },
        },
      ],
    })}`;
  }).join("");
}

/** Seconds of a block: for each, promtool reads a whole file. */
const BLOCK = 7200;

/** Makes blocks of what the applications' counters were. @param from Seconds since 1970. */
export async function makeHistory(
  promtool: string,
  data: string,
  apps: number,
  from: number,
  to: number,
): Promise<void> {
  const file = `${data}.txt`;
  for (let at = from; at <= to; at = (Math.floor(at / BLOCK) + 1) * BLOCK) {
    await write(file, apps, from, at, Math.min(to, (Math.floor(at / BLOCK) + 1) * BLOCK - STEP));
    execFileSync(promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", file, data], { stdio: "ignore" });
  }
  fs.rmSync(file);
}

/** Writes counters in OpenMetrics. @param zero When they began. */
async function write(file: string, apps: number, zero: number, from: number, to: number): Promise<void> {
  const out = fs.createWriteStream(file);
  out.write("# TYPE http_requests counter\n");
  for (let index = 0; index < apps; index++) {
    for (const [code, share] of CODES) {
      const lines: string[] = [];
      const labels = labelsOf(index, code);
      for (let at = from; at <= to; at += STEP)
        lines.push(`http_requests_total{${labels}} ${((at - zero) * RATE * share).toFixed(2)} ${at}`);
      if (!out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
    }
  }
  out.end("# EOF\n");
  await once(out, "finish");
}

const CODES = [
  ["200", 1 - FAILED],
  ["500", FAILED],
] as const;

function labelsOf(index: number, code: string): string {
  return `code="${code}",instance="world",job="world",namespace="shop",service="${nameOf(index)}"`;
}

/** Serves what the counters are now, as they go on from the history. @returns The port, and what ends it. */
export async function serveWorld(apps: number, from: number): Promise<{ port: number; stop: () => void }> {
  const server = http.createServer((_, response) => {
    const passed = Date.now() / 1000 - from;
    const lines = ["# TYPE http_requests_total counter"];
    for (let index = 0; index < apps; index++)
      for (const [code, share] of CODES)
        lines.push(`http_requests_total{${labelsOf(index, code)}} ${(passed * RATE * share).toFixed(2)}`);
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(`${lines.join("\n")}\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}
