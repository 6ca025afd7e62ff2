/** Reports of audit events from the real stores: nothing is lost at the edge of a page, whatever events hold. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { elasticsearchEvents } from "../../scripts/lib/audit-report/elasticsearch";
import type { AuditEvent } from "../../scripts/lib/audit-report/event";
import { lokiEvents } from "../../scripts/lib/audit-report/loki";
import { askingAt } from "../../scripts/lib/audit-report/reach";
import { writeReport } from "../../scripts/lib/audit-report/write";
import type { Settings } from "../../settings";
import { setUpCore } from "../support/elastic-setup";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { LOKI_TOOLS, lokiConfig, type RunningLoki, startLoki } from "../support/loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const HOSTILE = ['a "b", c', "a\nb\r\nc", '=HYPERLINK("http://x","y")', "@x", "-1", "ü€😀", "\u0000\t", "'=1", ""];

/** Half an hour before, in whole milliseconds: three moments, of many events each, and one of more than Loki gives at once. */
const BEGIN = Date.now() - 1_800_000;
const MOMENTS = [25, 60, 7, 6000];
const PAGE = 20;

interface Sent {
  milliseconds: number;
  id: string;
  message: string;
}

const SENT: Sent[] = MOMENTS.flatMap((count, moment) =>
  Array.from({ length: count }, (_, index) => ({
    milliseconds: BEGIN + moment * 1000,
    id: `${moment}-${index}`,
    message: HOSTILE[index % HOSTILE.length] ?? "",
  })),
);

/** A report as any reader of CSV has it: the quotes and the apostrophes before formulas are off. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    const value = quoted?.replaceAll('""', '"') ?? plain;
    rows.at(-1)?.push(value.replace(/^'('*\s*[=+\-@＝＋－＠\t\r\n])/, "$1"));
    if (end === "\r\n") rows.push([]);
  }
  rows.pop();
  return rows;
}

describe("reports of audit events", function () {
  this.timeout(300_000);
  let folder = "";
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "audit-reports-"))));
  after(() => fs.rmSync(folder, { recursive: true }));

  const settingsFor = (engine: "loki" | "loki-stack"): Settings => settingsOf({ logs: { engine }, elastic: {} });
  const span = [BigInt(BEGIN) * 1_000_000n, BigInt(BEGIN + 60_000) * 1_000_000n] as const;

  const checked = async (name: string, read: () => AsyncIterable<AuditEvent>) => {
    const files = [path.join(folder, `${name}-1.csv`), path.join(folder, `${name}-2.csv`)];
    const [written, again] = [await writeReport(files[0] ?? "", read()), await writeReport(files[1] ?? "", read())];
    assert.equal(written.events, SENT.length);
    assert.equal(written.sha256, again.sha256, "the same events are the same bytes");
    const [header = [], ...rows] = rowsOf(fs.readFileSync(files[0] ?? "", "utf8"));
    const column = (row: string[], of: string) => row[header.indexOf(of)];
    assert.deepEqual(
      rows.map((row) => [column(row, "request"), column(row, "message"), column(row, "user")]).sort(),
      SENT.map(({ id, message }) => [id, message, "ann,b"]).sort(),
    );
    assert.deepEqual(new Set(rows.map((row) => row.length)), new Set([header.length]));
  };

  for (const engine of ["loki", "loki-stack"] as const)
    describe(engine, () => {
      let loki: RunningLoki | undefined;
      before(async function () {
        loki = await startLoki(toolOrSkip(this, LOKI_TOOLS[engine]), lokiConfig(engine, settingsFor(engine)));
        const entry = ({ milliseconds, id, message }: Sent) => [
          `${milliseconds}000000`,
          JSON.stringify({ audit: true, message, id }),
          { user_id: "ann,b", event: "UserLogin", outcome: "success", request_id: id },
        ];
        const ordinary = { cluster: "test", namespace: "shop" };
        // Two services, so that a moment is in two streams; an ordinary line is in neither report.
        const streams: { stream: Record<string, string>; values: unknown[] }[] = [0, 1].map((part) => ({
          stream: { ...ordinary, audit: "true", service: `web-${part}` },
          values: SENT.filter((_, index) => index % 2 === part).map(entry),
        }));
        streams.push({ stream: { ...ordinary, service: "web-0" }, values: [[`${BEGIN}000000`, "ordinary"]] });
        const response = await fetch(`${loki.url}/loki/api/v1/push`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ streams }),
        });
        assert.ok(response.ok, await response.text());
      });
      after(async () => {
        await loki?.stop();
        if (loki) fs.rmSync(loki.folder, { recursive: true });
      });

      it("have each event once, over pages with equal times", async () => {
        const ask = askingAt("loki", loki?.url ?? "", {});
        await checked(engine, () => lokiEvents(ask, ...span, PAGE));
      });
    });

  describe("Elasticsearch", () => {
    let core: RunningCore | undefined;
    let unmade: unknown;
    before(async function () {
      core = await startCore(coreOrSkip(this));
      const early = elasticsearchEvents(askingAt("elastic", core.url, {}, []), ...span);
      unmade = await writeReport(path.join(folder, "closed.csv"), early).catch((error: unknown) => error);
      if ((await setUpCore(core, settingsFor("loki"))) === undefined) this.skip();
      const lines = SENT.flatMap(({ milliseconds, id, message }) => [
        { create: { _index: "logs-audit-default" } },
        {
          "@timestamp": new Date(milliseconds).toISOString(),
          message,
          "user.id": "ann,b",
          event: { action: "UserLogin", outcome: "success" },
          http: { request: { id } },
        },
      ]);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      const { body } = await core.ask("POST", "/_bulk?refresh=true", text);
      assert.equal(body["errors"], false);
    });
    after(() => core?.stop());

    it("have each event once, over pages with equal times", async () => {
      const ask = askingAt("elastic", core?.url ?? "", {});
      await checked("elastic", () => elasticsearchEvents(ask, ...span, PAGE));
    });

    it("are an error where there is no stream, or one of its indices is closed", async () => {
      const ask = askingAt("elastic", core?.url ?? "", {}, []);
      assert.match(String(unmade), /no data stream logs-audit-\*/);
      await core?.ask("POST", "/logs-audit-default/_rollover");
      const { body } = (await core?.ask("GET", "/logs-audit-default/_search?size=1")) ?? assert.fail();
      const [hit] = (body["hits"] as { hits: { _index: string }[] }).hits;
      assert.equal((await core?.ask("POST", `/${hit?._index ?? ""}/_close`))?.status, 200);
      await assert.rejects(writeReport(path.join(folder, "closed.csv"), elasticsearchEvents(ask, ...span)), /closed/);
      assert.deepEqual(
        fs.readdirSync(folder).filter((file) => file.startsWith("closed")),
        [],
      );
    });
  });
});
