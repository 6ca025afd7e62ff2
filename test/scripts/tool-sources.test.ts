import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ensureTool, findTool, kwokStages, testTools, toolNames, type Surroundings } from "../../scripts/lib/tools";
import { assetOf } from "../../tools/download";
import { readPin, type ToolName } from "../../tools/pins";
import { releases, type Release } from "../../tools/releases";

const pinned = resolve(__dirname, "../../tools");
const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
const never = (): Promise<Response> => assert.fail("nothing was to be fetched");

describe("where tools come from", () => {
  let home: string;
  let cache: string;
  let lines: string[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tools-test-"));
    cache = join(home, "cache", "observability-tools");
    lines = [];
    // Absolute, since PATH is the test's own.
    onPath("tar", `PATH=/usr/bin:/bin exec tar "$@"`);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const around = (more: Partial<Surroundings> = {}): Surroundings => ({
    env: { HOME: home, PATH: join(home, "bin"), XDG_CACHE_HOME: join(home, "cache") },
    modules: pinned,
    ...more,
  });
  const put = (path: string, text: string): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return path;
  };
  const onPath = (name: string, script: string): string => put(join(home, "bin", name), script);
  const ensure = (name: ToolName, with_: Surroundings): Promise<string> =>
    ensureTool(name, (line) => lines.push(line), with_);

  describe("the rehearsal's servers", () => {
    it("are built only when asked for, but for those whose own audit log is read", () => {
      const wanted = (name: string) =>
        Object.entries<readonly string[]>(testTools).flatMap(([suite, tools]) => (tools.includes(name) ? [suite] : []));
      for (const name of ["kube-controller-manager", "kube-scheduler"] as const) {
        assert.ok(toolNames.includes(name), name);
        assert.deepEqual(wanted(name), [], name);
      }
      for (const name of ["etcd", "kube-apiserver"] as const) assert.deepEqual(wanted(name), ["logs"], name);
    });

    it("take every staging module of the pinned Kubernetes", () => {
      const goMod = readFileSync(join(pinned, "kubernetes", "go.mod"), "utf8");
      const replaced = [...goMod.matchAll(/^\t(k8s\.io\/\S+) => (\S+) v(\S+)$/gm)];
      assert.ok(replaced.length > 30);
      const version = readPin("kube-apiserver", pinned).version.replace(/^1\./, "0.");
      for (const [, from, to, at] of replaced) assert.deepEqual([to, at], [from, version]);
    });

    it("say which Kubernetes they are, also to their clients", () => {
      const { buildFlags, version } = readPin("kube-scheduler", pinned);
      const [major = "", minor = ""] = version.split(".");
      const base = "-X k8s.io/component-base/version.";
      assert.equal(
        buildFlags.at(-1),
        `-s -w ${base}gitVersion=v${version} ${base}gitMajor=${major} ${base}gitMinor=${minor} ${base}gitTreeState=clean`,
      );
    });

    it("are taken from PATH by what each of them prints", () => {
      const prints = {
        etcd: "etcd Version: {}\nGit SHA: abc\nGo Version: go1.26.8",
        "kube-apiserver": "Kubernetes v{}",
        kwok: "kwok version v{} go1.26.8 (linux/amd64)",
        "prometheus-operator": "prometheus-operator, version {} (branch: , revision: unknown)\n  go version: go1.26.8",
      };
      for (const [name, text] of Object.entries(prints)) {
        const { version } = readPin(name as ToolName, pinned);
        const path = onPath(name, `echo '${text.replace("{}", version)}'`);
        assert.equal(findTool(name as ToolName, around()), path);
        onPath(name, `echo '${text.replace("{}", "3.4.23")}'`);
        assert.equal(findTool(name as ToolName, around()), undefined);
      }
    });

    it("build the package that the pin names, etcd at the root of its module", () => {
      assert.equal(readPin("etcd", pinned).package, "go.etcd.io/etcd/server/v3");
      assert.equal(readPin("kwok", pinned).package, "sigs.k8s.io/kwok/cmd/kwok");
    });
  });

  describe("a download", () => {
    const kwok = readPin("kwok", pinned);
    const says = (version: string): string => `#!/bin/sh\necho kwok version v${version}\n`;
    const release = (bytes: string | Buffer, more: Partial<Release> = {}): Release => ({
      version: kwok.version,
      url: "https://example.org/v{version}/kwok-{os}-{arch}",
      sha256: { [platform]: createHash("sha256").update(bytes).digest("hex") },
      ...more,
    });
    const serving = (bytes: string | Buffer, of: Release): Surroundings =>
      around({ downloads: { releases: { kwok: of }, fetch: () => Promise.resolve(new Response(bytes)) } });

    it("has well-formed entries", () => {
      for (const [name, { url, sha256 }] of Object.entries(releases)) {
        assert.match(url, /^https:\/\/[^?]*\{version\}[^?]*\{os\}[^?]*\{arch\}/, name);
        for (const sum of Object.values(sha256)) assert.match(sum ?? "", /^[0-9a-f]{64}$/, name);
      }
    });

    it("is of this version and platform, or there is none", () => {
      const of = release("");
      const asset = (one: Release) => assetOf(kwok, { releases: { kwok: one }, fetch: never });
      const url = `https://example.org/v${kwok.version}/kwok-${platform}`;
      assert.deepEqual(asset(of), { url, member: undefined, sha256: of.sha256[platform] });
      assert.equal(asset({ ...of, version: "0.0.1" }), undefined);
      assert.equal(asset({ ...of, sha256: {} }), undefined);
      assert.equal(assetOf(readPin("etcd", pinned), { releases, fetch: never }), undefined);
    });

    it("comes before building", async () => {
      const bytes = says(kwok.version);
      const path = await ensure("kwok", serving(bytes, release(bytes)));
      assert.equal(path, join(cache, kwok.key, "kwok"));
      assert.equal(findTool("kwok", around()), path);
      assert.deepEqual(readdirSync(cache), [kwok.key]);
      assert.equal(lines.length, 2);
      assert.equal(lines[0], `kwok ${kwok.version}: downloading its release …`);
      assert.match(lines[1] ?? "", /^kwok \d+\.\d+\.\d+: done in \d+ s$/);
    });

    it("comes after PATH and the cache", async () => {
      const path = onPath("kwok", `echo kwok version v${kwok.version}`);
      const none = around({ downloads: { releases: { kwok: release("") }, fetch: never } });
      assert.equal(await ensure("kwok", none), path);
    });

    it("takes the program out of an archive", async () => {
      put(join(home, "packed", "a", "kwok"), `echo kwok version v${kwok.version}`);
      const { stdout } = spawnSync("tar", ["-cz", "-C", join(home, "packed"), "a"]);
      await ensure("kwok", serving(stdout, release(stdout, { member: "a/kwok" })));
      assert.deepEqual(readdirSync(join(cache, kwok.key)), ["kwok"]);
    });

    it("leaves nothing behind when it is not what was pinned, and says why", async () => {
      const bytes = says(kwok.version);
      const reasons: [Surroundings, RegExp][] = [
        [serving(`${bytes} `, release(bytes)), /has the checksum [0-9a-f]{64}, not [0-9a-f]{64}, and there is no Go/],
        [serving(says("0.7.0"), release(says("0.7.0"))), /downloading it failed: what came of it is 0\.7\.0, and/],
      ];
      for (const [with_, reason] of reasons) {
        await assert.rejects(ensure("kwok", with_), reason);
        assert.deepEqual(readdirSync(cache), []);
      }
    });

    it("that fails leaves it to Go", async () => {
      onPath(
        "go",
        `while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
printf '#!/bin/sh\\necho kwok version v${kwok.version}\\n' > "$out"; /bin/chmod 755 "$out"`,
      );
      const unreachable = new TypeError("fetch failed", { cause: new Error("no route") });
      const downloads = { releases: { kwok: release("") }, fetch: () => Promise.reject(unreachable) };
      await ensure("kwok", around({ downloads }));
      assert.equal(lines[1], `kwok ${kwok.version}: downloading it failed: no route`);
      assert.match(lines[2] ?? "", /building from its Go module/);
    });
  });

  describe("kwokStages", () => {
    it("copies the objects out of the module, once", async () => {
      const module = join(home, "module", "kustomize", "stage", "pod", "fast");
      for (const file of ["pod-ready.yaml", "embed.go", "testdata/pod.input.yaml"]) put(join(module, file), "");
      const go = onPath("go", `echo '{"Dir": "${join(home, "module")}"}'`);
      const folder = await kwokStages(around());
      assert.equal(folder, join(cache, readPin("kwok", pinned).key, "stage"));
      assert.deepEqual(readdirSync(folder, { recursive: true }).map(String), [
        "pod",
        "pod/fast",
        "pod/fast/pod-ready.yaml",
      ]);
      rmSync(go);
      assert.equal(await kwokStages(around()), folder);
    });

    it("says what is missing without Go", async () => {
      await assert.rejects(
        kwokStages(around()),
        /^ToolMissing: kwok \S+ is missing: its Stage objects are not in .* no Go to fetch them with\.\n.*`npm run tools -- kwok`/,
      );
      assert.ok(!existsSync(cache));
    });
  });
});
