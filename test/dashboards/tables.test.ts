import assert from "node:assert/strict";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { everyDashboard, panels, queries } from "../support/dashboards";

/** Every table there is, with the page that it is on. */
function tables(): [name: string, table: Panel][] {
  return everyDashboard().flatMap(({ name, dashboard }) =>
    panels(dashboard)
      .filter(({ type }) => type === "table")
      .map((table): [string, Panel] => [`${name}: ${table.title ?? ""}`, table]),
  );
}

describe("tables", () => {
  it("have states on backgrounds: coloured letters cannot be read on dark pages and on light ones", () => {
    assert.deepEqual(
      tables().flatMap(([name, table]) => (JSON.stringify(table).includes("color-text") ? [name] : [])),
      [],
    );
  });

  it("leave texts as they are: a unit for numbers makes a date of a text, and seconds of a text that looks like a number", () => {
    const mangling = tables().filter(([, { fieldConfig }]) => fieldConfig?.defaults.unit !== "string");
    assert.deepEqual(
      mangling.map(([name]) => name),
      [],
    );
  });

  it("give their numbers a unit", () => {
    // A table of lines has none.
    const numbers = tables().filter(([, table]) =>
      queries(table).some((query) => !("queryType" in query && query.queryType === "range")),
    );
    const without = numbers.filter(([, { fieldConfig }]) => {
      const rule = fieldConfig?.overrides.find(
        ({ matcher }) => matcher.id === "byType" && matcher.options === "number",
      );
      return !rule?.properties.some(({ id, value }) => id === "unit" && typeof value === "string" && value !== "");
    });
    assert.deepEqual(
      without.map(([name]) => name),
      [],
    );
  });
});
