import { strict as assert } from "node:assert";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { ensureTool, findTool, pinnedVersion, toolNames, ToolMissing } from "../../scripts/lib/tools";
import { readPin } from "../../tools/pins";

const pinned = resolve(__dirname, "../../tools");
const promtool = readPin("promtool", pinned);

// Stands in for Go: `work` sees what is to be built as $out. Absolute paths, since PATH is the test's own.
const go = (work: string) => `
[ "$1" = mod ] && echo "{\\"Dir\\": \\"\${0%/*}\\"}" && exit
echo "$@" >> "\${0%/*}/calls"
while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
${work}`;
const builds = (version: string) =>
  go(`printf '#!/bin/sh\\necho promtool, version ${version}\\n' > "$out"; /bin/chmod 755 "$out"`);

/** How long something took is the machine's affair. */
const untimed = (lines: string[]): string[] => lines.map((line) => line.replace(/ in \d+ s$/, " in # s"));

describe("tools", () => {
  let home: string;
  let cache: string;
  let around: { env: NodeJS.ProcessEnv; modules: string };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tools-test-"));
    cache = join(home, "cache", "observability-tools");
    around = { env: { HOME: home, PATH: join(home, "bin"), XDG_CACHE_HOME: join(home, "cache") }, modules: pinned };
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const put = (path: string, script: string): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  };
  const onPath = (name: string, script: string): string => put(join(home, "bin", name), script);
  const cachedFiles = (): string[] => readdirSync(cache, { recursive: true }).map(String);
  const goCalls = (): string[] =>
    readFileSync(join(home, "bin", "calls"), "utf8")
      .trim()
      .split("\n");
  const failure = async (promise: Promise<unknown>): Promise<string> => {
    const error: unknown = await promise.then(
      () => assert.fail("it was to be rejected"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ToolMissing, String(error));
    return error.message;
  };

  describe("the pin", () => {
    const bumped = (folder: string, file: string, from: string, to: string): string => {
      cpSync(join(pinned, folder), join(home, "tools", folder), { recursive: true });
      const path = join(home, "tools", folder, file);
      const text = readFileSync(path, "utf8");
      assert.ok(text.includes(from), `${folder}/${file} holds ${from}`);
      writeFileSync(path, text.replaceAll(from, to));
      return join(home, "tools");
    };

    it("has a go.mod and a go.sum for every tool", () => {
      for (const name of toolNames) assert.match(pinnedVersion(name), /^\d+\.\d+\.\d+$/, name);
    });

    it("reads the release off Prometheus's module version, which counts differently", () => {
      const { moduleVersion } = promtool;
      for (const [version, release] of Object.entries({ "v0.315.0": "3.15.0", "v0.305.1": "3.5.1" })) {
        const modules = bumped("prometheus", "go.mod", `v${moduleVersion}`, version);
        assert.equal(readPin("promtool", modules).version, release);
      }
    });

    it("gives another key, and so a build, for another version, checksum or tool", () => {
      const version = bumped("prometheus", "go.mod", `v${promtool.moduleVersion}`, "v0.999.0");
      const otherVersion = readPin("promtool", version).key;
      const checksum = bumped("prometheus", "go.sum", "h1:", "h1:x");
      const otherChecksum = readPin("promtool", checksum).key;
      const keys = [promtool.key, otherVersion, otherChecksum, readPin("prometheus", pinned).key];
      assert.equal(new Set(keys).size, keys.length, keys.join(" "));
      assert.match(otherVersion, /^promtool-9\.99\.0-[0-9a-f]{12}$/);
    });

    it("stays the same key for the same pin", () => {
      assert.equal(readPin("promtool", bumped("prometheus", "go.sum", "h1:", "h1:")).key, promtool.key);
    });
  });

  describe("findTool", () => {
    it("finds nothing in an empty cache and on an empty PATH", () => {
      for (const name of toolNames) assert.equal(findTool(name, around), undefined, name);
    });

    it("takes the cached tool first, without asking for its version", () => {
      onPath("promtool", `echo promtool, version ${promtool.version}`);
      const cached = put(join(cache, promtool.key, "promtool"), "exit 1");
      assert.equal(findTool("promtool", around), cached);
    });

    it("takes a tool on PATH that reports the pinned version", () => {
      const tools = {
        promtool: `echo 'promtool, version ${promtool.version} (branch: HEAD, revision: abc)'`,
        amtool: `echo 'amtool, version ${pinnedVersion("amtool")} (branch: HEAD)' >&2`,
        actionlint: `printf '${pinnedVersion("actionlint")}\\ninstalled by building from source\\n'`,
        helm: `[ "$1" = version ] && printf v${pinnedVersion("helm")}`,
      };
      for (const [name, script] of Object.entries(tools)) {
        const path = onPath(name, script);
        assert.equal(findTool(name as keyof typeof tools, around), path);
      }
    });

    it("does not take one of another version, a release candidate, a patched one, or one that fails", () => {
      const { version } = promtool;
      for (const other of ["2.42.0", `1${version}`, `${version}1`, `${version}-rc.1`, `${version}+ds`]) {
        onPath("promtool", `echo 'promtool, version ${other} (branch: debian/sid)'`);
        assert.equal(findTool("promtool", around), undefined, other);
      }
      onPath("promtool", "exit 1");
      assert.equal(findTool("promtool", around), undefined);
    });
  });

  describe("ensureTool", () => {
    it("says in full what is missing without Go", async () => {
      const version = pinnedVersion("promtool");
      assert.equal(
        await failure(ensureTool("promtool", undefined, around)),
        `promtool ${version} is missing: it is not in ${cache}, not on PATH, and there is no Go to build it with.\n` +
          `  To fix it, install Go ${promtool.goVersion} or newer (https://go.dev/doc/install) and run \`npm run tools\`,` +
          ` or put promtool ${version} on PATH.`,
      );
    });

    it("says that what is on PATH is another version", async () => {
      const path = onPath("promtool", "echo promtool, version 2.42.0+ds");
      assert.ok((await failure(ensureTool("promtool", undefined, around))).includes(`${path} is 2.42.0+ds, and`));
    });

    it("builds what is pinned, puts it in the cache and says so", async () => {
      onPath("go", builds(promtool.version));
      const lines: string[] = [];
      const path = await ensureTool("promtool", (line) => lines.push(line), around);
      assert.equal(relative(cache, path), join(promtool.key, "promtool"));
      assert.equal(findTool("promtool", around), path);
      assert.deepEqual(cachedFiles().sort(), [promtool.key, join(promtool.key, "promtool")]);
      assert.deepEqual(untimed(lines), [
        `promtool ${promtool.version}: building from its Go module (a minute or two, once) …`,
        `promtool ${promtool.version}: done in # s`,
      ]);
      assert.match(
        goCalls().join(),
        /^build -mod=readonly -trimpath .* github.com\/prometheus\/prometheus\/cmd\/promtool$/,
      );
    });

    it("puts the stand-in where the module's own package was, in a copy that Go is told to build", async () => {
      for (const file of ["discovery.go", "kubernetes/kubernetes.go", "kubernetes/pod.go", "kubernetes/below/below.go"])
        put(join(home, "bin", "discovery", file), "the module's own");
      onPath("go", `${builds(promtool.version)}\n/bin/cp -r "\${out%/*}" "\${0%/*}/built"`);
      await ensureTool("promtool", undefined, around);
      const built = (file: string): string => readFileSync(join(home, "bin", "built", file), "utf8");
      const standIn = readFileSync(join(pinned, "prometheus", "kubernetes", "kubernetes.go"), "utf8");
      assert.deepEqual(readdirSync(join(home, "bin", "built", "module", "discovery", "kubernetes")).sort(), [
        "below",
        "kubernetes.go",
      ]);
      assert.equal(built("module/discovery/kubernetes/kubernetes.go"), standIn);
      assert.match(built("module/discovery/discovery.go"), /the module's own/);
      assert.match(built("go.mod"), /\nreplace github\.com\/prometheus\/prometheus => "\S+\/module"\n$/);
      assert.match(goCalls().join(), / -modfile \S+\/go\.mod /);
    });

    it("builds once for all who ask at the same time", async () => {
      onPath("go", builds(promtool.version));
      const paths = await Promise.all([1, 2, 3].map(() => ensureTool("promtool", undefined, around)));
      assert.equal(new Set(paths).size, 1);
      assert.equal(goCalls().length, 1);
    });

    it("leaves nothing in the cache when the build is interrupted, and can build again", async () => {
      onPath("go", go(`printf half > "$out"; /bin/chmod 755 "$out"; kill -9 $$`));
      await failure(ensureTool("promtool", undefined, around));
      assert.deepEqual(cachedFiles(), []);
      onPath("go", builds(promtool.version));
      await ensureTool("promtool", undefined, around);
    });

    it("clears away what a killed process left, but not what another is building", async () => {
      const old = put(join(cache, ".building-old", "promtool"), "");
      put(join(cache, ".building-new", "promtool"), "");
      utimesSync(dirname(old), 0, 0);
      onPath("go", builds(promtool.version));
      await ensureTool("promtool", undefined, around);
      assert.deepEqual(readdirSync(cache).sort(), [".building-new", promtool.key]);
    });

    it("does not keep a program that is not the pinned one", async () => {
      onPath("go", builds("2.42.0"));
      const message = await failure(ensureTool("promtool", undefined, around));
      assert.match(message, /and building it failed: what came of it is 2\.42\.0\.\n/);
      assert.deepEqual(cachedFiles(), []);
    });

    it("quotes Go's own reason, without its progress", async () => {
      onPath("go", `echo 'go: downloading a v1' >&2; echo 'go: go.mod requires go >= 1.99' >&2; exit 1`);
      assert.equal(
        await failure(ensureTool("promtool", undefined, around)),
        `promtool ${promtool.version} is missing: it is not in ${cache}, not on PATH, and building it failed: ` +
          "go: go.mod requires go >= 1.99.\n" +
          `  To fix it, see that Go is ${promtool.goVersion} or newer (\`go version\`) and may fetch modules ` +
          `(\`go env GOPROXY\`) and run \`npm run tools\`, or put promtool ${promtool.version} on PATH.`,
      );
    });
  });
});
