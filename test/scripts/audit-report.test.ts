import assert from "node:assert/strict";
import { checkKept, spanOf, storeOf } from "../../scripts/lib/audit-report/arguments";
import { csvOf, HEADER, valueOf } from "../../scripts/lib/audit-report/csv";
import { elasticsearchEvents } from "../../scripts/lib/audit-report/elasticsearch";
import { eventOfDocument, eventOfLine } from "../../scripts/lib/audit-report/event";
import { lokiEvents } from "../../scripts/lib/audit-report/loki";
import { askingAt } from "../../scripts/lib/audit-report/reach";
import type { Asking } from "../../scripts/lib/audit-report/store";
import { settingsOf } from "../support/settings";

const NOW = new Date("2026-11-22T12:00:00Z");
const FROM = 1_790_812_800_000_000_000n;
const DAY = 86_400_000_000_000n;

/** Lines of one stream as Loki's answer has them. */
const lines = (...values: [bigint, string][]) => ({
  status: "success",
  data: {
    resultType: "streams",
    result: [
      { stream: { audit: "true", user_id: "ann" }, values: values.map(([at, line]) => [String(FROM + at), line]) },
    ],
  },
});

/** A document as Elasticsearch's answer has it, and the answers to a search of one page. */
const hits = (answer: Record<string, unknown>): Asking =>
  function asking({ path, body }) {
    if (path.includes("_pit")) return Promise.resolve({ id: "p" });
    const isFirst = !("search_after" in (body as object));
    const one = { _source: { user: { id: "ann" } }, sort: [1_790_812_800_000, 1] };
    return Promise.resolve({
      timed_out: false,
      pit_id: "p",
      _shards: { total: 2, failed: 0 },
      hits: { ...(isFirst ? { total: { value: 1, relation: "eq" } } : {}), hits: isFirst ? [one] : [] },
      ...answer,
    });
  };

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

/** Quotes and doubled quotes taken off again, as any reader of CSV does. */
const read = (value: string) => (value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);

describe("audit-report", () => {
  describe("values", () => {
    for (const text of [
      "=1+1",
      "+49",
      "-1",
      "@SUM(A1)",
      "\t=1",
      " =1",
      "＝1",
      "'=1",
      "''@x",
      "\r=cmd|' /C calc'!A0",
      "\n+1",
    ])
      it(`are no formulas: ${JSON.stringify(text)}`, () => assert.equal(read(valueOf(text)), `'${text}`));

    for (const text of ["ann", "", "a-b", "1=1", "o'neill", "'t", "192.0.2.7", "4bf92f3577b34da6"])
      it(`are as they are: ${JSON.stringify(text)}`, () => assert.equal(valueOf(text), text));

    it("are in quotes where they have to be, and each line ends as RFC 4180 has it", () => {
      assert.equal(valueOf('a "b", c'), '"a ""b"", c"');
      assert.equal(valueOf("a\nb"), '"a\nb"');
      const event = eventOfLine({ audit: "true", user_id: "a,b" }, FROM + 1n, "text");
      assert.equal(csvOf(event), '2026-10-01T00:00:00.000000001Z,"a,b",,,,,,,,,,,,text,text\r\n');
      assert.equal(HEADER.split(",").length, csvOf(eventOfLine({}, FROM, "")).split(",").length);
    });
  });

  it("reads a document's fields whether their dots are in names or between objects", () => {
    const nested = { event: { action: "UserLogin", outcome: "success" }, user: { id: "ann" }, message: "in" };
    const flat = { "event.action": "UserLogin", "event.outcome": "success", "user.id": "ann", message: "in" };
    const of = (source: Record<string, unknown>) => ({ ...eventOfDocument(source, 5), record: "" });
    assert.deepEqual(of(nested), of(flat));
    assert.deepEqual([of(flat).action, of(flat).user, of(flat).time], ["UserLogin", "ann", "1970-01-01T00:00:00.005Z"]);
    assert.equal(eventOfDocument({ b: 1, a: { d: 1, c: 2 } }, 0).record, '{"a":{"c":2,"d":1},"b":1}');
  });

  describe("Loki's answers", () => {
    const asked = (answer: unknown) => all(lokiEvents(() => Promise.resolve(answer), FROM, FROM + DAY));

    it("are an error when they are in part", async () => {
      await assert.rejects(asked({ ...lines([0n, "a"]), warnings: ["shard 3 failed"] }), /in part: shard 3 failed/);
      await assert.rejects(asked({ ...lines([0n, "a"]), partial: true }), /in part/);
      await assert.rejects(asked({ ...lines(), status: "error" }), /another form/);
      await assert.rejects(asked({ status: "success", data: { resultType: "matrix", result: [] } }), /another form/);
      assert.equal((await asked(lines([0n, "a"]))).length, 1);
    });

    it("are asked for by days: Loki refuses a longer query than its limit", async () => {
      const spans: bigint[] = [];
      const ask: Asking = ({ path }) => {
        const parameters = new URL(path, "http://loki").searchParams;
        spans.push(BigInt(parameters.get("end") ?? 0) - BigInt(parameters.get("start") ?? 0));
        return Promise.resolve(lines());
      };
      await all(lokiEvents(ask, FROM, FROM + 2n * DAY + 5n));
      assert.deepEqual(spans, [DAY, DAY, 5n]);
    });
  });

  describe("Elasticsearch's answers", () => {
    const asked = (answer: Record<string, unknown>) => all(elasticsearchEvents(hits(answer), FROM, FROM + DAY));

    it("are an error when they are in part", async () => {
      await assert.rejects(asked({ _shards: { total: 2, failed: 1 } }), /in part: 1 of 2 shards failed/);
      await assert.rejects(asked({ timed_out: true }), /in part/);
      await assert.rejects(asked({ _shards: { total: 0, failed: 0 } }), /no data stream logs-audit-\*/);
      await assert.rejects(asked({ hits: { total: { value: 2, relation: "eq" }, hits: [] } }), /0 of 2 events/);
      await assert.rejects(asked({ hits: { total: { value: 2, relation: "gte" }, hits: [] } }), /another form/);
      assert.equal((await asked({})).length, 1);
    });
  });

  describe("what is asked for", () => {
    it("is a time that is over, by days or moments that there are", () => {
      const span = spanOf("2026-10-01", "2026-10-31T12:00:00+02:00", NOW);
      assert.deepEqual(
        [span.from.toISOString(), span.to.toISOString()],
        ["2026-10-01T00:00:00.000Z", "2026-10-31T10:00:00.000Z"],
      );
      assert.throws(() => spanOf(undefined, "2026-10-01", NOW), /--from is missing/);
      assert.throws(() => spanOf("2026-10-02", "2026-10-02", NOW), /not after/);
      assert.throws(() => spanOf("2026-10-02", "2026-12-02", NOW), /still to come/);
      for (const text of ["October", "2026-02-30", "2026-13-01", "2026-10-01T25:00:00Z", "2026-10-01T06:00:00", "1"])
        assert.throws(() => spanOf(text, "2026-11-01", NOW), /--from is not a day/, text);
    });

    it("is what is still kept", () => {
      const settings = settingsOf({ logs: { engine: "loki", auditRetention: "30d" }, elastic: {} });
      const span = spanOf("2026-10-01", "2026-11-01", NOW);
      assert.throws(() => checkKept("loki", settings, span, NOW), /longer ago than loki keeps audit events \(30d\)/);
      checkKept("elastic", settings, span, NOW);
    });

    it("is of a store that there is", () => {
      const both = settingsOf({ logs: { engine: "loki" }, elastic: {} });
      assert.equal(storeOf(undefined, both), "elastic");
      assert.equal(storeOf("loki", both), "loki");
      assert.throws(() => storeOf("s3", both), /--store is one of loki, elastic/);
      assert.throws(() => storeOf("elastic", settingsOf({ logs: { engine: "loki" } })), /has no elastic/);
      assert.throws(() => storeOf(undefined, settingsOf({ logs: { engine: "none" } })), /keeps no logs/);
    });
  });

  it("takes no credentials from an address, and sends none in the clear to elsewhere", () => {
    assert.throws(() => askingAt("elastic", "https://u:p@h.example.com", {}), /ELASTICSEARCH_USER/);
    const env = { ELASTICSEARCH_USER: "auditor", ELASTICSEARCH_PASSWORD: "hunter2" };
    assert.throws(
      () => askingAt("elastic", "http://h.example.com", env),
      ({ message }: Error) => message.startsWith("--url is not https") && !message.includes("hunter2"),
    );
  });
});
