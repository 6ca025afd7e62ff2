import assert from "node:assert/strict";
import { lineNotes } from "../../scripts/lib/summary/lines";
import { settingsOf } from "../support/settings";

describe("where lines are, in a plan", () => {
  const of = (sections: Record<string, unknown>) => lineNotes(settingsOf(sections)).join(" ");
  const snapshots = { type: "fs", claim: "backups" };

  it("is not said where there is nothing to choose", () => {
    assert.equal(of({}), "");
  });

  it("is which store people search, what the other is for, and whose lines the rules look at", () => {
    assert.equal(
      of({ elastic: {} }),
      "People search Loki, rules look at Loki's lines; Elasticsearch has all again: audit apart, whole texts.",
    );
    assert.match(of({ elastic: { snapshots } }), /whole texts, snapshots\.$/);
    assert.match(of({ elastic: {}, logs: { rulesOn: "elastic" } }), /rules look at Elasticsearch's lines;/);
  });

  it("is Kibana where there is no Loki, and that nothing is told of lines where there are none", () => {
    const none = { logs: { engine: "none" } };
    assert.equal(of({ ...none, elastic: {} }), "People search Kibana, rules look at Elasticsearch's lines.");
    assert.equal(of(none), "No store keeps lines: nothing evaluates the rules over logs.");
  });
});
