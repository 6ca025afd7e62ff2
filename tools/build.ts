import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Pin } from "./pins";

/** What a build needs besides the pin. */
export interface Workshop {
  /** The path of the `go` command. */
  go: string;
  /** The folder with each `<folder>/go.mod` and `go.sum`. */
  modules: string;
  env: NodeJS.ProcessEnv;
  /** Refuses a program that is not what was pinned, by throwing. */
  inspect: (program: string) => void;
}

const scratchPrefix = ".building-";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Builds the pinned program with Go and puts it at `target`, whole or not at all. */
export async function build(pin: Pin, target: string, workshop: Workshop): Promise<void> {
  const cache = dirname(dirname(target));
  await mkdir(cache, { recursive: true });
  await sweep(cache);
  // Beside the target, since a rename is atomic only within one file system; a folder for each build, since two may run.
  const scratch = await mkdtemp(join(cache, scratchPrefix));
  const interrupted = (signal: NodeJS.Signals): void => {
    rmSync(scratch, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const program = join(scratch, pin.name);
    const modfile =
      pin.missingPage === undefined ? [] : ["-modfile", await withPage(pin, pin.missingPage, scratch, workshop)];
    await run(pin, workshop, ["build", ...pin.buildFlags, ...modfile, "-o", program, `${pin.module}/${pin.command}`]);
    workshop.inspect(program);
    await mkdir(dirname(target), { recursive: true });
    await rename(program, target);
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function run(pin: Pin, { go, modules, env }: Workshop, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(go, args, {
    cwd: join(modules, pin.folder),
    // A go.work further up must not change what is built, nor a C compiler how.
    env: { ...env, CGO_ENABLED: "0", GOWORK: "off" },
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

/** Copies the module, puts a page where the program embeds one, and returns the path of a go.mod that takes the copy. */
async function withPage(pin: Pin, page: string, scratch: string, workshop: Workshop): Promise<string> {
  // This checks the module against go.sum; the build will not, once the module is replaced by a folder.
  await run(pin, workshop, ["mod", "download", pin.module]);
  const source = (await run(pin, workshop, ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", pin.module])).trim();
  const copy = join(scratch, "module");
  for (const path of await readdir(source, { recursive: true })) {
    if (!(await stat(join(source, path))).isFile()) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    // Not fs.cp: the module cache is read-only, and then its copy would be.
    await writeFile(join(copy, path), await readFile(join(source, path)));
  }
  await mkdir(dirname(join(copy, page)), { recursive: true });
  const html = "<!doctype html>\n<title>No page</title>\n<p>Built for tests, from a module without its page.</p>\n";
  await writeFile(join(copy, `${page}.gz`), gzipSync(html));
  await writeFile(join(copy, `${page}.br`), brotliCompressSync(html));

  const pinned = join(workshop.modules, pin.folder);
  const goMod = await readFile(join(pinned, "go.mod"), "utf8");
  await writeFile(join(scratch, "go.mod"), `${goMod}\nreplace ${pin.module} => ${JSON.stringify(copy)}\n`);
  await writeFile(join(scratch, "go.sum"), await readFile(join(pinned, "go.sum")));
  return join(scratch, "go.mod");
}

/** Removes what killed builds left, which could not tidy up after themselves. No build runs for an hour. */
async function sweep(cache: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(scratchPrefix)) continue;
    const folder = join(cache, entry);
    // Another build may have removed it since.
    const changed = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (Date.now() - changed > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}
