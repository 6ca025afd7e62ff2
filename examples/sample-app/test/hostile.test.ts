/** Requests that mean no good: what they cost, and what they leave in metrics, lines and spans. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { metric, PASSWORD, type Running, running, until } from "./support/running.js";

const SECRETS = ["hunter2-hunter2", "tok-3f9a8b7c6d5e", "sess-0123456789ab", PASSWORD];

describe("hostile requests", () => {
  let app: Running;

  before(async () => {
    app = await running();
  });
  after(() => app.stop());

  const page = async () => (await app.ask("/metrics")).text;
  const series = async () => (await page()).split("\n").filter((line) => line.startsWith("http_server_request")).length;

  /** Many requests, over a few connections: `fetch` would take most of the time itself. */
  async function flood(paths: readonly string[]): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const one = (path: string) =>
      new Promise((resolve, reject) =>
        get(`${app.url}${path}`, { agent }, (answer) => answer.resume().once("end", resolve)).once("error", reject),
      );
    await Promise.all(paths.map(one));
    agent.destroy();
  }

  /** What comes back for bytes that no client would send. */
  async function raw(bytes: string): Promise<string> {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.end(bytes);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(socket, "close");
    return Buffer.concat(chunks).toString("latin1").split("\r\n")[0] ?? "";
  }

  it("with ten thousand paths make one series of requests, and not ten thousand", async () => {
    const paths = Array.from({ length: 10_000 }, (_, index) =>
      index % 2 === 0 ? `/p${index}` : `/orders/x${index}?a=${index}`,
    );
    await app.ask("/nothing");
    await app.ask("/orders/none");
    const before = await until(
      async () =>
        metric(await page(), "http_server_request_duration_seconds_count", { http_route: "/orders/{id}" }) && series(),
    );
    await flood(paths);
    const counted = (route: string) => async () =>
      (metric(await page(), "http_server_request_duration_seconds_count", { http_route: route }) ?? 0) === 5001;
    await until(counted("unmatched"));
    await until(counted("/orders/{id}"));
    assert.equal(await series(), before);
    assert.deepEqual([...new Set(app.spans().map(({ name }) => name))].sort(), ["GET /orders/{id}", "GET unmatched"]);
  });

  it("with methods that nobody knows make one more", async () => {
    for (const method of ["PROPFIND", "MKCOL", "LOCK"])
      assert.equal((await app.ask("/orders", { method })).status, 404);
    const labels = { http_request_method: "_OTHER", http_route: "unmatched" };
    await until(async () => metric(await page(), "http_server_request_duration_seconds_count", labels) === 3);
  });

  it("with bodies that are too large are refused before they are read", async () => {
    const large = JSON.stringify({ item: "x".repeat(70_000) });
    assert.equal((await app.ask("/orders", { body: large })).status, 413);
    const chunk = "x".repeat(0x4000);
    const chunked = `POST /orders HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${`4000\r\n${chunk}\r\n`.repeat(6)}0\r\n\r\n`;
    assert.match(await raw(chunked), /^HTTP\/1\.1 413 /);
    for (const body of [
      "[".repeat(60_000),
      "{",
      "[]",
      "null",
      '"text"',
      '{"item":"__proto__"}',
      '{"item":"book","quantity":1e99}',
    ]) {
      assert.equal((await app.ask("/orders", { body })).status, 400, body.slice(0, 40));
    }
  });

  it("with paths that go nowhere go nowhere", async () => {
    for (const path of [
      "/../../etc/passwd",
      "/orders/..%2f..%2fetc",
      "/%00",
      "/%ff%gg",
      "/__proto__",
      "/constructor",
      `/${"a".repeat(8000)}`,
    ]) {
      assert.match(
        await raw(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`),
        /^HTTP\/1\.1 404 /,
        path.slice(0, 40),
      );
    }
    // Asked as a proxy asks (RFC 9112, 3.2.2): the path counts, and no other host is called.
    assert.match(
      await raw("GET http://elsewhere.test/orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
      / 200 /,
    );
    assert.match(await raw(`GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(20_000)}\r\n\r\n`), / 431 /);
    assert.match(await raw("nonsense\r\n\r\n"), / 400 /);
    assert.equal((await app.ask("/health")).status, 200);
  });

  it("with headers that are no trace begin a trace of their own", async () => {
    const garbage = [
      "",
      "00-0-0-01",
      `00-${"0".repeat(32)}-${"0".repeat(16)}-01`,
      "ff-".repeat(500),
      "00-zz",
      "💥".repeat(3),
    ];
    for (const traceparent of garbage.filter((text) => /^[\x20-\x7e]*$/.test(text))) {
      const headers = { traceparent, tracestate: "=,,=".repeat(100), baggage: `app.tenant=${"n".repeat(5000)},=,;;` };
      assert.equal((await app.ask("/search?q=la", { headers })).status, 200);
    }
    await until(() => app.spans().filter(({ name }) => name === "GET /search").length === 5);
    for (const span of app.spans().filter(({ name }) => name === "GET /search")) {
      assert.match(span.spanContext().traceId, /^(?!0{32})[0-9a-f]{32}$/);
      assert.equal(span.parentSpanContext, undefined);
      assert.equal(span.attributes["app.tenant"], undefined);
    }
  });

  it("cannot write a line of their own", async () => {
    const forged = '"}\n{"timestamp":"2026-01-01T00:00:00Z","level":"fatal","message":"forged","service":"bank"}';
    await app.ask("/login", { body: { user: forged, password: forged } });
    await app.ask(`/search?q=${encodeURIComponent(forged)}`);
    await app.ask("/orders", { headers: { "x-correlation-id": '{"forged":1}' } });
    await until(() => app.lines("login refused").length > 0);
    for (const line of app.written) {
      assert.match(line, /^\{[^\n]*\}\n$/);
      assert.doesNotMatch(line, /forged/);
    }
  });

  it("leave nothing secret in lines and spans, wherever they put it", async () => {
    const [password = "", token = "", session = ""] = SECRETS;
    const headers = { authorization: `Bearer ${token}`, cookie: `session=${session}`, "x-api-key": token };
    const queried = `password=${password}&token=${token}`;
    await app.ask(`/orders?fail=1&${queried}`, { headers });
    await app.ask(`/${token}/${password}?${queried}`, { headers });
    await app.ask(`/orders/${token}`, { headers });
    await app.ask(`/search?q=${password}`, { headers });
    await app.ask("/orders", { body: { item: password, token }, headers });
    await app.ask("/login", { body: { user: token, password }, headers });
    const { json } = await app.ask("/login", { body: { user: "ada", password: PASSWORD }, headers });
    const given = String(json["token"]);
    await app.ask("/orders", { headers: { authorization: `Bearer ${given}` } });
    await until(() => app.lines("user logged in").length === 1);
    const everything =
      app.written.join("") +
      JSON.stringify(app.spans().map(({ name, attributes, events, status }) => [name, attributes, events, status]));
    for (const secret of [...SECRETS, given]) assert.ok(!everything.includes(secret), secret);
    assert.ok(!(await page()).includes(password));
  });

  it("that go away before they are answered are counted, and are under way no longer", async () => {
    const labels = { http_response_status_code: "499" };
    const gone = fetch(`${app.url}/orders?slow=300`, { signal: AbortSignal.timeout(100) });
    await assert.rejects(gone);
    await until(async () => metric(await page(), "http_server_request_duration_seconds_count", labels) === 1);
    assert.equal(metric(await page(), "http_server_active_requests", { http_request_method: "GET" }), 0);
  });

  it("cannot ask for more than a drill may do, and for nothing where there are none", async () => {
    assert.equal((await app.ask("/orders?slow=99999")).status, 400);
    assert.equal((await app.ask("/drills", { body: { dependency: "__proto__", state: "down" } })).status, 400);
    const strict = await running({ drills: false });
    try {
      assert.equal((await strict.ask("/drills", { body: { dependency: "database", state: "down" } })).status, 404);
      assert.equal((await strict.ask("/orders?fail=1&slow=99999")).status, 200);
    } finally {
      await strict.stop();
    }
  });
});
