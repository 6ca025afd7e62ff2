/**
 * `npm run bench:slo [-- --sloth-rules <file>]`: what 1,000 SLOs cost to render, and Prometheus to evaluate, beside the same SLOs
 * as another program lays them out. `--sloth-spec <file>` writes them as sloth reads them (`sloth generate -i <file>`).
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { ruleFiles } from "../components/rules";
import { INTERVAL } from "../rules/slo/windows";
import { seconds } from "../settings/units";
import { command } from "./lib/command";
import { freePorts, sleep, startReady } from "./lib/processes";
import { makeHistory, renderSlos, serveWorld, slothSpec, worldSettings } from "./lib/slo-world";
import { UserError } from "./lib/stack";
import { findTool } from "./lib/tools";

/** Intervals that are left to begin, and that are measured. */
const WARM = 2;
const MEASURED = 4;

/** What one set of rules costs. */
interface Cost {
  what: string;
  rules: number;
  /** Seconds that all of them take once, one after the other. */
  evaluation: number;
  /** Processor time of a second, all included, and how often all rules were evaluated in it. */
  cpu: number;
  rounds: number;
  /** Resident memory at the end, and series in the head. */
  mib: number;
  series: number;
}

void command(
  "npm run bench:slo -- [--apps <number>] [--days <number>] [--sloth-rules <file>] [--sloth-spec <file>]",
  {
    apps: { type: "string", default: "1000" },
    days: { type: "string", default: "1" },
    "sloth-rules": { type: "string" },
    "sloth-spec": { type: "string" },
  },
  async ({ apps: many, days, "sloth-rules": sloth, "sloth-spec": spec }) => {
    const apps = Number(many);
    if (spec !== undefined) {
      fs.writeFileSync(spec, slothSpec(apps));
      return `wrote ${spec}`;
    }
    const [prometheus, promtool] = [findTool("prometheus"), findTool("promtool")];
    if (prometheus === undefined || promtool === undefined)
      throw new UserError("prometheus or promtool is not there: `npm run tools` builds them");
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bench-slo-"));
    try {
      const settings = worldSettings(apps);
      const rendered = renderSlos(apps);
      const files = Object.entries(ruleFiles(settings)).filter(([name]) => /^slo(-|$)/.test(name));
      const rules = path.join(folder, "ours.yaml");
      fs.writeFileSync(
        rules,
        stringify({ groups: files.flatMap(([, { groups }]) => groups) }, { aliasDuplicateObjects: false }),
      );

      const now = Math.floor(Date.now() / 60_000) * 60;
      const from = now - Number(days) * 86_400;
      await makeHistory(promtool, path.join(folder, "data"), apps, from, now);

      const sets: [string, string | undefined][] = [
        ["no rules", undefined],
        ["these rules", rules],
        ...(sloth === undefined ? [] : [["as sloth lays them out", merged(sloth, folder)] as [string, string]]),
      ];
      const costs: Cost[] = [];
      for (const [what, file] of sets) costs.push(await measured(prometheus, folder, what, file, { apps, from }));
      return report(costs, rendered, apps, Number(days));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** A file of rules with all of its documents in one: Prometheus reads the first alone. */
function merged(rules: string, folder: string): string {
  const documents = parseAllDocuments(fs.readFileSync(rules, "utf8"));
  const groups = documents.flatMap((one) => (one.toJS() as { groups?: unknown[] } | null)?.groups ?? []);
  const file = path.join(folder, "others.yaml");
  fs.writeFileSync(file, stringify({ groups }, { aliasDuplicateObjects: false }));
  return file;
}

/** Evaluates rules over the history as it goes on, with a copy of the data of its own. */
async function measured(
  prometheus: string,
  folder: string,
  what: string,
  rules: string | undefined,
  { apps, from }: { apps: number; from: number },
): Promise<Cost> {
  const data = path.join(folder, "copy");
  fs.cpSync(path.join(folder, "data"), data, { recursive: true });
  const world = await serveWorld(apps, from);
  const [port = 0] = await freePorts(1);
  const config = path.join(folder, "prometheus.yaml");
  const target = { job_name: "world", honor_labels: true, static_configs: [{ targets: [`127.0.0.1:${world.port}`] }] };
  fs.writeFileSync(
    config,
    stringify({
      global: { scrape_interval: "30s", evaluation_interval: INTERVAL },
      rule_files: rules === undefined ? [] : [rules],
      scrape_configs: [target],
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`];
  const running = await startReady(prometheus, [...args, "--storage.tsdb.retention.time=60d"], `${url}/-/ready`, {
    seconds: 300,
  });
  try {
    const every = seconds(INTERVAL);
    await sleep(WARM * every * 1000);
    const before = await metrics(url);
    const began = performance.now();
    await sleep(MEASURED * every * 1000);
    const after = await metrics(url);
    const passed = (performance.now() - began) / 1000;
    const grown = (name: string) => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) / passed;
    const count = after.get("prometheus_rule_group_rules") ?? 0;
    // On a busy machine evaluations are left out: what one costs is by those that there were.
    const rounds = count === 0 ? 0 : grown("prometheus_rule_evaluations_total") / count;
    return {
      what,
      rules: count,
      evaluation: rounds === 0 ? 0 : grown("prometheus_rule_group_duration_seconds_sum") / rounds,
      cpu: grown("process_cpu_seconds_total"),
      rounds,
      mib: (after.get("process_resident_memory_bytes") ?? 0) / 2 ** 20,
      series: after.get("prometheus_tsdb_head_series") ?? 0,
    };
  } finally {
    await running.stop();
    world.stop();
    fs.rmSync(data, { recursive: true, force: true });
  }
}

/** Prometheus' own metrics, summed by their names. */
async function metrics(url: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const text = await (await fetch(`${url}/metrics`)).text();
  for (const [, name = "", value] of text.matchAll(/^(\w+)(?:\{[^\n]*\})? (\S+)$/gm))
    found.set(name, (found.get(name) ?? 0) + Number(value));
  return found;
}

function report(costs: readonly Cost[], rendered: number, apps: number, days: number): string {
  const idle = costs[0]?.cpu ?? 0;
  const every = seconds(INTERVAL);
  const share = (amount: number) => `${((amount / every) * 100).toFixed(1)} %`;
  const lines = costs.map(
    ({ what, rules, evaluation, cpu, rounds, mib, series }) =>
      `| ${what} | ${rules} | ${share(evaluation)} | ${share(rounds === 0 ? 0 : (cpu - idle) / rounds)} | ${mib.toFixed(0)} MiB | ${series} |`,
  );
  return [
    `${apps} SLOs rendered in ${rendered.toFixed(2)} s (at most 2 s).`,
    "",
    "| what | rules | evaluations, of the interval | processor, of the interval | memory | series |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
    "",
    `${MEASURED} intervals of ${INTERVAL} each, over ${days} days of ${apps} applications; load average ${(os.loadavg()[0] ?? 0).toFixed(1)} on ${os.cpus().length} cores.`,
  ].join("\n");
}
