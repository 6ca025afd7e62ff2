import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Pin } from "./pins";
import { putWhole } from "./whole";

/** What taking something from a Go module needs besides the pin. */
export interface Workshop {
  /** The path of the `go` command. */
  go: string;
  /** The folder with each `<folder>/go.mod` and `go.sum`. */
  modules: string;
  env: NodeJS.ProcessEnv;
}

/** Builds the pinned program with Go and puts it at `target`; `inspect` refuses it, by throwing, if it is another. */
export function build(pin: Pin, target: string, workshop: Workshop, inspect: (program: string) => void): Promise<void> {
  return putWhole(target, async (scratch) => {
    const program = join(scratch, pin.name);
    const changed = pin.missingPage !== undefined || pin.standIns !== undefined;
    const modfile = changed ? ["-modfile", await withChanges(pin, scratch, workshop)] : [];
    await run(pin, workshop, ["build", ...pin.buildFlags, ...modfile, "-o", program, pin.package]);
    inspect(program);
    return program;
  });
}

/** Copies the YAML files of a folder of the pinned module, without its tests' data, and puts the copy at `target`. */
export function copyManifests(pin: Pin, folder: string, target: string, workshop: Workshop): Promise<void> {
  return putWhole(target, async (scratch) => {
    const copy = join(scratch, "manifests");
    const isManifest = (path: string): boolean => path.endsWith(".yaml") && !path.split("/").includes("testdata");
    await copyFiles(join(await moduleFolder(pin, workshop), folder), copy, isManifest);
    return copy;
  });
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

/** The folder of the pinned module, downloaded if need be and checked against go.sum. */
async function moduleFolder(pin: Pin, workshop: Workshop): Promise<string> {
  const { Dir } = JSON.parse(await run(pin, workshop, ["mod", "download", "-json", pin.module])) as { Dir: string };
  return Dir;
}

async function copyFiles(from: string, to: string, isWanted: (path: string) => boolean = () => true): Promise<void> {
  for (const path of await readdir(from, { recursive: true })) {
    if (!isWanted(path) || !(await stat(join(from, path))).isFile()) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    // Not fs.cp: the module cache is read-only, and then its copy would be.
    await writeFile(join(to, path), await readFile(join(from, path)));
  }
}

/** Copies the module, changes the copy as the pin says, and returns the path of a go.mod that takes the copy. */
async function withChanges(pin: Pin, scratch: string, workshop: Workshop): Promise<string> {
  const copy = join(scratch, "module");
  const { missingPage, standIns = [] } = pin;
  // A package is the files of its folder: those below are packages of their own.
  const isKept = (path: string): boolean => !standIns.some((standIn) => dirname(path) === standIn.package);
  // Finding the module checks it; the build will not, once the module is replaced by a folder.
  await copyFiles(await moduleFolder(pin, workshop), copy, isKept);
  if (missingPage !== undefined) {
    await mkdir(dirname(join(copy, missingPage)), { recursive: true });
    const html = "<!doctype html>\n<title>No page</title>\n<p>Built for tests, from a module without its page.</p>\n";
    await writeFile(join(copy, `${missingPage}.gz`), gzipSync(html));
    await writeFile(join(copy, `${missingPage}.br`), brotliCompressSync(html));
  }
  for (const standIn of standIns) {
    await mkdir(join(copy, standIn.package), { recursive: true });
    const source = await readFile(join(workshop.modules, pin.folder, standIn.file));
    await writeFile(join(copy, standIn.package, basename(standIn.file)), source);
  }

  const pinned = join(workshop.modules, pin.folder);
  const goMod = await readFile(join(pinned, "go.mod"), "utf8");
  await writeFile(join(scratch, "go.mod"), `${goMod}\nreplace ${pin.module} => ${JSON.stringify(copy)}\n`);
  await writeFile(join(scratch, "go.sum"), await readFile(join(pinned, "go.sum")));
  return join(scratch, "go.mod");
}
