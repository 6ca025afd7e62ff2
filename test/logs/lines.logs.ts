/** Lines through the real programs: what an application writes, and what a query gives back. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Engine } from "../../names/loki";
import { pipeline } from "../../components/log-pipeline/pipeline";
import { promtailStages } from "../../components/log-pipeline/promtail";
import { type Running, waitFor } from "../../scripts/lib/processes";
import { startAlloy } from "../support/alloy";
import { type Found, LOKI_TOOLS, lokiConfig, type RunningLoki, startLoki, startPromtail } from "../support/loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { CASES, LAST } from "../support/log-lines";
import { TIMES } from "../support/log-times";

/** What Kubernetes says of the container, and the file that its lines are in. */
const POD = {
  cluster: "test",
  namespace: "shop",
  service: "checkout",
  container: "app",
  pod: "checkout-7d4b9c-x2x4q",
  node: "node-1",
};

/** The form that `apps[].logs.pattern` tells of. */
const OWN_FORM = String.raw`^~(?P<level>\w+)~ \S+ t=(?P<trace_id>[0-9a-f]{32})\b`;

const settingsFor = (engine: Engine) =>
  settingsOf({
    logs: {
      engine,
      drop: [{ name: "health", namespace: "shop", level: "debug|info", pattern: "GET /healthz" }],
      redact: { patterns: [{ name: "customer", pattern: "customer-[0-9]+" }] },
    },
    apps: [{ name: "checkout", namespace: "shop", logs: { drop: ["trace"], pattern: OWN_FORM } }],
  });

/** The container runtime's own format; a line break in a case is one in the file. */
function criFile(read: number): string {
  const timed = TIMES.map(({ written }) => `${cri(read)}${written(read)}\n`);
  return timed.join("") + cases();
}

const cri = (time: number) => `${new Date(time).toISOString().replace("Z", "000000Z")} stdout F `;

function cases(): string {
  const start = Date.now() - 10_000;
  const lines = [...CASES.map(({ written }) => written), LAST].flatMap((text) => text.split("\n"));
  return lines.map((line, i) => `${cri(start + i)}${line}\n`).join("");
}

/** Each engine with its own collector, and with the other's: a query has to read the same on both. */
const WAYS = [
  ["promtail", "loki-stack"],
  ["promtail", "loki"],
  ["alloy", "loki"],
] as const;

for (const [collector, engine] of WAYS) {
  describe(`lines through ${collector} into ${engine}`, function () {
    this.timeout(120_000);
    let loki: RunningLoki | undefined;
    let running: Running | undefined;
    let found: Found[] = [];
    let timed: Found[] = [];
    /** When the runtime read the lines of {@link TIMES}. */
    let read = 0;

    before(async function () {
      const [lokiBinary, binary] = [toolOrSkip(this, LOKI_TOOLS[engine]), toolOrSkip(this, collector)];
      const settings = settingsFor(engine);
      loki = await startLoki(lokiBinary, lokiConfig(engine, settings));
      const folder = path.join(loki.folder, "pod");
      fs.mkdirSync(folder);
      const file = path.join(folder, "0.log");
      read = Date.now() - 6 * 60_000;
      fs.writeFileSync(file, criFile(read));
      const store = loki;
      const target = { url: loki.url, file, labels: POD };
      running =
        collector === "alloy"
          ? await startAlloy(binary, { ...target, settings })
          : await startPromtail(binary, { ...target, stages: promtailStages(pipeline(settings)) });
      const last = async () => {
        const all = await store.query('{namespace="shop"}', 1 / 8);
        const late = read + 5 * 60_000;
        found = all.filter(({ time }) => Number(time) / 1e6 > late);
        timed = all.filter((one) => !found.includes(one));
        return found.some(({ line }) => line === LAST);
      };
      await waitFor("the last line is there", last, {
        by: running,
        said: () => JSON.stringify(found.map(({ line }) => line)),
      });
    });

    after(async () => {
      await running?.stop();
      await loki?.stop();
      if (loki) fs.rmSync(loki.folder, { recursive: true });
    });

    for (const { title, kept, level, labels = {} } of CASES) {
      it(kept === undefined ? `drops ${title}` : `keeps ${title}`, () => {
        if (kept === undefined) return;
        const matches = found.filter(({ line }) => line === kept);
        assert.equal(matches.length, 1, `${kept}\nis not once in\n${found.map(({ line }) => line).join("\n")}`);
        const { pod, node, ...others } = matches[0]?.labels ?? assert.fail();
        assert.deepEqual([pod, node], [POD.pod, POD.node]);
        const { cluster, namespace, service, container } = POD;
        assert.deepEqual(others, { cluster, namespace, service, container, level, ...labels });
      });
    }

    for (const { title, written, said } of TIMES)
      it(`${said === undefined ? "does not believe" : "takes"} a line's own time: ${title}`, () => {
        const line = timed.find((one) => one.line === written(read)) ?? assert.fail(`${written(read)} is not there`);
        assert.equal(
          new Date(Math.round(Number(line.time) / 1e6)).toISOString(),
          new Date(said?.(read) ?? read).toISOString(),
        );
      });

    it("has no other line", () => {
      const kept = CASES.flatMap((c) => (c.kept === undefined ? [] : [c.kept]));
      assert.deepEqual(
        found.map(({ line }) => line),
        [...kept, LAST],
      );
    });

    it("indexes only the labels, and finds a trace without an index", async () => {
      assert.ok(loki);
      const response = await fetch(`${loki.url}/loki/api/v1/labels`);
      const { data } = (await response.json()) as { data: string[] };
      // Loki 3 has one of its own for lines of 40 minutes ago.
      assert.deepEqual(data.filter((name) => !name.startsWith("__")).sort(), [
        "audit",
        "cluster",
        "container",
        "level",
        "namespace",
        "service",
      ]);
      const traced = await loki.query('{namespace="shop"} | trace_id="4bf92f3577b34da6a3ce929d0e0e4736"', 1 / 8);
      assert.equal(traced.length, 1);
      assert.equal((await loki.query('{namespace="shop"} | pod="another"', 1 / 8)).length, 0);
      assert.equal((await loki.query('{namespace="shop"} | request_id="r-1" | duration_ms > 12', 1 / 8)).length, 1);
    });
  });
}
