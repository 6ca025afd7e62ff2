/** Audit events by OTLP whose user is what no user should be, or that are more than Loki takes: each is kept, as one, with who it was. */
import assert from "node:assert/strict";
import { OUTSIDE_NAMESPACE } from "../../log-format/shells";
import type { Found } from "../support/loki";
import { type SentRecord, sendLogs } from "../support/otlp-logs";
import { type Document, OtlpStores } from "../support/otlp-stores";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ logs: { engine: "loki" }, elastic: {} });

const json = (user: string) => ({ body: `{"audit":true,"event":"DataExport","message":"m","user_id":${user}}` });
const attributes = (user_id: NonNullable<SentRecord["attributes"]>[string], more: SentRecord["attributes"] = {}) => ({
  body: "m",
  attributes: { ...more, audit: true, event: "DataExport", user_id },
});
const MANY = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`a${index}`, "v".repeat(2000)]));
const LONG = "u".repeat(70_000);
const kept = (user: string) => user.slice(0, 256);

/** Records by what their user is, and who it is then in Loki and in Elasticsearch. */
const USERS: Record<string, { record: Omit<SentRecord, "id">; loki: string; elasticsearch?: unknown }> = {
  "a number": { record: json("42"), loki: "42", elasticsearch: 42 },
  "a number of many digits": { record: json("1234567890123456789"), loki: "1234567890123456789" },
  "a number of many digits in an object": {
    record: {
      body: '{"audit":true,"event":"DataExport","order":{"id":1234567890123456790},"user":{"name":"x","id":1234567890123456789}}',
    },
    loki: "1234567890123456789",
  },
  "an object": { record: json('{"id":"ann"}'), loki: '{"id":"ann"}' },
  "an object in an attribute": { record: attributes({ id: "ann" }), loki: '{"id":"ann"}' },
  "a list": { record: json('["ann"]'), loki: '["ann"]', elasticsearch: ["ann"] },
  "a list of objects": { record: json('[{"id":"ann"}]'), loki: '[{"id":"ann"}]' },
  "very long": { record: json(JSON.stringify(LONG)), loki: kept(LONG), elasticsearch: LONG },
  "very long in an attribute": { record: attributes(LONG), loki: kept(LONG), elasticsearch: LONG },
  "a line break, NUL and a mark of direction": { record: json('"a\\n\\u0000\\u202eb"'), loki: "a\n\0\u202eb" },
  "beside many attributes": { record: attributes("ann", MANY), loki: "ann" },
  "beside a long one within another": { record: attributes("ann", { deep: { x: LONG } }), loki: "ann" },
};

describe("audit events by OTLP that are made to be lost", function () {
  this.timeout(180_000);
  const stores = new OtlpStores();
  let found: Found[] = [];
  let documents: Document[] = [];

  before(async function () {
    const agent = await stores.start(this, settings);
    const trace = (index: number) => String(index).padStart(2, "0").padStart(32, "a");
    for (const [index, { record }] of Object.values(USERS).entries())
      await sendLogs(agent, "web", trace(index), [{ id: String(index), ...record }]);
    const shell = { ...attributes("ann"), id: "outside" };
    await sendLogs(agent, "web", trace(99), [shell], { "k8s.namespace.name": "" });
    ({ found, documents } = await stores.have(Object.keys(USERS).length + 1, '{audit="true"}'));
  });
  after(() => stores.end());

  for (const [index, [what, { loki: who, elasticsearch: value = who }]] of Object.entries(USERS).entries()) {
    const trace = String(index).padStart(2, "0").padStart(32, "a");

    it(`are in Loki's audit log: ${what}`, () => {
      const { labels } = found.find(({ labels }) => labels["trace_id"] === trace) ?? assert.fail();
      assert.deepEqual([labels["event"], labels["audit"], kept(labels["user_id"] ?? "")], ["DataExport", "true", who]);
    });

    it(`are in Elasticsearch's, with one value where the mapping has one: ${what}`, () => {
      const of = ({ source }: (typeof documents)[number]) => (source["trace"] as { id: string }).id === trace;
      const { index: stream, source } = documents.find(of) ?? assert.fail();
      assert.equal(stream, "logs-audit-default");
      assert.deepEqual((source["user"] as { id: unknown }).id, value);
    });
  }

  it("have a namespace though they come from no pod, as the rule over lines counts by it", () => {
    const namespaces = found
      .filter(({ labels }) => labels["case"] === "outside")
      .map(({ labels }) => labels["namespace"]);
    assert.deepEqual(namespaces, [OUTSIDE_NAMESPACE]);
    const [document = assert.fail()] = documents.filter(({ source }) => JSON.stringify(source).includes('"outside"'));
    assert.equal((document.source["kubernetes"] as { namespace: string }).namespace, OUTSIDE_NAMESPACE);
  });
});
