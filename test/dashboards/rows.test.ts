/** Rows that are folded away, and the pages that open on one screen. */
import assert from "node:assert/strict";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { graph } from "../../dashboards/common";
import { page } from "../../dashboards/page";
import { everyPanel, folded, SCREEN, unfolded } from "../../dashboards/rows";
import { everyDashboard, isOverview } from "../support/dashboards";

const panel = (title: string, height: number, width = 24) =>
  graph({ title, description: "A panel.", width, height, unit: "short", queries: [{ expr: "up" }] });

/** A page with a panel of each height under a row of its own. */
function pageOf(heights: readonly number[], isOverview = true) {
  const rows = Object.fromEntries(heights.map((height, index) => [`row ${index}`, [panel(`panel ${index}`, height)]]));
  return page({ uid: "sample", title: "Sample", description: "A page.", tags: [], isOverview, rows });
}

const placesOf = (panels: readonly (Panel | RowPanel)[]) =>
  panels.map(({ title, gridPos }) => `${title ?? ""} ${gridPos?.y ?? "nowhere"}`);

const foldedRows = (panels: readonly (Panel | RowPanel)[] = []) =>
  panels.flatMap((one) => ("panels" in one && one.collapsed ? [one.title] : []));

const bottom = (panels: readonly (Panel | RowPanel)[] = []) =>
  Math.max(...panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));

describe("rows", () => {
  it("are folded away from the first that the screen does not hold with the titles after it", () => {
    const { panels = [] } = pageOf([10, 10, 4, 1]);
    assert.deepEqual(placesOf(panels), ["row 0 0", "panel 0 1", "row 1 11", "panel 1 12", "row 2 22", "row 3 23"]);
    // The last would have found room, but what is open is the page's beginning.
    assert.deepEqual(foldedRows(panels), ["row 2", "row 3"]);
    assert.deepEqual(placesOf(everyPanel({ panels })), ["panel 0 1", "panel 1 12", "panel 2 23", "panel 3 24"]);
  });

  it("stay open while all of them fit, to the line", () => {
    assert.deepEqual(foldedRows(pageOf([10, SCREEN - 12]).panels), []);
    assert.deepEqual(foldedRows(pageOf([10, SCREEN - 11]).panels), ["row 1"]);
  });

  it("stay open where they come first, or have no title, however high they are", () => {
    assert.deepEqual(foldedRows(pageOf([SCREEN + 5, 1]).panels), ["row 1"]);
    const { panels } = page({
      uid: "sample",
      title: "Sample",
      description: "A page.",
      tags: [],
      isOverview: true,
      rows: { "": [panel("top", 20)], Row: [panel("below", 8)] },
    });
    assert.deepEqual(placesOf(panels ?? []), ["top 0", "Row 20"]);
  });

  it("stand where they stood when all are opened again", () => {
    const heights = [3, 30, 7, 12];
    const flat = pageOf(heights, false).panels ?? [];
    assert.deepEqual(placesOf(unfolded(pageOf(heights).panels ?? [])), placesOf(flat));
    assert.deepEqual(unfolded(flat), flat);
    assert.deepEqual(unfolded(folded(flat)), flat);
    assert.deepEqual(folded(unfolded(folded(flat))), folded(flat));
  });

  it("may be without panels, folded or not", () => {
    const rows = { First: [panel("high", SCREEN)], Nothing: [], Last: [panel("last", 4)] };
    const of = (isOverview: boolean) =>
      page({ uid: "sample", title: "Sample", description: "A page.", tags: [], isOverview, rows }).panels ?? [];
    assert.deepEqual(foldedRows(of(true)), ["Nothing", "Last"]);
    assert.deepEqual(placesOf(unfolded(of(true))), placesOf(of(false)));
  });

  it("keep the numbers of their panels, which links to a single one hold", () => {
    const ids = (isOverview: boolean) => everyPanel(pageOf([10, 10, 10], isOverview)).map(({ id }) => id);
    assert.deepEqual(ids(true), ids(false));
  });

  it("have their queries asked of the picked cluster, folded or not", () => {
    for (const { targets = [] } of everyPanel(pageOf([10, 10, 10]))) assert.match(JSON.stringify(targets), /cluster=~/);
  });

  it("leave Home and the overviews on one screen", () => {
    const heights = everyDashboard()
      .filter(isOverview)
      .map(({ name, dashboard }) => [name, bottom(dashboard.panels)] as const);
    assert.ok(heights.length >= 9, heights.join(" "));
    assert.deepEqual(
      heights.filter(([, height]) => height > SCREEN),
      [],
    );
  });
});
