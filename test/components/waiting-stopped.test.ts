import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { ROOT } from "../../scripts/lib/stack";

describe("what is done when a deployment stops before its end", () => {
  /** A program that says a last word after a moment, and what became of it. */
  function program(body: string) {
    const text = `
      const { whenStopped } = require("./components/support/waiting/stopped");
      whenStopped(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        console.log("last word");
      });
      ${body}`;
    const { status, signal, stdout } = spawnSync(process.execPath, ["--require", "ts-node/register", "--eval", text], {
      cwd: ROOT,
      encoding: "utf8",
    });
    return { status, signal, stdout };
  }

  it("is done once, and the program then ends by the signal, however often it is interrupted", () => {
    const interrupt = 'process.kill(process.pid, "SIGINT")';
    const body = `setInterval(() => {}, 1000); setImmediate(() => { ${interrupt}; setTimeout(() => ${interrupt}, 10); });`;
    assert.deepEqual(program(body), { status: null, signal: "SIGINT", stdout: "last word\n" });
  });

  it("is done when there is nothing left to do, and the program then ends well", () => {
    assert.deepEqual(program(""), { status: 0, signal: null, stdout: "last word\n" });
  });
});
