/** What the set-up makes of a real Elasticsearch's core, and what that makes of the collectors' documents. */
import assert from "node:assert/strict";
import { owned, STREAMS } from "../../components/elastic/setup/streams";
import { type Dataset, dataStream } from "../../components/elastic/streams";
import { stackNames } from "../../scripts/lib/stack";
import type { Settings } from "../../settings";
import { type Collector, collectors, type Fields } from "../support/collector-ruby";
import { setUpCore } from "../support/elastic-setup";
import { HOSTILE, lineOf, linesOf, TIME } from "../support/elastic-world";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { chartRequests, searchRequests } from "../support/kibana-requests";
import { settingsOf, stackSettings } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} } });
const COLLECTORS = ["Fluentd", "Logstash"] as const;

/** A stack's own settings, and those that the documents are made with. */
const SETTINGS: Record<string, Settings> = {
  ...Object.fromEntries(stackNames().map((stack) => [stack, stackSettings(stack)])),
  "both collectors": settings,
};

interface Item {
  status: number;
  error?: { type: string; reason: string };
}

interface Bucket extends Fields {
  doc_count: number;
}

const properties = (value: Fields) => ({ template: { mappings: { properties: value } } });
const index = (value: Fields) => ({ template: { settings: { index: value } } });
const streams = (index_patterns: string[], rest: Fields) => ({ index_patterns, data_stream: {}, ...rest });

/** Mistakes in templates, by what is wrong. */
const MISTAKES: Record<string, [path: string, body: Fields, reason: RegExp]> = {
  "a field of an unknown type": [
    "component",
    properties({ a: { type: "string" } }),
    /mapper type \[string\] declared on field \[a\] does not exist/,
  ],
  "an option of another type": [
    "component",
    properties({ a: { type: "long", ignore_above: 1 } }),
    /unknown parameter \[ignore_above\]/,
  ],
  "an unknown part of mappings": ["component", { template: { mappings: { props: {} } } }, /unsupported parameters/],
  "an unknown setting": ["component", index({ number_of_replica: 1 }), /unknown setting/],
  "an unknown index mode": ["component", index({ mode: "logs" }), /logs/],
  "no shards": ["component", index({ number_of_shards: 0 }), /must be >= 1/],
  "a component that is not there": ["index", streams(["a-*"], { composed_of: ["none"] }), /do not exist/],
  "patterns that overlap ours at one priority": [
    "index",
    streams(["logs-x-*"], { priority: 150 }),
    /matching patterns from existing templates/,
  ],
};

describe("a real Elasticsearch", () => {
  let core: RunningCore | undefined;
  let both: Record<(typeof COLLECTORS)[number], Collector>;
  const ask = (...request: Parameters<RunningCore["ask"]>) => (core ?? assert.fail()).ask(...request);

  before(async function () {
    core = await startCore(coreOrSkip(this));
    both = await collectors(settings, TIME);
  });
  after(() => core?.stop());

  /** What becomes of each document, in the data stream that it says it is for. */
  const write = async (documents: readonly Fields[]): Promise<Item[]> => {
    const lines = documents.flatMap((document) => {
      const { dataset = document["data_stream.dataset"] } = (document["data_stream"] ?? {}) as Fields;
      return [{ create: { _index: dataStream(dataset as Dataset) } }, document];
    });
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const { status, body } = await ask("POST", "/_bulk?refresh=true", text);
    assert.equal(status, 200, JSON.stringify(body));
    return (body["items"] as { create: Item }[]).map(({ create }) => create);
  };

  for (const [name, own] of Object.entries(SETTINGS))
    it(`takes the set-up of ${name} and makes the data streams, and a second time too`, async function () {
      if ((await setUpCore(core ?? assert.fail(), own, 2)) === undefined) this.skip();
      const { body } = await ask("GET", "/_resolve/index/*");
      assert.deepEqual(
        (body["data_streams"] as Fields[]).map((stream) => stream["name"]),
        STREAMS.map(({ first }) => first).sort(),
      );
    });

  it("makes each stream's indices from the stream's own template", async () => {
    for (const { name, first } of STREAMS) {
      const { body } = await ask("POST", `/_index_template/_simulate_index/${first}`);
      const { overlapping } = body as { overlapping: { name: string }[] };
      assert.ok(!overlapping.some((other) => other.name === owned(name)), `${first}: ${JSON.stringify(overlapping)}`);
      assert.match(JSON.stringify(body["template"]), /"mode":"logsdb"/);
    }
  });

  for (const [what, [kind, body, reason]] of Object.entries(MISTAKES))
    it(`refuses a template with ${what}`, async () => {
      const answer = await ask("PUT", `/_${kind}_template/mistaken`, body);
      assert.equal(answer.status, 400);
      assert.match(JSON.stringify(answer.body), reason);
    });

  for (const name of COLLECTORS) {
    it(`takes what ${name} makes of lines`, async () => {
      const items = await write(both[name].named(linesOf(name)));
      assert.deepEqual(
        items.filter(({ status }) => status !== 201),
        [],
      );
    });

    for (const [what, { line, reason }] of Object.entries(HOSTILE))
      it(`${reason ? "refuses" : "takes"} what ${name} makes of ${what}`, async () => {
        const documents = both[name].named([lineOf(name, line)]);
        const [item = assert.fail()] = await write(documents);
        if (reason === undefined) {
          assert.equal(item.status, 201, JSON.stringify(item.error));
          return;
        }
        assert.equal(item.status, 400);
        assert.match(JSON.stringify(item.error), reason);
        // What is refused is kept as a text, which is taken.
        const [letter = assert.fail()] = await write(both[name].refused(documents));
        assert.equal(letter.status, 201, JSON.stringify(letter.error));
      });
  }

  it("has no field for what applications name as they like", async () => {
    const { body } = await ask("GET", "/logs-*-default/_field_caps?fields=*&filters=-metadata");
    const fields = Object.keys(body["fields"] as Fields);
    assert.ok(fields.includes("app") && !fields.some((field) => field.startsWith("app.")), fields.join(", "));
  });

  for (const { name, path, body: asked, groups, numbers } of chartRequests)
    it(`answers Kibana's ${name} with data`, async () => {
      const { status, body } = await ask("POST", path, asked);
      assert.equal(status, 200, JSON.stringify(body));
      assert.ok((body["hits"] as { total: { value: number } }).total.value > 0);
      // Down the first bucket of each group to the numbers.
      let at = (body["aggregations"] ?? {}) as Fields;
      for (const group of groups) {
        const [first] = (at[group] as { buckets: Bucket[] }).buckets;
        assert.ok(first !== undefined && first.doc_count > 0, `${group} is empty`);
        at = first;
      }
      for (const number of numbers) {
        const { doc_count, value = doc_count } = at[number] as { doc_count?: number; value?: number | null };
        assert.ok(typeof value === "number", number);
        if (groups.length === 0) assert.ok(value > 0, number);
      }
    });

  for (const { name, path, columns, body: asked } of searchRequests)
    it(`answers Kibana's search ${name} with lines that have a value in each column`, async () => {
      const { status, body } = await ask("POST", path, asked);
      assert.equal(status, 200, JSON.stringify(body));
      const { hits } = body["hits"] as { hits: { fields?: Fields }[] };
      assert.deepEqual(
        columns.filter((column) => !hits.some(({ fields }) => fields?.[column] !== undefined)),
        [],
      );
    });
});
