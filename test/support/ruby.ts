/** Ruby in WebAssembly, which runs the `.rb` files that Fluentd and Logstash are given, as those programs run them. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as v8 from "node:v8";
import type { Inode } from "@bjorn3/browser_wasi_shim" with { "resolution-mode": "import" };
import { RubyVM } from "@ruby/wasm-wasi/dist/vm";
import { CONFIG_FOLDER } from "../../components/fluentd/config";

type Fields = Record<string, unknown>;

/** Where Ruby finds the files of the folder `ruby/`, and what they stand in for. */
const RUNNER = "/runner";
const STAND_INS = path.join(__dirname, "ruby");

export interface Ruby {
  /** What a filter of Fluentd's makes of each record. Its files are those that are beside the configuration. */
  fluentd(type: string, params: Record<string, string>, time: string | null, records: readonly Fields[]): Fields[];
  /** What Logstash's ruby filter makes of each event. */
  logstash(path: string, params: Record<string, string>, events: readonly Fields[]): Fields[];
}

interface Machine {
  vm: RubyVM;
  /** Puts files in one of its folders. */
  mount: (folder: string, files: Record<string, string>) => void;
}

let machine: Promise<Machine> | undefined;

/**
 * Ruby, started once in a test run.
 * @param folder The folder that the files are mounted at: Fluentd's or Logstash's.
 */
export async function startRuby(folder: string, files: Record<string, string>): Promise<Ruby> {
  const { vm, mount } = await (machine ??= start());
  mount(folder, files);
  const run = (...task: unknown[]) => {
    // A literal of JavaScript's is one of Ruby's, but for what `#` begins.
    const text = JSON.stringify(JSON.stringify(task)).replaceAll("#", "\\u0023");
    return JSON.parse(vm.eval(`Runner.run(${text})`).toString()) as Fields[];
  };
  return {
    fluentd: (...task) => run("fluentd", CONFIG_FOLDER, ...task),
    logstash: (...task) => run("logstash", ...task),
  };
}

/** Node's own WASI crashes when Ruby reads a file of it, with Node 20 at least; here its files are in memory. */
async function start(): Promise<Machine> {
  // V8 would optimise Ruby's interpreter while it starts, for 2.9 seconds of a CPU instead of 0.6.
  v8.setFlagsFromString("--liftoff-only");
  const shim = await import("@bjorn3/browser_wasi_shim");
  // Ruby asks for each folder on the way to a file.
  const roots = { etc: new Map<string, Inode>(), runner: new Map<string, Inode>() };
  const mount = (folder: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      const [root, ...rest] = path.join(folder, name).split("/").slice(1);
      const last = rest.pop() ?? name;
      const inside = rest.reduce(
        (at, one) => {
          const found = at.get(one);
          if (found instanceof shim.Directory) return found.contents;
          const made = new shim.Directory([]);
          at.set(one, made);
          return made.contents;
        },
        roots[root as keyof typeof roots],
      );
      inside.set(last, new shim.File(Buffer.from(text)));
    }
  };
  mount(RUNNER, standIns());

  const output = shim.ConsoleStdout.lineBuffered(console.log);
  const preopened = Object.entries(roots).map(([root, files]) => new shim.PreopenDirectory(`/${root}`, files));
  const wasi = new shim.WASI([], [], [new shim.OpenFile(new shim.File([])), output, output, ...preopened], {
    debug: false,
  });
  const program = fs.readFileSync(require.resolve("@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm"));
  const { vm } = await RubyVM.instantiateModule({ module: await compile(program), wasip1: wasi });
  vm.eval(`$LOAD_PATH.unshift("${RUNNER}"); require "runner"`);
  return { vm, mount };
}

function standIns(): Record<string, string> {
  const files = fs.readdirSync(STAND_INS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rb"));
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(STAND_INS, file), "utf8")]));
}

/** TypeScript knows WebAssembly as a part of browsers only. */
async function compile(program: Uint8Array): Promise<never> {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<never> } };
  return WebAssembly.compile(program);
}
