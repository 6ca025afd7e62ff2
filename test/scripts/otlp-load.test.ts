import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { load, SPANS_PER_REQUEST } from "../../scripts/lib/otlp-load";

describe("the load of spans", function () {
  this.timeout(60_000);

  /** Sends at a rate for two seconds to a server that answers with a status. */
  async function sent(rate: number, status: number) {
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
    const result = await load(`http://127.0.0.1:${port}/v1/traces`, rate, 2).finally(() => {
      server.closeAllConnections();
      server.close();
    });
    return { ...result, bodies };
  }

  it("is so many spans a second, in requests of a hundred, each trace with an id of its own", async () => {
    const { spans, failed, seconds, bodies } = await sent(1000, 200);
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
    const { spans, failed } = await sent(500, 400);
    assert.deepEqual({ spans, failed }, { spans: 1000, failed: 1000 });
  });
});
