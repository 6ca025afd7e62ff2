/** The page about alerts' noise: what it says of who acts, with escalation and without. */
import assert from "node:assert/strict";
import { alertNoise } from "../../dashboards/alert-noise";
import { panels } from "../support/dashboards";
import { settingsOf } from "../support/settings";

const channels = { slack: [{ name: "ops", channel: "#ops" }] };
const of = (escalation: object) => {
  const all = panels(alertNoise(settingsOf({ alerting: { channels, escalation } })));
  const table =
    all.find(({ title }) => title === "Alerts by how often nobody acted on them") ?? assert.fail("no table");
  return { titles: all.map(({ title }) => title), empty: table.fieldConfig?.defaults.noValue };
};

describe("the page about alerts' noise", () => {
  it("has what was told, and of what nobody has acted on", () => {
    const { titles, empty } = of({ l2: ["slack/ops"] });
    assert.ok(titles.includes("Never acted on") && titles.includes("Alerts that were told"));
    assert.equal(empty, "Nobody was told of anything");
  });

  it("says what that takes where nothing escalates, and has no figure that would read as if all were well", () => {
    const { titles, empty = "" } = of({});
    assert.ok(!titles.includes("Never acted on"));
    assert.match(empty, /alerting\.escalation\.l2/);
  });
});
