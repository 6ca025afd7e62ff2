/** Traces in a real Elasticsearch's core: written by Jaeger with a stack's own configuration, and found again. */
import assert from "node:assert/strict";
import { waitFor } from "../../scripts/lib/processes";
import { elasticsearchUrl } from "../../names/elastic";
import { type StandIn, standIn } from "../support/elasticsearch";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { type Mounted, mounted, type Running, start } from "../support/jaeger";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { ask, look, LOOKS, send, TRACE } from "../support/traces";

describe("Jaeger and a real Elasticsearch", function () {
  this.timeout(300_000);
  const settings = settingsOf({ elastic: {}, tracing: { storage: "elasticsearch" } });
  let core: RunningCore | undefined;
  let files: Mounted | undefined;
  let front: StandIn | undefined;
  let running: Running | undefined;

  before(async function () {
    const jaeger = toolOrSkip(this, "jaeger");
    core = await startCore(coreOrSkip(this));
    files = mounted(settings);
    front = await standIn(files.at("/etc/elasticsearch/ca"), "9.4.3", core);
    running = await start(jaeger, settings, files, { [elasticsearchUrl(settings)]: front.url });
  });
  after(async () => {
    await running?.stop();
    await front?.close();
    await core?.stop();
    files?.remove();
  });

  it("keeps its traces and finds them again, by service and by id", async () => {
    const jaeger = running ?? assert.fail();
    assert.equal((await send(jaeger)).status, 200);
    const services = async () => ((await ask<{ data: string[] | null }>(jaeger, "/api/services")).data ?? []).sort();
    let found = "";
    const isThere = async () => {
      const [named, spans] = [await services(), await look(jaeger)];
      found = JSON.stringify({ named, spans });
      return named.includes("till") && spans.length === LOOKS.length;
    };
    await waitFor("the trace is found", isThere, { seconds: 60, said: () => found });
    assert.deepEqual(await services(), ["shop", "till"]);
    assert.deepEqual(await look(jaeger), LOOKS);
    const { data } = await ask<{ data: { traceID: string }[] }>(jaeger, "/api/traces?service=shop&lookback=1h&limit=5");
    assert.deepEqual(
      data.map(({ traceID }) => traceID),
      [TRACE],
    );
  });

  it("makes its indices from its own templates, which Elasticsearch takes", async () => {
    const { status, body } = (await core?.ask("GET", "/jaeger-span-*/_mapping")) ?? assert.fail();
    assert.equal(status, 200);
    assert.ok(Object.keys(body).length > 0);
    for (const index of Object.values(body) as { mappings: { properties: Record<string, { type: string }> } }[])
      assert.equal(index.mappings.properties["traceID"]?.type, "keyword");
    const templates = (front?.asked ?? []).filter(({ method }) => method === "PUT").map(({ path }) => path);
    assert.deepEqual(templates.sort(), ["/_index_template/jaeger-service", "/_index_template/jaeger-span"]);
  });
});
