/** The program as it is started: that it needs nothing, and how it ends. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { readConfig } from "../src/config.js";
import { until } from "./support/running.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const started: ChildProcess[] = [];

interface Program {
  child: ChildProcess;
  url: string;
  lines: Record<string, unknown>[];
  ended: Promise<unknown[]>;
}

/** Starts it in an environment that has nothing but what is given. */
async function start(env: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: root,
    env: { PATH: process.env["PATH"], PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout }).on("line", (line) =>
    lines.push(JSON.parse(line) as Record<string, unknown>),
  );
  const ended = once(child, "exit");
  const { url } = await until(() => lines.find(({ message }) => message === "application started"));
  return { child, url: String(url), lines, ended };
}

describe("the program", () => {
  after(() => {
    for (const child of started) child.kill("SIGKILL");
  });

  it("ends on SIGTERM under load without a request that breaks: readiness fails first, those under way end", async () => {
    const { child, url, lines, ended } = await start({ SHUTDOWN_DELAY_MS: "5000", SHUTDOWN_TIMEOUT_MS: "60000" });
    const status = async (path: string) => (await fetch(`${url}${path}`)).status;
    // As a load balancer does: nothing is sent any more once it is not ready.
    const balancer = { isReady: true, statuses: new Map<number, number>() };
    const clients = Array.from({ length: 8 }, async () => {
      while (balancer.isReady) {
        const answer = await fetch(`${url}/orders`, { method: "POST", body: '{"item":"book"}' });
        await answer.arrayBuffer();
        balancer.statuses.set(answer.status, (balancer.statuses.get(answer.status) ?? 0) + 1);
      }
    });
    await until(() => (balancer.statuses.get(201) ?? 0) > 20);
    child.kill("SIGTERM");
    const slow = fetch(`${url}/orders?slow=5000`);
    await until(async () => (await status("/health/ready")) === 503);
    balancer.isReady = false;
    assert.deepEqual([await status("/health/live"), await status("/orders")], [200, 200]);
    await Promise.all(clients);
    assert.deepEqual([...balancer.statuses.keys()], [201]);
    assert.equal((await slow).status, 200);
    assert.deepEqual(await ended, [0, null]);
    // Each order's mail was sent before the end.
    const count = (message: string) => lines.filter((line) => line["message"] === message).length;
    assert.equal(count("job done"), count("order placed"));
    assert.equal(lines.at(-1)?.["message"], "application ended");
  });

  it("ends at once where there is nothing to wait for, also while a connection is kept", async () => {
    const { child, url, ended } = await start({});
    await (await fetch(`${url}/orders`)).arrayBuffer();
    child.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
    await assert.rejects(fetch(`${url}/health/live`));
  });

  it("refuses an environment with a mistake, and names the variable", async () => {
    const mistakes = {
      PORT: "99999",
      HOST: "a b",
      DRILLS: "maybe",
      OTEL_SERVICE_NAME: "A B",
      SHUTDOWN_DELAY_MS: "25000",
      LOG_LEVEL: "",
    };
    for (const [name, value] of Object.entries(mistakes)) {
      assert.throws(() => readConfig({ [name]: value }), new RegExp(`^Error: ${name} is no`));
    }
    const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
      cwd: root,
      env: { PATH: process.env["PATH"], PORT: "99999" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    started.push(child);
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    assert.deepEqual(await once(child, "close"), [1, null]);
    assert.match(Buffer.concat(said).toString(), /PORT is not a whole number up to 65535/);
  });
});
