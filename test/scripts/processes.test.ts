import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { freePorts, NotReady, run, start, startReady, waitFor } from "../../scripts/lib/processes";
import { descendants } from "../../scripts/lib/process-tree";
import { ROOT } from "../../scripts/lib/stack";

/** A server that answers at a port, after it said so. */
const SERVER = `const port = Number(process.argv[1]); console.log("listening at", port);
require("node:http").createServer((_, answer) => answer.end("ok")).listen(port, "127.0.0.1");`;

/** A shell that starts another process, says its number, and waits. */
const FAMILY = "sleep 1000 & echo child $!; wait";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const gone = (pid: number) => waitFor(`${pid} is gone`, () => !isAlive(pid), { seconds: 5 });

describe("processes", () => {
  it("start on a free port, are waited for, keep what they wrote, and end when told to", async () => {
    const [port = 0] = await freePorts(1);
    const server = await startReady(process.execPath, ["-e", SERVER, String(port)], `http://127.0.0.1:${port}/`);
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "ok");
    assert.match(server.log(), new RegExp(`^listening at ${port}$`, "m"));
    await server.stop();
    assert.equal(server.isRunning(), false);
    assert.equal(await server.ended, 137);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
    await server.stop();
  });

  it("that end before they are ready are refused with their exit code and last words", async () => {
    const broken = startReady("sh", ["-c", "echo first; echo the port is taken >&2; exit 7"], "http://127.0.0.1:9/");
    await assert.rejects(broken, (error) => {
      assert.ok(error instanceof NotReady);
      assert.equal(error.message, "sh is ready: sh has ended with 7: first\nthe port is taken");
      return true;
    });
  });

  it("that are not ready in time are refused with what they wrote, and ended", async () => {
    let pid = 0;
    const slow = startReady("sh", ["-c", "echo $$; exec sleep 1000"], () => Promise.reject(new Error("not yet")), {
      seconds: 1,
    });
    await assert.rejects(slow, (error: Error) => {
      pid = Number(
        /^sh is ready: not within 1 s: not yet: (\d+)$/.exec(error.message)?.[1] ?? assert.fail(error.message),
      );
      return true;
    });
    assert.equal(isAlive(pid), false);
  });

  it("that cannot be started say so", async () => {
    assert.match((await run("no-such-program", [])).stderr, /ENOENT/);
    assert.equal((await run("no-such-program", [])).code, 127);
    await assert.rejects(startReady("no-such-program", [], "http://127.0.0.1:9/"), /has ended with 127: .*ENOENT/);
  });

  it("run to their end give their code and what they wrote, unless the time is over", async () => {
    const ended = await run("sh", ["-c", "echo out; echo err >&2; exit 3"], { env: { PATH: process.env["PATH"] } });
    assert.deepEqual(ended, { code: 3, stdout: "out\n", stderr: "err\n" });
    const began = performance.now();
    assert.equal((await run("sh", ["-c", "sleep 1000 & wait"], { timeout: 0.2 })).code, 137);
    assert.ok(performance.now() - began < 10_000);
  });

  it("do not go on with their next step when the time ends the one before", async () => {
    const family = 'sh -c "sleep 1000"; echo the next step';
    for (let round = 0; round < 5; round++) {
      assert.deepEqual(await run("sh", ["-c", family], { timeout: 0.2 }), { code: 137, stdout: "", stderr: "" });
    }
  });

  it("that take no notice of SIGTERM are killed after their time", async () => {
    const shell = start("sh", ["-c", 'trap "" TERM; echo ready; while :; do sleep 0.1; done'], { grace: 0.3 });
    await waitFor("it runs", () => shell.log() === "ready\n", { by: shell });
    await shell.stop();
    assert.equal(await shell.ended, 137);
  });

  it("end with all that they started", async () => {
    const shell = start("sh", ["-c", FAMILY]);
    await waitFor("it has a child", () => /child \d+/.test(shell.log()), { by: shell });
    const child = Number(/child (\d+)/.exec(shell.log())?.[1]);
    await shell.stop("SIGKILL");
    await gone(child);
  });

  it("leave no descendant behind when the process ends by SIGTERM itself", async () => {
    const shell = start("sh", ["-c", FAMILY]);
    await waitFor("it has a child", () => /child \d+/.test(shell.log()), { by: shell });
    const child = Number(/child (\d+)/.exec(shell.log())?.[1]);
    await shell.stop();
    await gone(child);
  });

  for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
    it(`do not outlive a starter that ${signal} ends`, async () => {
      const program = `
        const { start } = require("./scripts/lib/processes");
        const child = start("sh", ["-c", ${JSON.stringify(FAMILY)}]);
        const timer = setInterval(() => {
          if (!/child \\d+/.test(child.log())) return;
          clearInterval(timer);
          console.log(child.pid, /child (\\d+)/.exec(child.log())[1]);
        }, 20);`;
      const starter = spawn(process.execPath, ["--require", "ts-node/register", "-e", program], {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [said] = (await once(starter.stdout, "data")) as [Buffer];
      const pids = said.toString().trim().split(" ").map(Number);
      assert.ok(pids.length === 2 && pids.every(isAlive), said.toString());
      starter.kill(signal);
      for (const pid of pids) await gone(pid);
    });
  }

  it("get ports that are free, each another", async () => {
    const ports = await freePorts(20);
    assert.equal(new Set(ports).size, 20);
    const server = createServer().listen(ports[0], "127.0.0.1");
    await once(server, "listening");
    server.close();
  });

  it("are found with all of their descendants, a parent before its children, whatever group they are in", () => {
    const table = "    1     0\n   10     1\n   11    10\n   12    11\n   13    10\n   14     1\n";
    assert.deepEqual(descendants(10, table), [11, 12, 13]);
  });
});
