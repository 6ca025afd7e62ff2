/** The load generator: that it does what it is told, and nothing to others. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readLoad } from "../load/options.js";
import { runLoad } from "../load/run.js";
import { metric, PASSWORD, running } from "./support/running.js";

describe("load", () => {
  it("sends what it is told, with that share of errors and of slow requests", async () => {
    const app = await running();
    try {
      const args = [
        "--url",
        app.url,
        "--seconds",
        "1",
        "--rate",
        "200",
        "--concurrency",
        "100",
        "--errors",
        "10",
        "--slow",
        "5",
        "--slow-ms",
        "50",
      ];
      const outcome = await runLoad(readLoad(args), PASSWORD, new AbortController().signal);
      const answered = Object.values(outcome.byStatus).reduce((sum, count) => sum + count, 0);
      assert.equal(outcome.sent + outcome.skipped, 200);
      assert.deepEqual([answered, outcome.byStatus["none"]], [outcome.sent, undefined]);
      if (outcome.skipped === 0) assert.equal(outcome.byStatus["500"], 20);
      assert.ok((outcome.byStatus["201"] ?? 0) > 0 && (outcome.byStatus["402"] ?? 0) > 0);
      assert.ok(outcome.p50 <= outcome.p95 && outcome.p95 <= outcome.p99);
      assert.equal(metric((await app.ask("/metrics")).text, "business_active_users"), 1);
      assert.ok(app.spans().some(({ attributes }) => attributes["app.channel"] === "load"));
    } finally {
      await app.stop();
    }
  });

  it("ends when it is told", async () => {
    const app = await running();
    try {
      const ended = runLoad(readLoad(["--url", app.url, "--seconds", "3600"]), undefined, AbortSignal.timeout(100));
      assert.ok((await ended).sent < 3600);
    } finally {
      await app.stop();
    }
  });

  it("refuses what is too much, and another machine unless that is said", () => {
    for (const args of [
      ["--seconds", "3601"],
      ["--rate", "201"],
      ["--rate", "1e9"],
      ["--concurrency", "0"],
      ["--errors", "60", "--slow", "60"],
      ["--url", "http://shop.test"],
      ["--url", "http://127.0.0.1.shop.test"],
      ["--url", "http://ada:x@127.0.0.1"],
      ["--url", "file:///etc/passwd"],
      ["--forever"],
    ]) {
      assert.throws(() => readLoad(args), Error, args.join(" "));
    }
    assert.equal(readLoad(["--url", "http://shop.test/a", "--allow-remote"]).url, "http://shop.test");
    assert.equal(readLoad([]).url, "http://127.0.0.1:8080");
  });
});
