import * as assert from "node:assert/strict";
import { runbookUid } from "../../names/links";
import { renderDashboard } from "../../dashboards";
import { clusterOverview } from "../../dashboards/cluster-overview";
import type { Settings } from "../../settings";
import { panel, queries, variables } from "../support/dashboards";
import { settingsOf } from "../support/settings";

const overview = clusterOverview(settingsOf());

describe("the cluster overview", () => {
  it("has its rows in the order in which one looks", () => {
    assert.deepEqual(
      overview.panels?.flatMap((p) => (p.type === "row" ? [p.title] : [])),
      ["Now", "Nodes", "Network and load of nodes", "Workloads", "The platform itself"],
    );
  });

  it("shows the last hour in the viewer's time zone, and keeps up", () => {
    const { uid, title, time, timezone, refresh } = overview;
    assert.deepEqual(
      { uid, title, time, timezone, refresh },
      {
        uid: "cluster-overview",
        title: "Cluster overview",
        time: { from: "now-1h", to: "now" },
        timezone: "browser",
        refresh: "30s",
      },
    );
  });

  it("lets nodes and namespaces be picked, at first all", () => {
    for (const name of ["node", "namespace"]) {
      const variable = variables(overview).find((candidate) => candidate.name === name);
      assert.deepEqual(variable?.current?.value, ["$__all"]);
      assert.deepEqual([variable.multi, variable.includeAll, variable.allValue], [true, true, ".*"]);
    }
  });

  it("counts what Alertmanager would notify of, a foreign severity as medium", () => {
    const [critical, , medium] = queries(panel(overview, "Firing alerts"));
    assert.match(
      critical?.expr ?? "",
      /ALERTS\{alertstate="firing",alertname!="Watchdog",severity!="none",severity="critical",cluster=~"\$cluster"\}/,
    );
    assert.match(medium?.expr ?? "", /severity!~"critical\|high\|low\|info"/);
  });

  // Each threshold with the panels that draw it.
  const drawn: Partial<Record<keyof Settings["thresholds"], [value: number, panels: string[]]>> = {
    cpuPercent: [61, ["CPU", "CPU by node"]],
    memoryPercent: [62, ["Memory", "Memory by node"]],
    diskPercent: [63, ["Disk", "Disk by mount point"]],
    diskCriticalPercent: [97, ["Disk", "Disk by mount point"]],
    podRestarts: [64, ["Most restarts"]],
    seriesPerPrometheus: [65, ["Series in memory"]],
  };
  for (const [threshold, [value, titles]] of Object.entries(drawn)) {
    it(`draws thresholds.${threshold} where it counts`, () => {
      const changed = clusterOverview(settingsOf({ thresholds: { [threshold]: value } }));
      for (const title of titles) {
        const steps = (dashboard: typeof overview) =>
          panel(dashboard, title).fieldConfig?.defaults.thresholds?.steps.map((step) => step.value);
        assert.equal(steps(changed)?.includes(value), true, title);
        assert.equal(steps(overview)?.includes(value), false, title);
      }
      assert.notEqual(renderDashboard(changed), renderDashboard(overview));
    });
  }

  it("draws the evaluation interval, past which rules come late", () => {
    const changed = clusterOverview(settingsOf({ metrics: { evaluationInterval: "1m" } }));
    const { thresholds } = panel(changed, "Rule evaluation").fieldConfig?.defaults ?? assert.fail();
    assert.deepEqual(
      thresholds?.steps.map(({ value }) => value),
      [null, 60],
    );
  });

  it("leads from an alert to its runbook, wherever those are served", () => {
    const runbook = (alerting: object) =>
      /"title":"Runbook","url":"([^"]*)"/.exec(renderDashboard(clusterOverview(settingsOf({ alerting }))))?.[1];
    assert.equal(runbook({}), "/d/${__data.fields.runbook}");
    assert.equal(runbook({ runbooks: "https://example.com/r/" }), "https://example.com/r/${__value.text}.md");
  });

  it("shortens the name of an alert in that link as the uid of its runbook is shortened", () => {
    const [query] = queries(panel(overview, "What is firing"));
    const [, prefix = "", pattern = ""] =
      /"runbook", "([^"]*)\$1", "alertname", "([^"]*)"/.exec(query?.expr ?? "") ?? assert.fail();
    for (const alert of ["NodeDown", "AlertmanagerClusterMembersMissing", "X".repeat(60)]) {
      assert.equal(prefix + (new RegExp(`^(?:${pattern})$`).exec(alert)?.[1] ?? ""), runbookUid(alert));
    }
  });
});
