/** `npm run bench`: how long the commands take, how much memory they need, and how far that is from the targets. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { command } from "./lib/command";
import { copyProject } from "./lib/copy";
import { type Cost, measure, median } from "./lib/measure";
import { findPulumi, previews } from "./lib/previews";
import { renderSlos } from "./lib/slo-world";
import { ROOT } from "./lib/stack";

const RUNS = 3;

/** SLOs that are rendered, one of each application. */
const MANY = 1000;

/** A line of the table. */
type Row = [what: string, measured: string, target: string];

void command("npm run bench", {}, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "observability-bench-"));
  const load = os.loadavg()[0] ?? 0;
  try {
    const project = path.join(folder, "project");
    copyProject(project);
    const npm = (...args: string[]) => repeat([() => measure(project, ["npm", "run", "--silent", ...args])]);
    const [plan] = await npm("plan", "--", "--stack", "prod");
    const [render] = await npm("render", "--", "--stack", "prod", "--out", path.join(folder, "rendered"));
    const mocha = path.join("node_modules", ".bin", "mocha");
    const [tests] = await repeat([() => measure(ROOT, [mocha])]);
    const rendered = renderSlos(MANY);
    const rows: Row[] = [
      ["npm run plan -- --stack prod", seconds(plan), "at most 3 s"],
      ["  its peak memory", `${Math.round((plan?.peakKib ?? 0) / 1024)} MB`, "at most 400 MB"],
      ["npm run render -- --stack prod", seconds(render), ""],
      [`${MANY} SLOs rendered (npm run bench:slo evaluates them)`, `${rendered.toFixed(2)} s`, "at most 2 s"],
      ["the tests, with their tools built", seconds(tests), "less than 60 s"],
      ...(await previewRows(folder, project)),
    ];
    const note = `Median of ${RUNS} on ${os.cpus().length} cores with Node ${process.versions.node}`;
    return `${table(rows)}\n${note}; the load average before was ${load.toFixed(1)}.`;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

async function previewRows(folder: string, project: string): Promise<Row[]> {
  const pulumi = findPulumi();
  if (pulumi === undefined) return [["pulumi preview", "not measured: no Pulumi CLI here", ""]];
  const [whole, single] = await repeat(await previews(pulumi, folder, project));
  const ratio = (whole?.seconds ?? 0) / (single?.seconds ?? 1);
  return [
    ["pulumi preview of dev", seconds(whole), ""],
    ["pulumi preview of one empty release", seconds(single), ""],
    ["  the one as a multiple of the other", ratio.toFixed(2), "at most 1.5"],
  ];
}

/** Does each of some things several times, taking turns so that a busy moment hits all, and returns their medians. */
async function repeat(things: readonly (() => Promise<Cost>)[]): Promise<Cost[]> {
  const costs = things.map((): Cost[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [index, thing] of things.entries()) costs[index]?.push(await thing());
  }
  return costs.map((all) => ({
    seconds: median(all.map((cost) => cost.seconds)),
    peakKib: median(all.map((cost) => cost.peakKib)),
  }));
}

function seconds(cost: Cost | undefined): string {
  return `${(cost?.seconds ?? 0).toFixed(1)} s`;
}

function table(rows: readonly Row[]): string {
  const all: Row[] = [["what", "measured", "target"], ...rows];
  const width = (column: 0 | 1) => Math.max(...all.map((row) => row[column].length));
  return all
    .map(([what, measured, target]) => `${what.padEnd(width(0))}  ${measured.padEnd(width(1))}  ${target}`.trimEnd())
    .join("\n");
}
