import assert from "node:assert/strict";
import { dashboardMaps } from "../../components/dashboards";
import { runbookUid } from "../../names/links";
import { allRules } from "../../rules";
import { allLogRules } from "../../rules/log-rules";
import { alertsOf, everything } from "../support/rules";
import { settingsOf } from "../support/settings";

const PREFIX = "dashboards-runbooks-";

/** The ConfigMaps of runbooks: their files by the area in their names. */
function runbookMaps(settings = everything): Map<string, string[]> {
  const maps = Object.entries(dashboardMaps(settings)).filter(([, { folder }]) => folder === "Runbooks");
  return new Map(maps.map(([name, { data }]) => [name.replace(PREFIX, ""), Object.keys(data)]));
}

describe("the ConfigMaps of dashboards", () => {
  it("have each alert's runbook once, and no others", () => {
    const alerts = [allRules(everything), allLogRules(everything)].flatMap((rules) => alertsOf(rules));
    const expected = [...new Set(alerts.map(({ alert }) => `${runbookUid(alert)}.json`))].sort();
    assert.deepEqual([...runbookMaps().values()].flat().sort(), expected);
  });

  it("are few for runbooks, with all pages of a stem in one of them", () => {
    const maps = [...runbookMaps()];
    assert.ok(maps.length < 10, "a new stem belongs to an area");
    for (const [stem, groups] of Object.entries({ ...allLogRules(everything), ...allRules(everything) })) {
      const pages = new Set(alertsOf({ [stem]: groups }).map(({ alert }) => `${runbookUid(alert)}.json`));
      const holding = maps.filter(([, files]) => files.some((file) => pages.has(file)));
      assert.ok(holding.length <= 1, stem);
    }
  });

  it("have the pages of the alerts that the stack can raise", () => {
    const areas = [...runbookMaps(settingsOf({ logs: { engine: "none" }, tracing: { storage: "none" } })).keys()];
    assert.deepEqual(areas.sort(), ["applications", "databases", "kubernetes", "metrics", "probes", "queues"]);
  });

  it("lead from one page to another that the stack has, and only name what it does not have", () => {
    const all = Object.values(dashboardMaps(settingsOf({ tracing: { storage: "none" } }))).flatMap(({ data }) =>
      Object.entries(data),
    );
    const files = new Set(all.map(([file]) => file));
    const dead = all.flatMap(([file, text]) =>
      [...text.matchAll(/\]\(\/d\/([\w-]+)/g)]
        .filter(([, uid]) => !files.has(`${uid ?? ""}.json`))
        .map(([, to]) => [file, to]),
    );
    assert.deepEqual(dead, []);
  });

  it("are one for each other dashboard", () => {
    const others = Object.entries(dashboardMaps(everything)).filter(([, { folder }]) => folder !== "Runbooks");
    assert.ok(others.length > 3);
    for (const [name, { data }] of others)
      assert.deepEqual(Object.keys(data), [`${name.replace("dashboard-", "")}.json`]);
  });
});
