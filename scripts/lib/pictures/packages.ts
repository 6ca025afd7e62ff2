/** Grafana's own components, a browser and what goes between them: npm's packages, as `tools/pictures/package-lock.json` pins them. */
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { putWhole } from "../../../tools/whole";
import { cacheFolder, lastWords } from "../tools";

/** The workspace: what the browser runs, and which packages. */
export const WORKSPACE = path.resolve(__dirname, "../../../tools/pictures");

/** What decides which packages there are. */
const PINS = ["package.json", "package-lock.json", ".npmrc", "unused/package.json"];
const CHROMIUM_PACK = "node_modules/@sparticuz/chromium/bin";

const read = (file: string) => fs.readFileSync(path.join(WORKSPACE, file), "utf8");
const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };

/** The tool's name, and the release of Grafana whose components it has. */
export const PICTURES = { name: "pictures", version: dependencies["@grafana/ui"] ?? "" } as const;

/** They are not there and cannot be had. The message says why, and its cure. */
export class PicturesMissing extends Error {
  override readonly name = "PicturesMissing";

  constructor(reason: string, cure: string, options?: ErrorOptions) {
    const what = `Grafana's components ${PICTURES.version}, which draw pictures, are missing: ${reason}`;
    super(`${what}.\n  To fix it, ${cure} and run \`npm run tools -- ${PICTURES.name}\`.`, options);
  }
}

/** The packages where they are installed. */
export interface Packages {
  folder: string;
  /** Loads one of them. */
  load: (name: string) => unknown;
  browser: Browser;
}

/** A program that is a Chromium, and what it needs around it. */
export interface Browser {
  program: string;
  env: Record<string, string>;
}

function target(): string {
  const hash = createHash("sha256");
  for (const file of PINS) hash.update(read(file));
  return path.join(
    cacheFolder(process.env),
    `${PICTURES.name}-${PICTURES.version}-${hash.digest("hex").slice(0, 12)}`,
    "packages",
  );
}

/** The packages, if they are at hand; fetches nothing. */
export function findPictures(): Packages | undefined {
  const folder = target();
  const browser = fs.existsSync(folder) ? findBrowser(folder) : undefined;
  return browser === undefined ? undefined : at(folder, browser);
}

/** The packages, fetched if they are not there; rejects with {@link PicturesMissing}. */
export async function ensurePictures(log: (line: string) => void = () => undefined): Promise<Packages> {
  const folder = target();
  if (!fs.existsSync(folder)) {
    log(`pictures ${PICTURES.version}: fetching Grafana's components and a browser with npm (a minute, once) …`);
    try {
      await putWhole(folder, install);
    } catch (cause) {
      const why = `npm could not fetch them: ${lastWords(cause)}`;
      throw new PicturesMissing(why, "see that npm may fetch packages (`npm ping`)", { cause });
    }
  }
  const browser = findBrowser(folder);
  if (browser !== undefined) return at(folder, browser);
  throw new PicturesMissing("its Chromium does not start here, and there is none on PATH", "install Chromium");
}

async function install(scratch: string): Promise<string> {
  const folder = path.join(scratch, "packages");
  for (const file of PINS) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.copyFileSync(path.join(WORKSPACE, file), path.join(folder, file));
  }
  // What npm sets for the command that it runs is not for another project.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(?!config_)/i.test(key)));
  await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, env });
  await unpackChromium(folder);
  return folder;
}

/** Unpacks the browser here: its package would do so in the folder for everybody's temporary files. */
async function unpackChromium(folder: string): Promise<void> {
  const pack = path.join(folder, CHROMIUM_PACK);
  const load = createRequire(path.join(folder, "node_modules/@sparticuz/chromium/package.json"));
  const { extract } = load("tar-fs") as { extract: (folder: string) => NodeJS.WritableStream };
  const into = path.join(folder, "chromium");
  fs.mkdirSync(into);
  const unpack = (file: string, to: NodeJS.WritableStream) =>
    pipeline(fs.createReadStream(path.join(pack, file)), createBrotliDecompress(), to);
  await unpack("chromium.br", fs.createWriteStream(path.join(into, "chromium"), { mode: 0o755 }));
  // Libraries that a system without any browser lacks.
  await unpack("al2023.tar.br", extract(path.join(into, "libraries")));
  fs.rmSync(pack, { recursive: true });
}

/** A browser that starts: the packages' own, with their libraries if it needs them, or one on PATH. */
function findBrowser(folder: string): Browser | undefined {
  const own = path.join(folder, "chromium/chromium");
  const libraries = path.join(folder, "chromium/libraries/al2023/lib");
  const candidates: Browser[] = [
    { program: own, env: {} },
    { program: own, env: { LD_LIBRARY_PATH: libraries } },
    ...["chromium", "chromium-browser", "google-chrome"].map((program) => ({ program, env: {} })),
  ];
  return candidates.find(({ program, env }) => {
    const { status, stdout } = spawnSync(program, ["--version"], { env: { ...process.env, ...env }, encoding: "utf8" });
    return status === 0 && /Chrom/.test(stdout);
  });
}

function at(folder: string, browser: Browser): Packages {
  linkModules(path.join(folder, "node_modules"));
  const load = createRequire(path.join(folder, "package.json"));
  return { folder, load, browser };
}

/** Lets the workspace's sources find their packages, for the bundler, the type checker and editors. */
function linkModules(modules: string): void {
  const link = path.join(WORKSPACE, "node_modules");
  const now = fs.lstatSync(link, { throwIfNoEntry: false });
  if (now?.isSymbolicLink() === true && fs.readlinkSync(link) === modules) return;
  if (now !== undefined && !now.isSymbolicLink())
    throw new PicturesMissing(`${link} is a folder and hides the tools' cache`, `remove ${link}`);
  const fresh = `${link}.${process.pid}`;
  fs.symlinkSync(modules, fresh);
  fs.renameSync(fresh, link);
}
