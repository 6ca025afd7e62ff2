import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { addressOf, CannotAsk } from "../../scripts/lib/prometheus/address";
import { Api, quoted } from "../../scripts/lib/prometheus/api";

const TOKEN = "canary-token-7f3a";
const EMPTY = JSON.stringify({ status: "success", data: { resultType: "vector", result: [] } });

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const open: http.Server[] = [];

async function serving(handler: Handler): Promise<string> {
  const server = http.createServer(handler);
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const api = (url: string, options = {}) =>
  new Api("prometheus", addressOf("PROMETHEUS", url, { PROMETHEUS_TOKEN: TOKEN }), { pauses: [1, 1], ...options });

/** What it says of an answer. */
async function said(handler: Handler, options = {}): Promise<string> {
  const url = await serving(handler);
  const error = await api(url, options)
    .instant("up")
    .then(
      () => assert.fail("it was answered"),
      (reason: unknown) => reason,
    );
  assert.ok(error instanceof CannotAsk);
  assert.equal(error.exitCode, 2);
  assert.doesNotMatch(error.message, /canary/);
  return error.message;
}

describe("Prometheus, asked by scripts", () => {
  after(() => {
    for (const server of open) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("is sent the credentials, and asked again where it is busy", async () => {
    const seen: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      seen.push(request.headers.authorization);
      response.statusCode = seen.length < 3 ? 429 : 200;
      response.end(EMPTY);
    });
    assert.deepEqual(await api(url).instant("up"), []);
    assert.deepEqual(seen, Array(3).fill(`Bearer ${TOKEN}`));
  });

  it("is given up where it stays busy", async () => {
    assert.equal(await said((_, response) => response.writeHead(429).end("{}")), "prometheus answers with status 429");
  });

  it("is not followed to another address, and the credentials are not sent there", async () => {
    let reached = 0;
    const other = await serving((_, response) => {
      reached++;
      response.end(EMPTY);
    });
    const text = await said((_, response) => response.writeHead(302, { location: `${other}/api/v1/query` }).end());
    assert.equal(text, "prometheus answers with status 302, a redirect, which is not followed");
    assert.equal(reached, 0);
  });

  const HOSTILE: [string, Handler, RegExp][] = [
    ["HTML", (_, response) => response.end("<html>sign in</html>"), /answers with status 200 and not with JSON$/],
    ["half an answer", (_, response) => response.end(EMPTY.slice(0, 20)), /not with JSON$/],
    [
      "JSON of another form",
      (_, response) => response.end('{"data":null}'),
      /JSON of another form: is it prometheus\?$/,
    ],
    ["no object", (_, response) => response.end("null"), /JSON of another form/],
    ["too much", (_, response) => response.end("x".repeat(33 * 2 ** 20)), /the answer is longer than \d+ bytes/],
    [
      "an error that repeats the credential",
      (request, response) =>
        response
          .writeHead(400)
          .end(JSON.stringify({ error: `${String(request.headers.authorization)} ${"x".repeat(9000)}` })),
      /status 400: Bearer \(a credential\) x+…$/,
    ],
    [
      "a refusal",
      (_, response) => response.writeHead(401).end("{}"),
      /status 401\n {2}-> PROMETHEUS_TOKEN, or PROMETHEUS_USER/,
    ],
    ["a broken connection", (_, response) => response.destroy(), /does not answer \(\w+\)/],
  ];
  for (const [what, handler, expected] of HOSTILE)
    it(`is not believed: ${what}`, async () => {
      const text = await said(handler);
      assert.match(text, expected);
      assert.ok(text.length < 500);
    });

  it("is not waited for forever", async () => {
    assert.match(await said(() => undefined, { timeoutMs: 50 }), /no answer within 0.05 s/);
  });

  it("asks for numbers that are none too", async () => {
    const result = [{ metric: { a: "b" }, value: [1, "NaN"] }];
    const url = await serving((_, response) => response.end(JSON.stringify({ data: { result } })));
    const [sample] = await api(url).instant("x");
    assert.ok(sample && Number.isNaN(sample.value));
  });

  it("quotes whatever a text holds", () => {
    assert.equal(quoted('a"} or up{b="\\\n'), String.raw`"a\"} or up{b=\"\\\n"`);
  });
});

describe("the address of Prometheus", () => {
  const refused = (url: string, env: NodeJS.ProcessEnv = {}): string => {
    try {
      addressOf("PROMETHEUS", url, env);
    } catch (error) {
      assert.ok(error instanceof CannotAsk);
      assert.doesNotMatch(error.message, /canary/);
      return error.message;
    }
    return assert.fail(`${url} was taken`);
  };

  it("holds no credential, no query and no other scheme", () => {
    assert.match(refused("http://me:canary@host:9090"), /holds a user or a password.*\n {2}-> set PROMETHEUS_USER/);
    assert.match(refused("http://host:9090/?token=canary"), /has a query/);
    for (const url of ["canary", "file:///etc/canary", "ftp://canary", "http:canary", ""])
      assert.match(refused(url), /is not an http\(s\) URL/);
  });

  it("is reached with credentials over TLS, or nearby", () => {
    const env = { PROMETHEUS_TOKEN: "canary" };
    assert.match(refused("http://prometheus.example.com", env), /sent in the clear/);
    for (const url of [
      "https://prometheus.example.com/",
      "http://localhost:9090",
      "http://prometheus.observability.svc:9090",
      "http://[::1]:9090",
    ])
      assert.equal(addressOf("PROMETHEUS", url, env).headers["authorization"], "Bearer canary");
    assert.deepEqual(addressOf("PROMETHEUS", "http://prometheus.example.com//", {}), {
      url: "http://prometheus.example.com",
      headers: {},
      secrets: [],
    });
  });

  it("takes a token, or a user with a password, each whole", () => {
    const of = (env: NodeJS.ProcessEnv) => addressOf("LOKI", "https://h", env).headers;
    assert.deepEqual(of({ LOKI_USER: "a", LOKI_PASSWORD: "b\n", LOKI_TENANT: "t" }), {
      authorization: `Basic ${Buffer.from("a:b").toString("base64")}`,
      "x-scope-orgid": "t",
    });
    assert.deepEqual(of({ PROMETHEUS_TOKEN: "another program's" }), {});
    assert.match(refused("https://h", { PROMETHEUS_TOKEN: "canary", PROMETHEUS_USER: "canary" }), /both/);
    assert.match(refused("https://h", { PROMETHEUS_USER: "canary" }), /is missing/);
    assert.match(refused("https://h", { PROMETHEUS_TOKEN: "canary\r\nx: y" }), /control character/);
  });
});
