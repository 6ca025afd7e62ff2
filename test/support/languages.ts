/** The examples in other languages: what they need, and how they are started. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { ROOT } from "../../scripts/lib/stack";
import { run } from "../../scripts/lib/processes";

/** A command that starts an example. */
export interface Command {
  program: string;
  args: string[];
  env: Record<string, string>;
}

export interface Language {
  name: string;
  /** What has to be on this machine. */
  programs: readonly (readonly [string, ...string[]])[];
  /** The file that names its packages. */
  packages: string;
  /** Brings them into a folder. */
  install: (folder: string) => [string, ...string[]];
  command: (folder: string) => Command;
}

const file = (...names: string[]) => path.join(ROOT, "examples", ...names);

export const LANGUAGES: readonly Language[] = [
  {
    name: "python",
    programs: [["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 10))"]],
    packages: file("python/requirements.txt"),
    install: (folder) => [
      ...(["python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"] as const),
      ...["--require-hashes", "--only-binary", ":all:", "--target", folder],
      ...["--requirement", file("python/requirements.txt")],
    ],
    command: (folder) => ({
      program: "python3",
      args: ["-B", file("python/app.py")],
      env: { PYTHONPATH: folder, PYTHONUNBUFFERED: "1" },
    }),
  },
  {
    name: "java",
    programs: [
      ["javac", "--version"],
      ["mvn", "--version"],
    ],
    packages: file("java/pom.xml"),
    install: (folder) => [
      ...(["mvn", "--quiet", "--batch-mode", "--file", file("java/pom.xml")] as const),
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies",
      `-DoutputDirectory=${folder}`,
    ],
    command: (folder) => ({
      program: "java",
      args: [`-Dlogback.configurationFile=${file("java/logback.xml")}`, "-cp", `${folder}/*`, file("java/App.java")],
      env: {},
    }),
  },
];

/** Where tools are kept too, so that continuous integration caches both. */
const CACHE = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "observability-tools");

/**
 * The command of an example whose packages are there, brought now if they were not. Where the language is not there, or its
 * packages cannot be had, the test says so and counts as skipped; in continuous integration that is a failure.
 */
export async function commandOrSkip(context: Mocha.Context, language: Language): Promise<Command> {
  const hash = createHash("sha256").update(fs.readFileSync(language.packages)).digest("hex").slice(0, 16);
  const folder = path.join(CACHE, `${language.name}-packages-${hash}`);
  const missing = await lack(language, folder);
  if (missing === undefined) return language.command(folder);
  if (process.env["CI"] !== undefined) throw new Error(missing);
  if (context.test) context.test.title += ` (skipped: ${missing})`;
  return context.skip();
}

/** What is missing, if anything is. */
async function lack({ programs, install }: Language, folder: string): Promise<string | undefined> {
  for (const [program, ...args] of programs) {
    const { code } = await run(program, args);
    if (code !== 0) return `${program} is not there, or too old`;
  }
  if (fs.existsSync(folder)) return undefined;
  const scratch = `${folder}.${process.pid}`;
  const [program, ...args] = install(scratch);
  const { code, stdout, stderr } = await run(program, args, { timeout: 400 });
  if (code !== 0) {
    fs.rmSync(scratch, { recursive: true, force: true });
    return `its packages cannot be had: ${`${stdout}${stderr}`.trim().split("\n").slice(-3).join(" ")}`;
  }
  // Whole or not at all: another test may be at the same.
  if (!fs.existsSync(folder)) fs.renameSync(scratch, folder);
  return undefined;
}
