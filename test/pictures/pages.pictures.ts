import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type DashboardJson, answered } from "../../scripts/lib/pictures/draw";
import { momentOf, stepOf, type TimeRange } from "../../scripts/lib/panels/time";
import { type Packages, WORKSPACE } from "../../scripts/lib/pictures/packages";
import { isBroken, type PageReport } from "../../scripts/lib/pictures/report";
import { drawPages, type Wanted } from "../../scripts/lib/pictures/run";
import { momentsBy } from "../../scripts/lib/pictures/time";
import { DRAWING, NOON, panel, picturesOrSkip, serveWorld, type World } from "../support/pictures";

const WANTED: Wanted = { ...DRAWING, themes: ["dark"], sizes: ["1080p", "phone"], small: false };

const WORLD: World = {
  metrics: {
    up: [[{ job: "a" }, () => 1]],
    nothing: [],
    'alerts{job=~"(a|b)"}': [[{ alertname: "Slow" }, () => NOON - 60_000]],
  },
};

const MISTAKES: DashboardJson = {
  uid: "mistakes",
  title: "Mistakes",
  panels: [
    panel(0, "news", "up"),
    panel(1, "stat", "up", { transformations: [{ id: "regression", options: {} }] }),
    panel(2, "stat", "up", { repeat: "namespace" }),
    panel(3, "stat", "up", {
      fieldConfig: {
        overrides: [{ matcher: { id: "byName", options: "a" }, properties: [{ id: "unti", value: "s" }] }],
      },
    }),
    panel(4, "stat", "up", { targets: [{ datasource: { type: "jaeger" } }] }),
    panel(5, "stat", "up"),
  ],
};

const EVERY_JOB = { current: { text: ["All"], value: ["$__all"] }, multi: true, includeAll: true };

const DATES: DashboardJson = {
  uid: "dates",
  title: "Dates",
  templating: { list: [{ type: "custom", name: "job", query: "a,b", ...EVERY_JOB }] },
  panels: [
    panel(0, "table", 'alerts{job=~"$job"}', {
      // Below what a window shows.
      gridPos: { x: 0, y: 60, w: 24, h: 8 },
      targets: [{ instant: true, format: "table" }],
      fieldConfig: { defaults: { unit: "dateTimeFromNow" } },
    }),
  ],
};

const EMPTY: DashboardJson = {
  uid: "empty",
  title: "Empty",
  panels: [
    panel(0, "timeseries", "nothing", { fieldConfig: { defaults: { noValue: "All is well" } } }),
    panel(1, "table", "nothing"),
  ],
};

describe("pages as pictures", () => {
  let packages: Packages;
  const reports: PageReport[] = [];
  const reportOf = (uid: string, size = "1080p") =>
    reports.find((report) => report.uid === uid && report.size === size) ?? assert.fail(`${uid} is not drawn`);

  before(async function () {
    packages = picturesOrSkip(this);
    const { sources, stop } = await serveWorld(WORLD);
    try {
      for await (const { report } of drawPages(packages, [MISTAKES, DATES, EMPTY], sources, WANTED))
        reports.push(report);
    } finally {
      await stop();
    }
  });

  it("are drawn by code that fits the packages' types", async () => {
    // Elsewhere the types are not checked: the packages are not the project's.
    const tsc = require.resolve("typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "--project", WORKSPACE]).catch((error: unknown) =>
      assert.fail((error as { stdout: string }).stdout),
    );
  });

  it("are broken by a panel that nothing draws, and go on with the next", () => {
    const { panels } = reportOf("mistakes");
    const errors = panels.map(({ error = "", drawnBy }) => `${drawnBy} ${error}`);
    assert.match(errors[0] ?? "", /^nothing nothing draws panels of the type news$/);
    assert.match(errors[1] ?? "", /transformation regression is not among/);
    assert.match(errors[2] ?? "", /repeated/);
    assert.match(errors[3] ?? "", /an override sets unti/);
    assert.deepEqual(errors.slice(4), ["nothing ", "component "]);
    assert.ok(isBroken(reportOf("mistakes")));
  });

  it("are broken by a unit for dates that is the default of texts, wherever on the page that is", () => {
    const report = reportOf("dates");
    assert.deepEqual(report.defects, [{ panel: "table 1", text: "NaN" }]);
    assert.ok(isBroken(report));
    assert.equal(report.fits, false);
  });

  it("may have panels without data, which is no mistake, and be for a phone", () => {
    const [page, phone] = [reportOf("empty"), reportOf("empty", "phone")];
    assert.deepEqual(
      page.panels.map(({ empty }) => empty),
      [true, true],
    );
    assert.deepEqual([page.fits, phone.fits], [true, undefined]);
    assert.ok(!isBroken(page));
  });

  it("have the steps of Grafana's own graphs, whatever the time and the width", () => {
    const { rangeUtil } = packages.load("@grafana/data") as {
      rangeUtil: {
        calculateInterval: (range: TimeRange, points: number, least: string) => { intervalMs: number };
      };
    };
    for (const points of [80, 374, 924, 1888])
      for (let to = 60; to < 5 * 365 * 86_400; to *= 1.1)
        assert.equal(
          stepOf({ from: 0, to }, points, 15) * 1000,
          rangeUtil.calculateInterval({ from: 0, to: to * 1000 }, points, "15s").intervalMs,
          `${to} s with ${points} points`,
        );
  });

  it("have the moments that pages name where Grafana has them", () => {
    const moment = momentsBy(packages);
    for (const text of ["now", "now-90s", "now-15m", "now-1h", "now-30d", "now-2w", "1750000000000"])
      assert.equal(momentOf(text, NOON / 1000), moment(text, NOON / 1000, false), text);
  });

  it("ask as Grafana does: steps by the panel's width, rates over four scrapes at least, and whole steps", async () => {
    const expr = "rate(up[$__rate_interval]) $__interval $__range";
    const asked: string[] = [];
    const world = (step: number, rate: string, range: string) => `rate(up[${rate}]) ${step}s ${range}`;
    for (const [from, step, rate, range] of [
      ["now-1h", 15, "60s", "3600s"],
      ["now-7d", 1200, "1215s", "604800s"],
    ] as const) {
      const expected = world(step, rate, range);
      const stubs = await serveWorld({ metrics: { [expected]: [] } });
      try {
        const drawing = { ...DRAWING, from };
        const dashboard = { uid: "a", title: "A", panels: [panel(0, "timeseries", expr)] };
        const page = await answered(dashboard, stubs.sources, momentsBy(packages), drawing);
        assert.deepEqual(page.panels[0]?.frames, []);
        const [query] = stubs.asked;
        assert.deepEqual([query?.get("query"), query?.get("step")], [expected, String(step)]);
        assert.equal(Number(query?.get("start")) % step, 0);
        asked.push(expected);
      } finally {
        await stubs.stop();
      }
    }
    assert.equal(asked.length, 2);
  });
});
