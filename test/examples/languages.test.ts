/** The examples in Python and Java: metrics, lines, traces and health, as the documentation says. */
import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { checkLines } from "../../log-format/check";
import { freePorts, type Running, startReady, waitFor } from "../../scripts/lib/processes";
import { ROOT } from "../../scripts/lib/stack";
import { commandOrSkip, LANGUAGES } from "../support/languages";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

describe("the examples in other languages", () => {
  const read = (...names: string[]) => fs.readFileSync(path.join(ROOT, ...names), "utf8");

  it("are what the documentation shows", () => {
    assert.ok(read("docs/log-format.md").includes(read("examples/java/logback.xml")));
    for (const file of ["examples/python/app.py", "examples/java/App.java"]) {
      assert.ok(read("docs/applications.md").includes(file), file);
      assert.ok(read(file).split("\n").length <= 230, file);
    }
  });

  it("take every package at one version, and Python's as one file each", () => {
    const pinned = read("examples/python/requirements.txt")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    for (const line of pinned) assert.match(line, /^[\w.-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}$/);
    const versions = [...read("examples/java/pom.xml").matchAll(/<version>([^<]*)<\/version>/g)];
    for (const [, version = ""] of versions) assert.match(version, /^\d+(\.\d+)+$/);
  });
});

for (const language of LANGUAGES) {
  describe(`the example in ${language.name}`, function () {
    this.timeout(600_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${language.name}-`));
    const log = path.join(folder, "lines.log");
    const sent: Buffer[] = [];
    const collector = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.once("end", () => {
        if (request.url === "/v1/traces") sent.push(Buffer.concat(chunks));
        response.writeHead(200).end();
      });
    });
    let app: Running | undefined;
    let url = "";

    before(async function () {
      const { program, args, env } = await commandOrSkip(this, language);
      collector.listen(0, "127.0.0.1");
      await once(collector, "listening");
      const [port = 0] = await freePorts(1);
      url = `http://127.0.0.1:${port}`;
      const { port: collectorPort } = collector.address() as AddressInfo;
      const own = {
        PATH: process.env["PATH"],
        PORT: String(port),
        OTEL_SERVICE_NAME: "sample",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
        OTEL_EXPORTER_OTLP_COMPRESSION: "none",
        OTEL_BSP_SCHEDULE_DELAY: "200",
        ...env,
      };
      app = await startReady(program, args, `${url}/health/ready`, { cwd: folder, env: own, log, seconds: 180 });
    });

    after(async () => {
      await app?.stop();
      collector.close();
      collector.closeAllConnections();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    const ask = async (asked: string, method = "GET") => {
      const answer = await fetch(`${url}${asked}`, {
        method,
        headers: CALLER,
        ...(method === "POST" ? { body: "{}" } : {}),
      });
      return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
    };

    it("answers, and says how it is", async () => {
      const statuses = [];
      for (const one of ["/health", "/health/live", "/health/ready", "/fail", "/nowhere/1", "/nowhere/2"])
        statuses.push((await ask(one)).status);
      assert.deepEqual(statuses, [200, 200, 200, 500, 404, 404]);
      assert.equal((await ask("/orders", "POST")).status, 201);
    });

    it("counts requests by their routes, with exemplars, and not what the platform asks", async () => {
      const { text, type } = await ask("/metrics");
      assert.match(type, /^application\/openmetrics-text/);
      const counted = [...text.matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\S+)$/gm)].map(
        ([, labels = "", count]) => [
          /http_route="([^"]*)"/.exec(labels)?.[1],
          /status_code="(\d+)"/.exec(labels)?.[1],
          Number(count),
        ],
      );
      assert.deepEqual(counted.sort(), [
        ["/fail", "500", 1],
        ["/orders", "201", 1],
        ["unmatched", "404", 2],
      ]);
      assert.match(
        text,
        new RegExp(`^http_server_request_duration_seconds_bucket\\{.*/orders.*\\} .* # \\{trace_id="${TRACE}"\\}`, "m"),
      );
      assert.match(text, /^business_transactions_total 1\.0/m);
      for (const name of ["process_cpu_seconds_total", "process_resident_memory_bytes"])
        assert.match(text, new RegExp(`^${name} `, "m"));
    });

    it("sends its spans, as a part of its caller's trace", async () => {
      const has = (text: string | Buffer) => sent.some((body) => body.includes(text));
      await waitFor("spans have come", () => has("POST /orders") && has("GET /fail"));
      assert.ok(has(Buffer.from(TRACE, "hex")) && has("sample") && has("exception"));
    });

    it("writes lines in the format, those of a request with its trace, and ends with the last of them", async () => {
      await app?.stop();
      const written = fs.readFileSync(log, "utf8");
      const { bad, mistakes } = checkLines(written);
      assert.deepEqual([bad, mistakes], [0, []]);
      const lines = written
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const of = (message: string) => lines.filter((line) => line["message"] === message);
      assert.deepEqual([of("order placed")[0]?.["trace_id"], of("order placed")[0]?.["order_id"]], [TRACE, 4711]);
      assert.equal(of("request answered").length, 4);
      const [failed] = of("request failed");
      assert.equal(failed?.["level"], "error");
      assert.match(JSON.stringify(failed), /"no card".*stack_trace/);
      assert.equal(lines.at(-1)?.["message"], "application ended");
    });
  });
}
