/**
 * The core of a real Elasticsearch, for tests: the server and its HTTP transport from their published jars, which Maven fetches and
 * `tools/elasticsearch/checksums.txt` checks. It has templates, data streams, bulk writes, searches and aggregations. It has none of
 * the distribution's modules: no ILM, SLM or security, and no field types `match_only_text`, `wildcard` and `constant_keyword`.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { putWhole } from "../../tools/whole";
import { cacheFolder, lastWords } from "./tools";

const FOLDER = resolve(__dirname, "../../tools/elasticsearch");
const execute = promisify(execFile);

/** Not the deployed version: the jars of not every release are published. */
export const ELASTICSEARCH = { name: "elasticsearch", version: versionOf("server") } as const;

/** Elasticsearch 9 runs on this Java and newer ones. */
const OLDEST_JAVA = 21;
const TRANSPORT = "modules/transport-netty4";

/** It is not there and cannot be had. The message says why, and its cure. */
export class ElasticsearchMissing extends Error {
  override readonly name = "ElasticsearchMissing";

  constructor(reason: string, cure: string, options?: ErrorOptions) {
    super(
      `elasticsearch ${ELASTICSEARCH.version} is missing: ${reason}.\n  To fix it, ${cure} and run \`npm run tools -- elasticsearch\`.`,
      options,
    );
  }
}

/** What starts it. */
export interface ElasticsearchCore {
  java: string;
  arguments: string[];
}

function versionOf(part: string): string {
  const [, version] =
    /<artifactId>[\w-]+<\/artifactId>\s*<version>(\d[\d.]*\d)<\/version>\s*<\/dependency>/.exec(
      read(`${part}/pom.xml`),
    ) ?? [];
  if (version === undefined) throw new Error(`${join(FOLDER, part, "pom.xml")} does not say which version`);
  return version;
}

function read(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8");
}

/** The jars by path, with the SHA-256 of each. */
function checksums(): [path: string, sha256: string][] {
  const lines = read("checksums.txt").trim().split("\n");
  return lines.map((line) => [line.slice(66), line.slice(0, 64)]);
}

function target(): string {
  const hash = createHash("sha256").update(read("checksums.txt")).digest("hex").slice(0, 12);
  return join(cacheFolder(process.env), `elasticsearch-${ELASTICSEARCH.version}-${hash}`, "core");
}

/** The folder of a JDK that is new enough: of the variables that name one, and then of those where Linux keeps them. */
function jdk(): string | undefined {
  const named = Object.entries(process.env).flatMap(([key, value]) =>
    /^JAVA_HOME(_|$)/.test(key) && value ? [value] : [],
  );
  const kept = "/usr/lib/jvm";
  const installed = existsSync(kept)
    ? readdirSync(kept)
        .sort()
        .map((folder) => join(kept, folder))
    : [];
  return [...named, ...installed].find((folder) => {
    const release = join(folder, "release");
    if (!existsSync(release) || !existsSync(join(folder, "bin/javac"))) return false;
    return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, "utf8"))?.[1]) >= OLDEST_JAVA;
  });
}

/** The system's library for Zstandard, which the codec `best_compression` is. */
function zstandard(): string | undefined {
  const folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
  return folders.map((folder) => join(folder, "libzstd.so.1")).find(existsSync);
}

function jdkOrThrow(): string {
  const found = jdk();
  if (found !== undefined) return found;
  const reason = `there is no JDK ${OLDEST_JAVA} or newer by JAVA_HOME or in /usr/lib/jvm`;
  throw new ElasticsearchMissing(reason, `install a JDK ${OLDEST_JAVA}`);
}

/** What starts it, if it is at hand; fetches nothing. */
export function findElasticsearch(): ElasticsearchCore | undefined {
  const [java, folder] = [jdk(), target()];
  return java === undefined || !existsSync(folder) ? undefined : starting(java, folder);
}

/** What starts it, fetched if it is not there; rejects with {@link ElasticsearchMissing}. */
export async function ensureElasticsearch(log: (line: string) => void = () => undefined): Promise<ElasticsearchCore> {
  const [java, folder] = [jdkOrThrow(), target()];
  if (existsSync(folder)) return starting(java, folder);
  const library = zstandard();
  if (library === undefined) throw new ElasticsearchMissing("there is no libzstd.so.1", "install Zstandard's library");
  log(`elasticsearch ${ELASTICSEARCH.version}: fetching its jars with Maven (a minute or more, once) …`);
  try {
    await putWhole(folder, (scratch) => assemble(scratch, java, library));
  } catch (cause) {
    const cure = "see that Maven is there and may fetch (`mvn --version`)";
    throw new ElasticsearchMissing(`fetching it failed: ${lastWords(cause)}`, cure, { cause });
  }
  return starting(java, folder);
}

async function assemble(scratch: string, java: string, library: string): Promise<string> {
  const core = join(scratch, "core");
  for (const [part, folder] of [
    ["server", "lib"],
    ["transport", TRANSPORT],
  ] as const) {
    const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    const options = ["-DincludeScope=runtime", `-DoutputDirectory=${join(core, folder)}`];
    const args = ["--quiet", "--batch-mode", "--file", join(FOLDER, part, "pom.xml"), goal, ...options];
    // Maven writes its errors on its standard output.
    await execute("mvn", args).catch((error: unknown) => {
      const { stdout } = error as { stdout?: string };
      throw stdout ? new Error(stdout.trim().split("\n").slice(0, 3).join(" ")) : error;
    });
  }
  // The server has them already, and a module that is there twice is refused.
  for (const name of readdirSync(join(core, TRANSPORT)))
    if (existsSync(join(core, "lib", name))) await rm(join(core, TRANSPORT, name));
  check(core);
  const [jar] = readdirSync(join(core, TRANSPORT)).filter((name) => name.startsWith("transport-netty4-"));
  const inside = "META-INF/es-plugins/transport-netty4";
  await execute(join(java, "bin/jar"), ["xf", join(core, TRANSPORT, jar ?? ""), inside], { cwd: scratch });
  for (const name of readdirSync(join(scratch, inside)))
    await copyFile(join(scratch, inside, name), join(core, TRANSPORT, name));
  await mkdir(join(core, "native"));
  await copyFile(library, join(core, "native/libzstd.so"));
  return core;
}

/** Throws unless the jars that were fetched are those of the list, one for one. */
function check(core: string): void {
  const found = ["lib", TRANSPORT].flatMap((folder) =>
    readdirSync(join(core, folder)).map((name) => `${folder}/${name}`),
  );
  const wanted = new Map(checksums());
  for (const path of found) {
    const sha256 = createHash("sha256")
      .update(readFileSync(join(core, path)))
      .digest("hex");
    if (wanted.get(path) !== sha256)
      throw new Error(`${path} has the checksum ${sha256}, not ${wanted.get(path) ?? "one of the list"}`);
    wanted.delete(path);
  }
  if (wanted.size > 0) throw new Error(`${[...wanted.keys()].join(", ")} did not come`);
}

function starting(java: string, folder: string): ElasticsearchCore {
  const native = "org.elasticsearch.foreign,org.elasticsearch.nativeaccess,org.apache.lucene.core,ALL-UNNAMED";
  const modules = ["--module-path", join(folder, "lib"), "--add-modules", "ALL-MODULE-PATH"];
  const memory = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const library = [
    `-Des.nativelibs.path=${join(folder, "native")}`,
    "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
  ];
  return {
    java: join(java, "bin/java"),
    arguments: [
      ...memory,
      ...modules,
      `--enable-native-access=${native}`,
      ...library,
      join(FOLDER, "Launcher.java"),
      join(folder, "modules"),
    ],
  };
}
