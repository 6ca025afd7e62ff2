/** What the rules over logs find in records that arrive by OTLP, by a real agent, gateway and Elasticsearch's core. */
import assert from "node:assert/strict";
import { waitFor } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import type { Fields } from "../support/collector-ruby";
import { type StandIn, standIn } from "../support/elasticsearch";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { setUpCore } from "../support/elastic-setup";
import { startLogCollectors } from "../support/log-collectors";
import { ELASTIC_LOW } from "../support/log-rule-cases";
import { type SentRecord, sendLogs } from "../support/otlp-logs";
import { toolOrSkip } from "../support/tools";

interface Expected {
  /** What a record is marked with by what it says. */
  marks?: string[];
  /** The event that a rule counts it by, whatever it says. */
  event?: string;
}

const RECORDS: Record<string, Omit<SentRecord, "id"> & Expected> = {
  "a text": { body: "session opened for user root(uid=0) by alice", marks: ["root-shell"] },
  "a text in capitals": { body: "AUTHENTICATION FAILURE; rhost=203.0.113.7", marks: ["failed-sign-in"] },
  "an object": { body: { requestURI: "/exec?command=%2Fbin%2Fbash", verb: "create" }, marks: ["root-shell"] },
  "an audit event by its attributes": {
    body: "a shell",
    attributes: { audit: true, event: "RootShellOpened", user_id: "u-1" },
    event: "RootShellOpened",
  },
  "an audit event in its body": {
    body: '{"audit":true,"event":"UserLoginFailed","message":"no"}',
    marks: ["failed-sign-in"],
  },
  "the end of a text's first line": { body: "panic: no\nall is lost", marks: ["last-words"] },
  "two things": { body: "FATAL: invalid password", marks: ["failed-sign-in", "last-words"] },
  "a text like one": { body: "session opened for user rootless; recovered from panic: no" },
  "a mark of its own": { body: "x", attributes: { tags: "root-shell" } },
  "a text with signs": { body: "$HOME `x` ${env:PATH} \\b" },
};

const FROM = { "k8s.namespace.name": "shop", "k8s.pod.name": "web-1", "k8s.node.name": "node-1" };

describe("marks of what arrives by OTLP", function () {
  this.timeout(300_000);
  const scene = new Scene();
  let core: RunningCore | undefined;
  let elasticsearch: StandIn | undefined;
  let found: Record<string, Fields> = {};

  before(async function () {
    core = await startCore(coreOrSkip(this));
    if ((await setUpCore(core, ELASTIC_LOW)) === undefined) this.skip();
    elasticsearch = await standIn(scene.folder, "9.5.3", core);
    const agent = await startLogCollectors(toolOrSkip(this, "otelcol"), scene, ELASTIC_LOW, {
      elasticsearch,
      loki: { url: "http://127.0.0.1:9" },
    });
    const records = Object.entries(RECORDS).map(([id, { body, attributes }]) => ({
      id,
      ...(body === undefined ? {} : { body }),
      ...(attributes === undefined ? {} : { attributes }),
    }));
    await sendLogs(agent, "web", "0af7651916cd43dd8448eb211c80319c", records, FROM);
    const all = async () => {
      await core?.ask("POST", "/logs-*/_refresh");
      const { body } = (await core?.ask("POST", "/logs-*/_search?size=100", {})) ?? assert.fail();
      const { hits } = body["hits"] as { hits: { _source: Fields }[] };
      found = Object.fromEntries(
        hits.map(({ _source }) => [String((_source["app"] as Fields | undefined)?.["case"]), _source]),
      );
      return Object.keys(found).length >= records.length;
    };
    await waitFor("the records", all, { seconds: 90, said: () => Object.keys(found).join(", ") });
  });
  after(async () => {
    await scene.end();
    await elasticsearch?.close();
    await core?.stop();
  });

  it("are on documents that say where they are from by the names by which lines are counted", () => {
    const document = found["a text"] ?? assert.fail();
    const { kubernetes, service } = document as { kubernetes: Fields; service: Fields };
    assert.deepEqual(kubernetes, { namespace: "shop", pod: { name: "web-1" }, node: { name: "node-1" } });
    assert.equal(service["name"], "web");
  });

  for (const [id, { marks = [], event }] of Object.entries(RECORDS))
    it(`${id}: ${[...marks, ...(event === undefined ? [] : [event])].join(", ") || "none"}`, () => {
      const document = found[id] ?? assert.fail();
      assert.deepEqual([document["tags"] ?? []].flat(), marks, JSON.stringify(document));
      if (event !== undefined) assert.equal((document["event"] as Fields)["action"], event);
    });
});
