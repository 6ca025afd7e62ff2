/** What running a command costs. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "./stack";

export interface Cost {
  /** From start to end. */
  seconds: number;
  /** The most memory that any one of its Node processes had at a time; 0 if there was none. */
  peakKib: number;
}

/** Loaded into every Node process: at its end it notes its peak. What the kernel counts for it includes its parent's. */
const NOTE_PEAK = `
process.on("exit", () => {
  const fs = require("node:fs");
  let peak = process.resourceUsage().maxRSS;
  try {
    peak = /^VmHWM:\\s+(\\d+)/m.exec(fs.readFileSync("/proc/self/status", "utf8"))[1];
  } catch {}
  fs.writeFileSync(require("node:path").join(__dirname, String(process.pid)), String(peak));
});
`;

/**
 * Runs a command in a folder.
 * @throws {@link UserError} with the end of what it wrote when it fails.
 */
export async function measure(cwd: string, [program = "", ...args]: string[], env = process.env): Promise<Cost> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "observability-measure-"));
  try {
    const preload = path.join(folder, "note.cjs");
    fs.writeFileSync(preload, NOTE_PEAK);
    const start = performance.now();
    await run(program, args, { cwd, env: { ...env, NODE_OPTIONS: `--require=${preload}` } });
    const seconds = (performance.now() - start) / 1000;
    const notes = fs.readdirSync(folder).filter((file) => /^\d+$/.test(file));
    const peaks = notes.map((file) => Number(fs.readFileSync(path.join(folder, file), "utf8")));
    return { seconds, peakKib: Math.max(0, ...peaks) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command to its end, without input. */
function run(program: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let written = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => (written = `${written}${data.toString()}`.slice(-2000)));
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new UserError(`${[program, ...args].join(" ")} ended with ${code ?? "a signal"}:\n${written}`));
    });
  });
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
