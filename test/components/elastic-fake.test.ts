import assert from "node:assert/strict";
import { type Json } from "../support/fake-elastic/fields";
import { checkPolicy } from "../support/fake-elastic/lifecycle";
import {
  checkComponent,
  checkIndexTemplate,
  createStream,
  templateOf,
  type Templates,
} from "../support/fake-elastic/templates";

/** A test that something is refused, with this in the reason. */
function refuses(what: string, check: () => unknown, reason: RegExp): void {
  it(`refuses ${what}`, () => assert.throws(check, { message: reason }));
}

describe("the imitation of Elasticsearch", () => {
  describe("of lifecycle policies", () => {
    const phases = (value: Json) => () => checkPolicy({ policy: { phases: value } });
    const warm = (actions: Json) => phases({ warm: { min_age: "1d", actions } });

    it("takes one with every action that is in its phase", () => {
      phases({
        hot: { actions: { rollover: { max_age: "1d" }, shrink: { number_of_shards: 1 }, readonly: {} } },
        warm: {
          min_age: "1d",
          actions: { readonly: {}, shrink: { number_of_shards: 1 }, forcemerge: { max_num_segments: 1 } },
        },
        delete: { min_age: "2d", actions: { wait_for_snapshot: { policy: "p" }, delete: {} } },
      })();
    });
    refuses("a body without a policy", () => checkPolicy({}), /Required \[policy\]/);
    refuses("an unknown field", () => checkPolicy({ policy: { phases: {} }, phases: {} }), /unknown field \[phases\]/);
    refuses("an unknown phase", phases({ tepid: {} }), /does not support phase \[tepid\]/);
    refuses("an unknown action", warm({ merge: {} }), /unknown field \[merge\]/);
    refuses("an unknown option of an action", warm({ shrink: { shards: 1 } }), /\[shrink\] unknown field \[shards\]/);
    refuses(
      "rollover after the hot phase",
      warm({ rollover: { max_age: "1d" } }),
      /invalid action \[rollover\] defined in phase \[warm\]/,
    );
    refuses(
      "delete before the delete phase",
      warm({ delete: {} }),
      /invalid action \[delete\] defined in phase \[warm\]/,
    );
    refuses(
      "shrink after the warm phase",
      phases({ cold: { actions: { shrink: { number_of_shards: 1 } } } }),
      /invalid action \[shrink\]/,
    );
    refuses(
      "merging what is written to",
      phases({ hot: { actions: { forcemerge: { max_num_segments: 1 } } } }),
      /without an accompanying \[rollover\]/,
    );
    refuses("a rollover without a condition", phases({ hot: { actions: { rollover: {} } } }), /At least one max_\*/);
    refuses(
      "a size without a unit",
      phases({ hot: { actions: { rollover: { max_primary_shard_size: "25" } } } }),
      /as a size in bytes/,
    );
    refuses(
      "Kubernetes' sizes",
      phases({ hot: { actions: { rollover: { max_primary_shard_size: "25Gi" } } } }),
      /as a size in bytes/,
    );
    refuses("Prometheus' durations", phases({ delete: { min_age: "1w", actions: {} } }), /as a time value/);
    refuses(
      "ages that go back",
      phases({ warm: { min_age: "3d", actions: {} }, delete: { min_age: "2d", actions: {} } }),
      /shorter than/,
    );
    refuses("an allocation of nothing", warm({ allocate: {} }), /At least one of/);
    refuses("a merge into none", warm({ forcemerge: { max_num_segments: 0 } }), /must be >= 1/);
    refuses("a merge that does not say into how many", warm({ forcemerge: {} }), /Required \[max_num_segments\]/);
  });

  describe("of templates", () => {
    const mappings = (properties: Json) => () => checkComponent("c", { template: { mappings: { properties } } });
    const settings = (index: Json) => () => checkComponent("c", { template: { settings: { index } } });
    const empty = (): Templates => ({
      policies: new Map(),
      components: new Map(),
      indices: new Map(),
      streams: new Map(),
    });
    const index = (pattern: string, priority: number, more: Json = {}): Json => ({
      index_patterns: [pattern],
      priority,
      ...more,
    });

    it("takes fields, and objects of fields", () => mappings({ a: { properties: { b: { type: "keyword" } } } })());
    refuses(
      "an unknown type",
      mappings({ a: { type: "string" } }),
      /No handler for type \[string\] declared on field \[a\]/,
    );
    refuses(
      "an unknown type in an object",
      mappings({ a: { properties: { b: { type: "txt" } } } }),
      /No handler for type \[txt\]/,
    );
    refuses(
      "an option of another type",
      mappings({ a: { type: "match_only_text", index: false } }),
      /unknown parameter \[index\] on mapper \[a\]/,
    );
    refuses(
      "an unknown part of mappings",
      () => checkComponent("c", { template: { mappings: { props: {} } } }),
      /unsupported parameters: \[props\]/,
    );
    refuses("an unknown setting", settings({ number_of_replica: 1 }), /unknown setting \[index.number_of_replica\]/);
    refuses("an unknown index mode", settings({ mode: "logs" }), /unknown value for \[index.mode\]/);
    refuses("no shards", settings({ number_of_shards: 0 }), /must be >= 1/);
    refuses(
      "a component that is not there",
      () => checkIndexTemplate("i", index("a-*", 1, { composed_of: ["c"] }), empty()),
      /component templates \[c\] that do not exist/,
    );
    refuses(
      "a policy that is not there",
      () => {
        const templates = empty();
        templates.components.set("c", { template: { settings: { index: { lifecycle: { name: "p" } } } } });
        checkIndexTemplate("i", index("a-*", 1, { composed_of: ["c"] }), templates);
      },
      /policy \[p\] does not exist/,
    );

    const overlapping = (pattern: string, priority: number) => () => {
      const templates = empty();
      templates.indices.set("other", index("logs-*-*", 100));
      checkIndexTemplate("i", index(pattern, priority), templates);
    };
    refuses(
      "patterns that overlap at one priority",
      overlapping("logs-audit-*", 100),
      /matching patterns from existing templates \[other\]/,
    );
    it("takes them at another, and others at the same", () => {
      overlapping("logs-audit-*", 101)();
      overlapping("metrics-*-*", 100)();
    });
    it("makes an index from the template of the highest priority", () => {
      const templates = empty();
      templates.indices.set("low", index("logs-*-*", 100)).set("high", index("logs-audit-*", 200));
      assert.equal(templateOf("logs-audit-default", templates)?.[0], "high");
      assert.equal(templateOf("logs-app-default", templates)?.[0], "low");
    });
    refuses("a data stream that no template is for", () => createStream("a", empty()), /no matching index template/);
    refuses(
      "a data stream of a template that makes indices",
      () => {
        const templates = empty();
        templates.indices.set("i", index("a", 1));
        createStream("a", templates);
      },
      /has no data stream template/,
    );
  });
});
