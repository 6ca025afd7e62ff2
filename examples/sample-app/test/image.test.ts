/** The image, as far as it can be tried without building it: the files that it takes, and what comes of them. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dockerfile = readFileSync(`${root}/Dockerfile`, "utf8");
const ignored = readFileSync(`${root}/.dockerignore`, "utf8").split("\n");
const instructions = (name: string) =>
  [...dockerfile.matchAll(new RegExp(`^${name} (.+)$`, "gm"))].map(([, rest = ""]) => rest);

describe("the image", () => {
  after(() => rmSync(`${root}/dist`, { recursive: true, force: true }));

  it("takes files that are there, and that the context has", () => {
    const copied = instructions("COPY").filter((rest) => !rest.startsWith("--from"));
    assert.ok(copied.length > 0);
    for (const file of copied.flatMap((rest) => rest.split(" ").slice(0, -1))) {
      assert.ok(existsSync(`${root}/${file}`), file);
      assert.ok(!ignored.includes(file), file);
    }
  });

  it("begins with releases, and ends as nobody", () => {
    for (const from of instructions("FROM")) assert.match(from, /^docker\.io\/library\/node:\d+\.\d+\.\d+-alpine\d/);
    assert.deepEqual(instructions("USER"), ["65532:65532"]);
    // The user stays who it is: nothing comes after that could change it.
    assert.doesNotMatch(dockerfile.slice(dockerfile.indexOf("USER ")), /^(RUN|COPY|ADD)/m);
  });

  it("has no secret in it", () => {
    assert.doesNotMatch(dockerfile, /password|token|secret\s*=|_authToken/i);
    assert.deepEqual(instructions("ARG"), []);
  });

  it("runs what the build makes, by plain Node", async () => {
    execFileSync("npm", ["run", "build"], { cwd: root, stdio: "pipe" });
    const [command = "", ...args] = JSON.parse(instructions("CMD")[0] ?? "[]") as string[];
    const env = Object.fromEntries(
      instructions("ENV").flatMap((rest) => rest.split(" ").map((pair) => pair.split("=") as [string, string])),
    );
    assert.deepEqual([command, env["HOST"], env["DRILLS"]], ["node", "0.0.0.0", "off"]);
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...env, HOST: "127.0.0.1", PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const { url } = JSON.parse(line) as { url: string };
        assert.equal((await fetch(`${url}/health`)).status, 200);
        break;
      }
    } finally {
      child.kill("SIGKILL");
    }
  });
});
