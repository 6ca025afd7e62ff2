/**
 * Audit events by OTLP, by the real collectors: they keep who acted, what lets somebody in is masked in them too, and each store has
 * them where its audit log is. What is no audit event is masked as before.
 */
import assert from "node:assert/strict";
import type { Found } from "../support/loki";
import { type SentRecord, sendLogs } from "../support/otlp-logs";
import { type Document, OtlpStores } from "../support/otlp-stores";
import { settingsOf } from "../support/settings";

const settings = settingsOf({
  logs: { engine: "loki" },
  elastic: {},
});

const WHO = "ann.b@mail.example.com";
const LOGIN = {
  audit: true,
  event: "UserLogin",
  user_id: WHO,
  outcome: "success",
  source_ip: "192.0.2.7",
  password: "hunter2",
};

const AUDIT: SentRecord[] = [
  { id: "attributes", body: "signed in", attributes: LOGIN },
  { id: "text", body: "signed in", attributes: { ...LOGIN, audit: "true" } },
  { id: "json", body: JSON.stringify({ message: "signed in", ...LOGIN }) },
  { id: "map", body: { message: "signed in", ...LOGIN } },
  { id: "json, as a text", body: JSON.stringify({ message: "signed in", ...LOGIN, audit: "true" }) },
  { id: "map, as a text", body: { message: "signed in", ...LOGIN, audit: "true" } },
];
const ORDINARY: SentRecord[] = [
  { id: "false", body: "not one", attributes: { ...LOGIN, audit: false } },
  { id: "other", body: "not one", attributes: { ...LOGIN, audit: "yes" } },
  {
    id: "attribute",
    body: "not one",
    attributes: { request: '{"n":1,"password":"hunter2"}', map: { secret: "hunter2" } },
  },
  { id: "said", body: `somebody wrote "audit": true, and ${WHO}`, attributes: { user_id: WHO } },
  { id: "broken", body: `{"audit": true, "user_id": "${WHO}"` },
  { id: "password", body: JSON.stringify({ message: "not one", user: WHO, nested: { password: "hunter2", n: 1 } }) },
  {
    id: "numbers",
    body: '{"order":9007199254740993,"n":1000000,"pin_token":4711,"note":"a \\"quoted\\" word","Authorization":"Bearer hunter2hunter2"}',
  },
  { id: "in text", body: `login of ${WHO} with {"password": "hunter2"} and Authorization: Bearer hunter2hunter2` },
  {
    id: "lines",
    body: 'db_password=hunter2 secret: "hunter2 too" Cookie: sid=hunter2; theme=dark {\\"token\\": \\"hunter2\\"} took 12 ms, 3 of 4 in 2026',
  },
  { id: "inside", body: JSON.stringify({ message: { audit: true }, user_id: WHO }) },
];
const TRACE = "0af7651916cd43dd8448eb211c80319c";

describe("audit events by OTLP", function () {
  this.timeout(120_000);
  const stores = new OtlpStores();
  let found: Found[] = [];
  let documents: Document[] = [];

  before(async function () {
    const agent = await stores.start(this, settings);
    await sendLogs(agent, "checkout", TRACE, [...AUDIT, ...ORDINARY]);
    ({ found, documents } = await stores.have(AUDIT.length + ORDINARY.length, '{namespace="shop"}'));
  });
  after(() => stores.end());

  const inLoki = (id: string) =>
    found.find(({ labels }) => labels["case"] === id) ?? assert.fail(`${id} is not in Loki`);
  const inElasticsearch = (id: string) =>
    documents.find(({ source }) => (source["app"] as Record<string, unknown>)["case"] === id) ??
    assert.fail(`${id} is not in Elasticsearch`);

  for (const { id } of AUDIT) {
    it(`are one in Loki, with who acted and without a password: ${id}`, () => {
      const { labels, line } = inLoki(id);
      assert.equal(labels["audit"], "true");
      assert.deepEqual(
        [labels["event"], labels["user_id"], labels["outcome"], labels["trace_id"]],
        ["UserLogin", WHO, "success", TRACE],
      );
      assert.doesNotMatch(JSON.stringify([labels, line]), /hunter2/);
    });

    it(`are one in Elasticsearch, by the fields of ECS: ${id}`, () => {
      const { index, source } = inElasticsearch(id);
      assert.equal(index, "logs-audit-default");
      const field = (name: string) =>
        source[name] ??
        name.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], source);
      assert.deepEqual(
        ["event.action", "user.id", "event.outcome", "source.ip", "trace.id", "event.dataset"].map(field),
        ["UserLogin", WHO, "success", "192.0.2.7", TRACE, "audit"],
      );
      assert.doesNotMatch(JSON.stringify(source), /hunter2/);
    });
  }

  for (const { id } of ORDINARY)
    it(`are not what only looks like one, and it is masked: ${id}`, () => {
      assert.equal(inLoki(id).labels["audit"], undefined);
      assert.equal(inElasticsearch(id).index, "logs-otel-default");
      assert.doesNotMatch(JSON.stringify([inLoki(id), inElasticsearch(id)]), /ann\.b|hunter2/);
    });

  it("leave the text of JSON as it was, but for what is secret in it", () => {
    assert.equal(
      inLoki("numbers").line,
      '{"order":9007199254740993,"n":1000000,"pin_token":"****","note":"a \\"quoted\\" word","Authorization":"****"}',
    );
    assert.equal(inLoki("in text").line, 'login of **** with {"password": "****"} and Authorization: ****');
    assert.equal(
      inLoki("lines").line,
      'db_**** secret: **** Cookie: **** {\\"token\\": \\"****\\"} took 12 ms, 3 of 4 in 2026',
    );
    assert.deepEqual(JSON.parse(inLoki("password").line), {
      message: "not one",
      user: "****",
      nested: { password: "****", n: 1 },
    });
  });

  it("are a stream of their own in Loki", async () => {
    const audit = await stores.inLoki('{audit="true"}');
    assert.deepEqual(audit.map(({ labels }) => labels["case"]).sort(), AUDIT.map(({ id }) => id).sort());
  });
});
