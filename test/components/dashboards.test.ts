import assert from "node:assert/strict";
import { dashboardMaps } from "../../components/dashboards";
import { runbookUid } from "../../names/links";
import { allRules } from "../../rules";
import { allLogRules } from "../../rules/log-rules";
import { alertsOf, everything } from "../support/rules";
import { settingsOf } from "../support/settings";

const PREFIX = "dashboards-runbooks-";

/** The ConfigMaps of runbooks: their files by the subsystem in their names. */
function runbookMaps(settings = everything): Map<string, string[]> {
  const maps = Object.entries(dashboardMaps(settings)).filter(([, { folder }]) => folder === "Runbooks");
  return new Map(maps.map(([name, { data }]) => [name.replace(PREFIX, ""), Object.keys(data)]));
}

describe("the ConfigMaps of dashboards", () => {
  it("are one for each subsystem's runbooks, which has the pages of the alerts of its rules and no others", () => {
    // Rules over metrics and over logs may have a stem of one name.
    const both = [allRules(everything), allLogRules(everything)];
    const names = new Set(both.flatMap((own) => Object.keys(own)));
    const stems = Object.fromEntries([...names].map((stem) => [stem, both.flatMap((own) => own[stem] ?? [])]));
    const expected = Object.entries(stems).flatMap(([stem, groups]) => {
      const files = [...new Set(alertsOf({ [stem]: groups }).map(({ alert }) => `${runbookUid(alert)}.json`))];
      return files.length === 0 ? [] : [[stem, files.sort()] as const];
    });
    const maps = [...runbookMaps()].map(([stem, files]) => [stem, files.sort()] as const);
    assert.deepEqual(new Map(maps), new Map(expected));
  });

  it("have the pages of the alerts that the stack can raise", () => {
    const maps = runbookMaps(settingsOf({ logs: { engine: "none" }, tracing: { storage: "none" } }));
    assert.deepEqual(
      ["node", "loki", "elasticsearch", "otel-collector"].map((stem) => [stem, maps.has(stem)]),
      [
        ["node", true],
        ["loki", false],
        ["elasticsearch", false],
        ["otel-collector", false],
      ],
    );
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
