import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadRecords, loadSpans, type Sent, SPANS_PER_REQUEST } from "../../scripts/lib/otlp-load";

describe("the load", function () {
  this.timeout(60_000);

  /** Sends for two seconds to a server that answers with a status. */
  async function sent(status: number, load: (url: string) => Promise<Sent>) {
    const bodies: { type: string | undefined; body: Buffer }[] = [];
    const server = createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        bodies.push({ type: request.headers["content-type"], body: Buffer.concat(chunks) });
        answer.writeHead(status, { "content-type": "application/x-protobuf" }).end();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const result = await load(`http://127.0.0.1:${port}/v1`).finally(() => {
      server.closeAllConnections();
      server.close();
    });
    return { ...result, bodies };
  }

  it("is so many spans a second, in requests of a hundred, each trace with an id of its own", async () => {
    const { sent: spans, failed, seconds, bodies } = await sent(200, (url) => loadSpans(`${url}/traces`, 1000, 2));
    assert.deepEqual({ spans, failed, requests: bodies.length }, { spans: 2000, failed: 0, requests: 20 });
    assert.ok(seconds >= 1.8, `${seconds} s`);
    for (const { type, body } of bodies) {
      assert.equal(type, "application/x-protobuf");
      const text = body.toString("latin1");
      assert.equal(text.split("user_agent.original").length - 1, SPANS_PER_REQUEST);
      assert.equal(text.split("service.name").length - 1, 1);
    }
    // A span's first field is its trace's id, of 16 bytes; its second the span's own, of 8.
    const ids = bodies.flatMap(({ body }) =>
      [...body.toString("latin1").matchAll(/\n\x10([^]{16})\x12\x08[^]{8}/g)].map(([, id]) => id),
    );
    assert.equal(ids.length, 2000);
    assert.equal(new Set(ids).size, 100);
  });

  it("counts what is refused", async () => {
    const { sent: spans, failed } = await sent(400, (url) => loadSpans(`${url}/traces`, 500, 2));
    assert.deepEqual({ spans, failed }, { spans: 1000, failed: 1000 });
  });

  it("is so many records a second, each with what it says and its trace", async () => {
    const { sent: records, failed, bodies } = await sent(200, (url) => loadRecords(`${url}/logs`, 'a "b"', 500, 2));
    assert.deepEqual({ records, failed, requests: bodies.length }, { records: 1000, failed: 0, requests: 10 });
    for (const { type, body } of bodies) {
      assert.equal(type, "application/json");
      const { resourceLogs } = JSON.parse(body.toString()) as {
        resourceLogs: { scopeLogs: { logRecords: { body: object; traceId: string }[] }[] }[];
      };
      const made = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
      assert.equal(made.length, 100);
      assert.ok(made.every(({ traceId }) => /^[0-9a-f]{32}$/.test(traceId)));
      assert.deepEqual(made[0]?.body, { stringValue: 'a "b"' });
    }
  });
});
