/** Simulated releases as a real Prometheus has them: counters of pods in its blocks, and the platform's recordings of them. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { ruleFiles } from "../../components/rules";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";
import { type History, SLICE } from "../../scripts/lib/gate/history";
import type { Settings } from "../../settings";

/** Seconds between scrapes. */
const SCRAPE = 30;

/** Seconds of a block: promtool reads a whole file for each. */
const BLOCK = 7200;

export interface World {
  app: string;
  history: History;
  /** Slices of the new version, at the end: of another pod, whose counters begin at nothing. */
  released: number;
  /** Restarts of the new pod. */
  restarts: number;
}

/** Recordings that others are made of, one after the other. */
const LAYERS = [
  /^service_(code:http_requests|le:http_request_duration_seconds_bucket):rate5m$/,
  /^service_code:http_requests_counted:rate5m$/,
  /^service:http_requests:rate5m$/,
  /^service:http_requests_failed:rate5m$/,
  /^slo:(errors|events):rate5m$|^slo:error_budget:ratio$|^slo:window:days$/,
];

export class ReleasePrometheus {
  private running: Running | undefined;
  url = "";

  constructor(
    private readonly tools: Record<"prometheus" | "promtool", string>,
    private readonly folder: string,
  ) {}

  /** Writes everything until a moment, and starts. @param end Seconds since 1970. */
  async load(worlds: readonly World[], settings: Settings, end: number): Promise<void> {
    const longest = Math.max(...worlds.map(({ history }) => history.requests.length));
    const from = end - longest * SLICE;
    for (let at = from; at <= end; at = (Math.floor(at / BLOCK) + 1) * BLOCK) {
      const to = Math.min(end, (Math.floor(at / BLOCK) + 1) * BLOCK - 1);
      this.write(worlds.flatMap((world) => samples(world, end, at, to)));
    }
    const rules = Object.values(ruleFiles(settings)).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
    for (const layer of LAYERS) {
      const own = rules.filter(({ record }) => typeof record === "string" && layer.test(record));
      await this.start();
      const found = await Promise.all(own.map((rule) => this.recorded(rule, from, end)));
      this.write(found.flat());
    }
    await this.start();
  }

  async start(): Promise<void> {
    await this.stop();
    const [port = 0] = await freePorts(1);
    this.url = `http://127.0.0.1:${port}`;
    const config = path.join(this.folder, "prometheus.yaml");
    fs.writeFileSync(config, "{}");
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${this.data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--storage.tsdb.retention.time=30d",
      "--log.level=error",
    ];
    this.running = await startReady(this.tools.prometheus, args, `${this.url}/-/ready`, { seconds: 120 });
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  private get data(): string {
    return path.join(this.folder, "data");
  }

  /** What a rule would have recorded each minute: promtool does the same, at moments of its own. */
  private async recorded(rule: Record<string, unknown>, from: number, end: number): Promise<string[]> {
    const query = new URLSearchParams({
      query: String(rule["expr"]),
      start: String(from),
      end: String(end),
      step: "60",
    });
    const answer = await fetch(`${this.url}/api/v1/query_range?${query.toString()}`);
    const { data } = (await answer.json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    return data.result.flatMap(({ metric, values }) => {
      const labels = { ...metric, ...(rule["labels"] as Record<string, string> | undefined) };
      const named = Object.entries(labels).filter(([name]) => name !== "__name__");
      const own = named.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      return values.map(([at, value]) => `${String(rule["record"])}{${own.join(",")}} ${value} ${at}`);
    });
  }

  private write(lines: readonly string[]): void {
    const file = path.join(this.folder, "metrics.txt");
    fs.writeFileSync(file, `${lines.join("\n")}\n# EOF\n`);
    const args = ["tsdb", "create-blocks-from", "openmetrics", "--quiet", file, this.data];
    execFileSync(this.tools.promtool, args, { stdio: ["ignore", "ignore", "pipe"] });
  }
}

/** The counters of an application from one moment to another, even within each slice. */
function samples({ app, history, released, restarts }: World, end: number, from: number, to: number): string[] {
  const { requests, failed, bounds, within } = history;
  const count = requests.length;
  const begin = end - count * SLICE;
  const lines: string[] = [];
  const versions = [
    { pod: "old", first: 0, last: count - released },
    { pod: "new", first: count - released, last: count },
  ];
  for (const { pod, first, last } of versions) {
    const own = `namespace="shop",service=${JSON.stringify(app)},pod="${app.replace(/\W/g, "")}-${pod}"`;
    const counters: [string, (slice: number) => number][] = [
      [`http_requests_total{${own},code="200"}`, (slice) => (requests[slice] ?? 0) - (failed[slice] ?? 0)],
      [`http_requests_total{${own},code="500"}`, (slice) => failed[slice] ?? 0],
      ...bounds.map((bound, at): [string, (slice: number) => number] => [
        `http_request_duration_seconds_bucket{${own},le="${bound === Infinity ? "+Inf" : bound}"}`,
        (slice) => within[slice]?.[at] ?? 0,
      ]),
    ];
    const start = Math.ceil(Math.max(from, begin + first * SLICE) / SCRAPE) * SCRAPE;
    const stop = Math.min(to, begin + last * SLICE);
    for (const [series, amount] of counters) {
      let [slice, sum] = [first, 0];
      for (let at = start; at <= stop; at += SCRAPE) {
        const passed = (at - begin) / SLICE;
        for (; slice + 1 <= passed; slice++) sum += amount(slice);
        lines.push(`${series} ${sum + (passed - slice) * (slice < last ? amount(slice) : 0)} ${at}`);
      }
    }
    lines.push(...state(app, pod, pod === "new" ? restarts : 0, begin + first * SLICE, start, stop));
  }
  return lines;
}

/** What kube-state-metrics tells of a pod, which restarts in its second minute. */
function state(app: string, pod: string, restarts: number, created: number, from: number, to: number): string[] {
  const base = `job="kube-state-metrics",namespace="shop",pod="${app.replace(/\W/g, "")}-${pod}",uid="${pod}"`;
  const series: [string, (at: number) => number][] = [
    [
      `kube_pod_owner{${base},owner_kind="ReplicaSet",owner_name=${JSON.stringify(`${app}-${pod === "new" ? "7c9fd5b6d9" : "6b7dfc4bb"}`)}}`,
      () => 1,
    ],
    [`kube_pod_created{${base}}`, () => created],
    [`kube_pod_container_status_restarts_total{${base},container="app"}`, (at) => (at >= created + 600 ? restarts : 0)],
  ];
  return series.flatMap(([name, value]) => {
    const lines: string[] = [];
    for (let at = from; at <= to; at += 60) lines.push(`${name} ${value(at)} ${at}`);
    return lines;
  });
}
