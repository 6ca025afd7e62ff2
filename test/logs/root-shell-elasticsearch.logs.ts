/** What tells of root shells in a real Elasticsearch's core, as Fluentd's and Logstash's own Ruby makes documents of it. */
import assert from "node:assert/strict";
import { sourceReaders } from "../support/audit-sources";
import { collectors } from "../support/collector-ruby";
import { setUpCore } from "../support/elastic-setup";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { SOURCE_CASES, WHO } from "../support/root-shell";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} }, security: { sources: { falco: {} } } });

describe("root shells in Elasticsearch", function () {
  this.timeout(300_000);
  let core: RunningCore | undefined;
  const written: Record<string, number> = {};

  before(async function () {
    core = await startCore(coreOrSkip(this));
    if ((await setUpCore(core, settings)) === undefined) this.skip();
    const now = new Date().toISOString();
    const both = await collectors(settings, now);
    const reads = await sourceReaders(settings, now);
    for (const name of ["Fluentd", "Logstash"] as const) {
      const events = SOURCE_CASES.filter(({ event }) => event !== undefined);
      const documents = events.flatMap((one) => both[name].written([reads[name](one) ?? assert.fail(one.name)]));
      const bulk = documents.flatMap((document) => {
        const { dataset = document["data_stream.dataset"] } = (document["data_stream"] ?? {}) as Record<
          string,
          unknown
        >;
        return [{ create: { _index: `logs-${String(dataset)}-default` } }, { ...document, tags: [name] }];
      });
      const { body } = await core.ask(
        "POST",
        "/_bulk?refresh=true",
        bulk.map((one) => `${JSON.stringify(one)}\n`).join(""),
      );
      assert.equal(body["errors"], false, JSON.stringify(body).slice(0, 3000));
      written[name] = documents.length;
    }
  });
  after(async () => core?.stop());

  for (const name of ["Fluentd", "Logstash"])
    it(`are found by who, what, how and from where in the audit log, as ${name} wrote them`, async () => {
      const terms = {
        tags: name,
        "event.action": "RootShellOpened",
        "event.outcome": "success",
        "user.id": WHO,
        "source.ip": "192.0.2.7",
      };
      const filter = Object.entries(terms).map(([field, value]) => ({ term: { [field]: value } }));
      const { body } = await (core ?? assert.fail()).ask("POST", "/logs-*/_search", {
        size: 100,
        query: { bool: { filter } },
      });
      const { hits } = body["hits"] as { hits: { _index: string }[] };
      const expected = SOURCE_CASES.filter(
        ({ event, source }) => source === "api_server" && event?.["event"] === "RootShellOpened",
      ).length;
      assert.equal(hits.length, expected);
      for (const { _index } of hits) assert.match(_index, /logs-audit-default/);
    });

  it("are of the same number by both, with no secret of a command's", async () => {
    assert.equal(written["Fluentd"], written["Logstash"]);
    const all = await (core ?? assert.fail()).ask("POST", "/logs-*/_search", { size: 200 });
    assert.doesNotMatch(JSON.stringify(all.body), /hunter2/);
  });
});
