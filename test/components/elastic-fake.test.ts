import assert from "node:assert/strict";
import { type Json } from "../support/fake-elastic/fields";
import { checkPolicy } from "../support/fake-elastic/lifecycle";
import { checkPolicies, createStream, type Templates } from "../support/fake-elastic/templates";

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
    const empty = (): Templates => ({
      policies: new Map(),
      components: new Map(),
      indices: new Map(),
      streams: new Map(),
    });
    const using = (policy: string) => () => {
      const templates = empty();
      templates.policies.set("p", {});
      templates.components.set("c", { template: { settings: { index: { lifecycle: { name: policy } } } } });
      checkPolicies({ composed_of: ["c"] }, templates);
    };

    it("takes a policy that is there", using("p"));
    refuses("a policy that is not there", using("q"), /policy \[q\] does not exist/);
    refuses(
      "a data stream that is there",
      () => {
        const templates = empty();
        createStream("a", templates);
        createStream("a", templates);
      },
      /already exists/,
    );
  });
});
