import { strict as assert } from "node:assert";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Missing } from "../../scripts/lib/rehearse/steps";
import { ensurePulumi } from "../../scripts/lib/rehearse/tools";

describe("rehearse: Pulumi's plugins, without a network", () => {
  const saved = process.env["PATH"];
  let home: string;
  let bin: string;
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  /** A Pulumi CLI that has some plugins, and can download none. */
  const cli = (plugins: { name: string; version: string }[]) =>
    program(
      "pulumi",
      `case "$1 $2" in "version ") echo v3.260.0;; "plugin ls") echo '${JSON.stringify(plugins)}';; *) exit 1;; esac`,
    );
  const ensure = () => ensurePulumi(mkdtempSync(join(home, "rehearsal-")), () => undefined);
  const { dependencies } = require("../../package.json") as { dependencies: Record<string, string> }; // eslint-disable-line @typescript-eslint/no-require-imports
  const installed = (...names: string[]) =>
    names.map((name) => ({ name, version: dependencies[`@pulumi/${name}`] ?? "" }));

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "observability-plugins-"));
    bin = join(home, "bin");
    mkdirSync(bin);
    process.env["PATH"] = `${bin}:/usr/bin:/bin`;
  });
  afterEach(() => {
    process.env["PATH"] = saved;
    rmSync(home, { recursive: true });
  });

  it("are those that were installed from a file", async () => {
    cli(installed("kubernetes", "random"));
    const { version, standIn, onPath, path } = await ensure();
    assert.deepEqual({ version, standIn, onPath }, { version: "3.260.0", standIn: false, onPath: [] });
    assert.ok(!existsSync(join(path[0] ?? "", "pulumi-resource-random")));
  });

  it("are those on PATH, as for Pulumi itself", async () => {
    cli([]);
    program("pulumi-resource-kubernetes", "exit 0");
    program("pulumi-resource-random", "exit 0");
    const { standIn, onPath } = await ensure();
    assert.deepEqual({ standIn, onPath }, { standIn: false, onPath: ["kubernetes", "random"] });
  });

  it("are missing at another version, and a stand-in takes the random provider's place", async () => {
    cli([{ name: "kubernetes", version: "1.0.0" }]);
    await assert.rejects(
      ensure(),
      (error) => error instanceof Missing && /plugin for Kubernetes is missing/.test(error.message),
    );
    program("pulumi-resource-kubernetes", "exit 0");
    const { standIn, onPath, path } = await ensure();
    assert.deepEqual({ standIn, onPath }, { standIn: true, onPath: ["kubernetes"] });
    assert.ok(existsSync(join(path[0] ?? "", "pulumi-resource-random")));
  });
});
