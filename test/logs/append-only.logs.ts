/** That who writes lines, and who reads them, neither changes nor deletes one, by the real Lokis. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import type { Engine } from "../../names/loki";
import { LOKI_TOOLS, lokiConfig, type RunningLoki, startLoki } from "../support/loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const AUDIT = { namespace: "shop", audit: "true" };
const FROM = new Date(Date.now() - 60_000);

async function deletion(loki: RunningLoki, method = "POST"): Promise<number> {
  const seconds = (time: Date) => String(Math.floor(time.getTime() / 1000));
  const span = { start: seconds(new Date(FROM.getTime() - 60_000)), end: seconds(new Date()) };
  const query = new URLSearchParams({ query: '{audit="true"}', ...span }).toString();
  return (await fetch(`${loki.url}/loki/api/v1/delete?${query}`, { method })).status;
}

describe("lines are only added", function () {
  this.timeout(120_000);
  for (const engine of ["loki", "loki-stack"] as const satisfies Engine[]) {
    const started = async (context: Mocha.Context, logs: Record<string, unknown>) =>
      startLoki(toolOrSkip(context, LOKI_TOOLS[engine]), lokiConfig(engine, settingsOf({ logs: { engine, ...logs } })));
    const end = async (loki: RunningLoki) => {
      await loki.stop();
      fs.rmSync(loki.folder, { recursive: true });
    };

    it(`and neither changed by another push nor deleted by a request: ${engine}`, async function () {
      const loki = await started(this, {});
      try {
        await loki.push(AUDIT, [[FROM, "signed in"]]);
        await loki.push(AUDIT, [[FROM, "never was"]]);
        for (const method of ["POST", "PUT"]) assert.equal(await deletion(loki, method), 403, method);
        for (const method of ["DELETE", "PUT", "PATCH"]) {
          const { status } = await fetch(`${loki.url}/loki/api/v1/push`, { method, body: "{}" });
          assert.ok(status === 404 || status === 405, `${method} is answered with ${status}`);
        }
        const found = await loki.query('{audit="true"}', 1 / 24);
        assert.deepEqual(found.map(({ line }) => line).sort(), ["never was", "signed in"]);
      } finally {
        await end(loki);
      }
    });

    it(`until requests to delete are taken: ${engine}`, async function () {
      const loki = await started(this, { deletionRequests: true });
      try {
        await loki.push(AUDIT, [[FROM, "signed in"]]);
        assert.equal(await deletion(loki), 204);
      } finally {
        await end(loki);
      }
    });
  }
});
