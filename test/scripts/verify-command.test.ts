import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../../scripts/lib/stack";
import { run } from "../../scripts/lib/processes";

/** Runs `npm run verify` with a kubeconfig. */
const verify = (kubeconfig: string, ...args: string[]) =>
  run(process.execPath, ["--require", "ts-node/register", "scripts/verify.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });

/** What the package `debug` takes if it is there. */
const OPTIONAL = ["node_modules/has-flag", "node_modules/supports-color"];

describe("npm run verify", () => {
  it("ends with 2 where there is nothing to ask, and says what next", async () => {
    const { code, stdout, stderr } = await verify("/nonexistent/kubeconfig", "--stack", "dev");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /-> kubectl config get-contexts; kubectl cluster-info/);
  });

  it("ends with 1 for a mistake at the command line", async () => {
    assert.equal((await verify("", "--stack", "dev", "--format", "html")).code, 1);
    const { code, stderr } = await verify("");
    assert.equal(code, 1);
    assert.match(stderr, /--stack is missing/);
  });

  it("needs no package that only development has: whoever deploys may have left those out", async () => {
    const { packages } = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const development = Object.keys(packages).filter(
      (folder) => packages[folder]?.dev === true && !OPTIONAL.includes(folder),
    );
    assert.ok(development.length > 50);
    const list = `
      for (const name of ["scripts/lib/verify/checks", "scripts/lib/verify/cluster", "scripts/lib/verify/run", "scripts/lib/stack"])
        require("./" + name);
      require("@kubernetes/client-node");
      console.log(JSON.stringify(Object.keys(require.cache)));`;
    const { stdout, stderr } = await run(process.execPath, ["--require", "ts-node/register", "-e", list], {
      cwd: ROOT,
    });
    assert.ok(stdout.startsWith("["), stderr);
    const loaded = JSON.parse(stdout) as string[];
    const below = (folder: string) => path.join(fs.realpathSync(ROOT), folder) + path.sep;
    const found = development.filter((folder) => loaded.some((file) => file.startsWith(below(folder))));
    assert.deepEqual(found, []);
  });
});
