/** Health: what it says, how long it takes at most, and what it does not. */
import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { BUDGETS, type Check, Health } from "../src/health.js";
import { ApplicationMetrics } from "../src/metrics/application-metrics.js";
import { metric, type Running, running } from "./support/running.js";

const state = async (app: Running, path: string) => {
  const { status, json } = await app.ask(path);
  return [status, json["status"]];
};

describe("health", () => {
  it("names every dependency with its status and its latency", async () => {
    const app = await running();
    try {
      const { status, json } = await app.ask("/health");
      const checks = json["checks"] as Record<string, Record<string, unknown>>;
      assert.deepEqual([status, json["status"]], [200, "up"]);
      assert.deepEqual(Object.keys(checks), ["database", "cache", "queue", "downstream", "gateway"]);
      for (const { status: one, latency_ms } of Object.values(checks)) {
        assert.ok(one === "up" && typeof latency_ms === "number" && latency_ms >= 0);
      }
      const ready = await app.ask("/health/ready");
      assert.deepEqual(Object.keys(ready.json["checks"] as object), ["database", "cache", "queue", "downstream"]);
      assert.equal(metric((await app.ask("/metrics")).text, "sample_app_dependency_up", { dependency: "cache" }), 1);
    } finally {
      await app.stop();
    }
  });

  it("is 503 while what requests need is down; the process lives all the same", async () => {
    const app = await running();
    try {
      for (const dependency of ["database", "cache", "downstream"]) {
        await app.ask("/drills", { body: { dependency, state: "down" } });
        assert.deepEqual(await state(app, "/health"), [503, "down"], dependency);
        assert.deepEqual(await state(app, "/health/ready"), [503, "down"], dependency);
        assert.deepEqual(await state(app, "/health/live"), [200, "up"], dependency);
        await app.ask("/drills", { body: { dependency, state: "up" } });
      }
      await app.ask("/drills", { body: { dependency: "gateway", state: "down" } });
      assert.deepEqual(await state(app, "/health"), [200, "degraded"]);
      assert.deepEqual(await state(app, "/health/ready"), [200, "up"]);
    } finally {
      await app.stop();
    }
  });

  it("is 503 within its budget while a dependency does not answer at all", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const rounds = { count: 0 };
      const health = of([
        {
          name: "database",
          isRequired: true,
          run: () => {
            rounds.count++;
            return new Promise(() => undefined);
          },
        },
      ]);
      // However many ask, the dependency is asked once.
      const answers = Array.from({ length: 100 }, () => Promise.all([health.whole(), health.ready()]));
      mock.timers.tick(Math.min(BUDGETS.whole, BUDGETS.ready) - 500);
      const answered = await Promise.all(answers);
      for (const [whole, ready] of answered) assert.deepEqual([whole.status, ready.status], [503, 503]);
      assert.equal(rounds.count, 1);
      assert.match(JSON.stringify(answered[0]?.[0].body), /"database":\{"status":"down",.*"error":"Timeout"/);
    } finally {
      mock.timers.reset();
    }
  });

  it("tells nobody what an error says: it may hold an address or a password", async () => {
    const failing = () => Promise.reject(new TypeError("connect postgres://shop:hunter2@10.1.2.3"));
    const { body } = await of([{ name: "database", isRequired: true, run: failing }]).whole();
    assert.match(JSON.stringify(body), /"error":"TypeError"/);
    assert.doesNotMatch(JSON.stringify(body), /hunter2|10\.1/);
  });

  it("says that it ends, while it still answers", async () => {
    const health = of([]);
    health.ending();
    const statuses = await Promise.all([health.whole(), health.ready(), health.live()]);
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [503, 503, 200],
    );
  });
});

describe("the liveness budget", () => {
  it("is kept by asking nothing that could take time", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      // No timer has to pass, and a dependency that hangs is not asked.
      const health = of([{ name: "database", isRequired: true, run: () => assert.fail("was asked") }]);
      assert.equal((await health.live()).status, 200);
    } finally {
      mock.timers.reset();
    }
  });
});

const of = (checks: Check[]) => new Health(checks, new ApplicationMetrics("test").system);
