/** Probes as the real blackbox_exporter makes them, with the configuration that is deployed. */
import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { stringify } from "yaml";
import { blackboxExporterValues } from "../../components/blackbox-exporter";
import { moduleOf } from "../../components/blackbox-exporter/modules";
import { allProbes } from "../../settings/external-services";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";
import { EVERYTHING } from "../support/everything";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const settings = settingsOf({
  // An answer that does not come is waited for as long.
  probing: { timeout: 2 },
  probes: [
    { name: "alive", targets: ["http://localhost"] },
    { name: "body", targets: ["http://localhost"], expect: { body: "^all (is )?well" } },
    { name: "not", targets: ["http://localhost"], expect: { bodyNot: "(?i)error" } },
    {
      name: "json",
      targets: ["http://localhost"],
      expect: { json: 'body.status == "ok" && body.checks.all(c, c.up)' },
    },
    { name: "teapot", targets: ["http://localhost"], expect: { status: [418, 204] } },
    { name: "stay", targets: ["http://localhost"], expect: { redirects: false } },
    { name: "port", kind: "tcp", targets: ["localhost:1"] },
    {
      name: "mail",
      kind: "tcp",
      targets: ["localhost:1"],
      expect: {
        steps: [
          { expect: "^220 ", send: "EHLO prober" },
          { expect: "^250 SIZE", send: "NOOP" },
          { expect: "^250 OK$", send: "QUIT" },
        ],
      },
    },
    { name: "router", kind: "icmp", targets: ["localhost"] },
    { name: "names", kind: "dns", targets: ["localhost"], expect: { query: "example.com" } },
  ],
  externalServices: [{ name: "other", url: "http://localhost", statusUrl: "http://localhost" }],
});

/** What the server says, by path. */
const ANSWERS: Record<string, [code: number, body: string, headers?: Record<string, string>]> = {
  "/well": [200, "all is well"],
  "/late": [200, "not all is well"],
  "/error": [200, "an Error"],
  "/json": [200, '{"status":"ok","checks":[{"up":true}]}'],
  "/down": [200, '{"status":"ok","checks":[{"up":true},{"up":false}]}'],
  "/other": [200, '["no object"]'],
  "/all-well": [200, '{"page":{},"status":{"indicator":"none","description":"All Systems Operational"}}'],
  "/minor": [200, '{"page":{},"status":{"indicator":"minor","description":"Partially Degraded Service"}}'],
  "/teapot": [418, "short and stout"],
  "/moved": [302, "", { location: "/well" }],
};

describe("blackbox_exporter", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "blackbox-"));
  const server = http.createServer((request, response) => {
    const [code, body, headers = {}] = ANSWERS[request.url ?? ""] ?? [404, "nothing"];
    response.writeHead(code, headers).end(body);
  });
  let program = "";
  let exporter: Running | undefined;
  let [at, base] = ["", ""];

  const start = async (config: unknown): Promise<Running> => {
    const file = path.join(folder, "blackbox.yaml");
    fs.writeFileSync(file, stringify(config));
    const [port = 0] = await freePorts(1);
    at = `http://127.0.0.1:${port}`;
    return startReady(program, [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`], `${at}/-/healthy`);
  };

  before(async function () {
    program = toolOrSkip(this, "blackbox-exporter");
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    exporter = await start(blackboxExporterValues(settings)["config"]);
  });

  after(async () => {
    await exporter?.stop();
    server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Whether a probe of that name succeeds. */
  async function succeeds(name: string, target: string): Promise<boolean> {
    const probe = allProbes(settings).find((one) => one.name === name) ?? assert.fail();
    const query = new URLSearchParams({ module: moduleOf(settings, probe).name, target });
    const text = await (await fetch(`${at}/probe?${query.toString()}`)).text();
    const [, value] = /^probe_success (\d)$/m.exec(text) ?? assert.fail(text);
    return value === "1";
  }

  const CASES: [name: string, right: string[], wrong: string[]][] = [
    ["alive", ["/well", "/moved"], ["/missing", "/teapot"]],
    ["body", ["/well"], ["/late", "/missing"]],
    ["not", ["/well"], ["/error"]],
    ["json", ["/json"], ["/down", "/other", "/well"]],
    ["teapot", ["/teapot"], ["/well"]],
    ["external-other", ["/well", "/minor"], ["/missing"]],
    ["external-other.status", ["/all-well"], ["/minor", "/json", "/well", "/missing"]],
    ["stay", ["/well"], ["/moved"]],
  ];
  for (const [name, right, wrong] of CASES) {
    it(`asks over HTTP for what is expected: ${name}`, async () => {
      const results = await Promise.all([...right, ...wrong].map((one) => succeeds(name, `http://${base}${one}`)));
      assert.deepEqual(results, [...right.map(() => true), ...wrong.map(() => false)]);
    });
  }

  it("connects over TCP", async () => {
    const [closed = 0] = await freePorts(1);
    assert.deepEqual([await succeeds("port", base), await succeeds("port", `127.0.0.1:${closed}`)], [true, false]);
  });

  it("holds a conversation over TCP, and fails when an answer does not come", async () => {
    const answers: Record<string, string> = {
      "EHLO prober": "250-here\r\n250 SIZE 1000",
      NOOP: "250 OK",
      QUIT: "221 bye",
    };
    const heard: string[] = [];
    const speaking = (greeting: string) =>
      net.createServer((socket) => {
        socket.write(`${greeting}\r\n`);
        createInterface({ input: socket }).on("line", (line) => {
          heard.push(line);
          socket.write(`${answers[line] ?? "500 what?"}\r\n`);
        });
      });
    const servers = [speaking("220 mail"), speaking("554 no service")];
    try {
      for (const one of servers) {
        one.listen(0, "127.0.0.1");
        await once(one, "listening");
      }
      const [mail = "", refusing = ""] = servers.map((one) => `127.0.0.1:${(one.address() as AddressInfo).port}`);
      assert.equal(await succeeds("mail", mail), true);
      assert.deepEqual(heard.slice(0, 2), ["EHLO prober", "NOOP"]);
      heard.length = 0;
      assert.equal(await succeeds("mail", refusing), false);
      assert.deepEqual(heard, []);
    } finally {
      for (const one of servers) one.close();
    }
  });

  it("takes the configuration of everything switched on", async () => {
    const other = await start(blackboxExporterValues(settingsOf(EVERYTHING))["config"]);
    await other.stop();
  });
});
