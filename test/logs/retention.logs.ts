/** That lines are deleted, by the real programs: without it, a volume fills up and nobody knows why. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Engine } from "../../names/loki";
import { sleep, waitFor } from "../../scripts/lib/processes";
import { LOKI_TOOLS, lokiConfig, type RunningLoki, startLoki } from "../support/loki";
import { toolOrSkip } from "../support/tools";
import { settingsOf } from "../support/settings";

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** The stack's own configuration. */
function patient(engine: Engine): Record<string, unknown> {
  const settings = settingsOf({
    logs: {
      engine,
      retention: "2d",
      auditRetention: "7d",
      retentionByStream: [{ selector: '{namespace="billing"}', retention: "5d" }],
    },
  });
  return lokiConfig(engine, settings);
}

/** The same, with the compactor's waiting times in seconds. */
function impatient(engine: Engine): Record<string, unknown> {
  const config = patient(engine);
  const compactor = config["compactor"] as Record<string, unknown>;
  return { ...config, compactor: { ...compactor, compaction_interval: "2s", retention_delete_delay: "1s" } };
}

const STREAMS = {
  ordinary: { namespace: "shop" },
  audit: { namespace: "shop", audit: "true" },
  billing: { namespace: "billing" },
};

/** The chunks of lines; of the index, and of what is being written, they are none. */
function chunks(folder: string): string[] {
  return fs
    .readdirSync(path.join(folder, "data/chunks"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !path.relative(folder, entry.parentPath).includes("index"))
    .map((entry) => entry.name)
    .filter((name) => !/loki_cluster_seed|\.(json|tmp)$/.test(name));
}

for (const engine of ["loki-stack", "loki"] as const) {
  describe(`retention in ${engine}`, function () {
    this.timeout(480_000);
    let running: RunningLoki | undefined;
    let folder = "";

    after(async () => {
      await running?.stop();
      if (folder !== "") fs.rmSync(folder, { recursive: true });
    });

    it("deletes lines that are past it, and no others", async function () {
      const binary = toolOrSkip(this, LOKI_TOOLS[engine]);
      const lines = async () => ((await running?.query('{namespace=~".+"}')) ?? []).map(({ line }) => line).sort();

      running = await startLoki(binary, patient(engine));
      ({ folder } = running);
      for (const [name, labels] of Object.entries(STREAMS)) {
        await running.push(labels, [[daysAgo(3), `${name}, 3 days old`]]);
        if (name !== "billing") await running.push({ ...labels, batch: "new" }, [[new Date(), `${name}, new`]]);
      }
      await running.push({ ...STREAMS.audit, batch: "old" }, [[daysAgo(6), "audit, 6 days old"]]);
      // Everything is written down when it ends: old lines that are only in memory are not looked for.
      await running.stop();
      // And what was written down is no longer kept a second time, which takes minutes.
      for (const second of ["wal", "tsdb-index"])
        fs.rmSync(path.join(folder, "data", second), { recursive: true, force: true });

      running = await startLoki(binary, patient(engine), folder);
      const before = await lines();
      assert.deepEqual(before, [
        "audit, 3 days old",
        "audit, 6 days old",
        "audit, new",
        "billing, 3 days old",
        "ordinary, 3 days old",
        "ordinary, new",
      ]);
      const stored = chunks(folder).length;
      assert.equal(stored, before.length, "each stream is one chunk");
      await running.stop();

      running = await startLoki(binary, impatient(engine), folder);
      await waitFor("a chunk is deleted", () => chunks(folder).length < stored, {
        said: () => chunks(folder).join(" "),
      });
      // Whatever else is to go, would go within the next runs.
      await sleep(10_000);
      assert.equal(chunks(folder).length, stored - 1);
      await running.stop();

      // Its copy of the index is compared with the real one every 5 minutes, well within the real delay of the deletion.
      fs.rmSync(path.join(folder, "data/tsdb-cache"), { recursive: true, force: true });
      running = await startLoki(binary, patient(engine), folder);
      assert.deepEqual(
        await lines(),
        before.filter((line) => line !== "ordinary, 3 days old"),
      );
    });
  });
}
