/** Home and the overviews, as they open: on one screen, and to be read in either theme. */
import assert from "node:assert/strict";
import { allDashboards } from "../../dashboards";
import type { DashboardJson } from "../../scripts/lib/pictures/draw";
import { isBroken, type PageReport } from "../../scripts/lib/pictures/report";
import { drawPages } from "../../scripts/lib/pictures/run";
import { startSources } from "../../scripts/lib/pictures/start";
import { syntheticSettings } from "../../scripts/lib/synthetic/settings";
import { isOverview } from "../support/dashboards";
import { picturesOrSkip } from "../support/pictures";
import { toolOrSkip } from "../support/tools";

describe("Home and the overviews over the synthetic cluster", function () {
  this.timeout(600_000);
  const reports: PageReport[] = [];

  before(async function () {
    const packages = picturesOrSkip(this);
    for (const tool of ["prometheus", "loki"] as const) toolOrSkip(this, tool);
    const settings = syntheticSettings();
    const pages = allDashboards(settings)
      .filter(isOverview)
      // The SDK's types and ours describe the same JSON.
      .map(({ dashboard }) => JSON.parse(JSON.stringify(dashboard)) as DashboardJson);
    const { sources, stop } = await startSources(settings, {}, {});
    try {
      const wanted = { given: new Map(), note: "", small: false };
      for await (const { report } of drawPages(packages, pages, sources, {
        ...wanted,
        themes: ["dark", "light"],
        sizes: ["1080p"],
      }))
        reports.push(report);
    } finally {
      await stop();
    }
  });

  const wrong = (what: (report: PageReport) => readonly unknown[]) =>
    reports.flatMap((report) => what(report).map((one) => `${report.uid} ${report.theme}: ${JSON.stringify(one)}`));

  it("fit a screen of 1920 × 1080 without scrolling", () => {
    assert.ok(reports.length >= 2 * 9, String(reports.length));
    assert.deepEqual(
      reports.filter(({ fits }) => fits !== true).map(({ uid, height }) => `${uid} ${height}`),
      [],
    );
  });

  it("are drawn whole, with a value wherever one should be", () => {
    assert.deepEqual(
      reports.filter(isBroken).map(({ uid }) => uid),
      [],
    );
  });

  it("have no text that is hard to read, or cut off", () => {
    assert.deepEqual(
      wrong(({ contrast }) => contrast),
      [],
    );
    assert.deepEqual(
      wrong(({ cut }) => cut),
      [],
    );
  });

  it("say in words or numbers whatever a colour says", () => {
    assert.deepEqual(
      wrong(({ alike }) => alike.filter(({ written }) => !written)),
      [],
    );
  });
});
