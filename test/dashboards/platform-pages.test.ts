/** The pages about nodes, workloads, network, storage and the platform itself. */
import assert from "node:assert/strict";
import { allDashboards, renderDashboard } from "../../dashboards";
import type { Dashboard } from "../../dashboards/page";
import { SCREEN, unfolded } from "../../dashboards/rows";
import { FILLED_IN } from "../../names/dashboards";
import { allRules } from "../../rules";
import type { Settings } from "../../settings";
import { panel, panels, queries, variables } from "../support/dashboards";
import { EVERYTHING } from "../support/everything";
import { alertsOf, everything } from "../support/rules";
import { settingsOf } from "../support/settings";

function pagesOf(settings: Settings): Map<string, Dashboard> {
  return new Map(allDashboards(settings, {}).map(({ name, dashboard }) => [name, dashboard]));
}

const pages = pagesOf(settingsOf(EVERYTHING));
const pageOf = (uid: string, of = pages) => of.get(uid) ?? assert.fail(`no page ${uid}`);
const NEW = ["node", "workloads", "network", "storage", "monitoring"];

/** Where a row of a page ends, in the grid. */
function endOf(dashboard: Dashboard, row: string): number {
  const all = dashboard.panels ?? [];
  const at = all.findIndex(({ type, title }) => type === "row" && title === row);
  assert.ok(at >= 0, `${dashboard.title} has no row ${row}`);
  const next = all.findIndex(({ type }, index) => type === "row" && index > at);
  return Math.max(...all.slice(at, next).map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
}

describe("the pages about the platform", () => {
  it("show on one screen what is wrong now", () => {
    const last = {
      node: "Node $node",
      workloads: "Workloads",
      network: "Now",
      storage: "Now",
      monitoring: "What is wrong with the platform",
    };
    for (const [uid, row] of Object.entries(last)) {
      const end = endOf(pageOf(uid), row);
      assert.ok(end <= SCREEN, `${uid}: ${end} rows`);
    }
  });

  it("lead from a row of their tables to the same page with that row picked", () => {
    for (const [uid, title, column, variable] of [
      ["node", "Nodes", "Node", "node"],
      ["workloads", "Workloads", "Workload", "workload"],
    ] as const) {
      const links = panel(pageOf(uid), title)
        .fieldConfig?.overrides.filter(({ matcher }) => matcher.options === column)
        .flatMap(({ properties }) => properties.filter(({ id }) => id === "links"))
        .flatMap(({ value }) => value as { url: string }[]);
      assert.match(links?.[0]?.url ?? "", new RegExp(`^/d/${uid}\\?.*var-${variable}=\\$\\{__value\\.text\\}`));
      assert.ok(variables(pageOf(uid)).some(({ name }) => name === variable));
    }
  });

  // Each threshold with the panels that show it.
  const shown: Partial<Record<keyof Settings["thresholds"], [value: number, drawn: [uid: string, title: string][]]>> = {
    cpuPercent: [
      61,
      [
        ["node", "CPU by mode"],
        ["node", "Nodes"],
      ],
    ],
    memoryPercent: [
      62,
      [
        ["node", "Memory"],
        ["node", "Nodes"],
      ],
    ],
    diskPercent: [
      63,
      [
        ["node", "Space"],
        ["node", "Inodes"],
        ["storage", "Space"],
        ["storage", "Volumes"],
        ["storage", "Fullest disks"],
      ],
    ],
    diskCriticalPercent: [
      97,
      [
        ["node", "Space"],
        ["storage", "Space"],
        ["storage", "Volumes of the platform"],
      ],
    ],
    containerMemoryPercent: [
      71,
      [
        ["workloads", "Memory of its limit"],
        ["workloads", "Workloads"],
      ],
    ],
    podRestarts: [
      9,
      [
        ["workloads", "Restarts"],
        ["workloads", "Workloads"],
        ["workloads", "Crash looping"],
      ],
    ],
    seriesPerPrometheus: [65, [["monitoring", "Series in memory"]]],
  };
  for (const [threshold, [value, drawn]] of Object.entries(shown)) {
    it(`have thresholds.${threshold} where it counts`, () => {
      const changed = pagesOf(settingsOf({ ...EVERYTHING, thresholds: { [threshold]: value } }));
      for (const [uid, title] of drawn) {
        const before = JSON.stringify(panel(pageOf(uid), title));
        assert.notEqual(JSON.stringify(panel(pageOf(uid, changed), title)), before, `${uid}: ${title}`);
      }
    });
  }

  it("draw graphs of what is recorded, and of raw series of CPUs and pods only those of what is picked", () => {
    // Not what is recorded: the first part of that ends with a colon.
    const raw = /\b(?:container|kube_pod|node_cpu|node_network)_\w+\{[^}]*\}/g;
    const read = ["cluster-overview", ...NEW].flatMap((uid) =>
      panels(pageOf(uid))
        .filter(({ type }) => type === "timeseries")
        .flatMap((one) =>
          queries(one).flatMap(({ expr }) =>
            [...expr.matchAll(raw)].map(([selector]) => ({ where: `${uid}: ${one.title ?? ""}`, selector })),
          ),
        ),
    );
    assert.ok(read.length > 0);
    assert.deepEqual(
      read.filter(({ selector }) => !/(pod|node)="\$(pod|node)"/.test(selector)),
      [],
    );
  });

  it("have only the parts that the settings have", () => {
    const few = pagesOf(settingsOf({ logs: { engine: "none" }, tracing: { storage: "none" } }));
    const titles = (of: Map<string, Dashboard>, uid: string) =>
      unfolded(pageOf(uid, of).panels ?? []).map(({ title }) => title);
    const [all, none] = [titles(pages, "monitoring"), titles(few, "monitoring")];
    for (const title of ["Lines lost", "Spans lost", "Elasticsearch", "Alertmanagers missing", "Remote write behind"]) {
      assert.ok(all.includes(title), title);
      assert.ok(!none.includes(title), `${title}, which is not deployed`);
    }
    assert.doesNotMatch(renderDashboard(pageOf("monitoring", few)), /otelcol_|loki_|elasticsearch_|jaeger_/);
    const gke = pagesOf(settingsOf({ cluster: { name: "g", platform: "gke" } }));
    assert.ok(titles(few, "network").includes("DNS of the cluster"));
    assert.doesNotMatch(renderDashboard(pageOf("network", gke)), /coredns_/);
  });
});

describe("an alert's page", () => {
  const alerts = alertsOf(allRules(everything));
  const all = pagesOf(everything);

  it("is there, with the variables that the alert fills in", () => {
    for (const { alert, dashboard } of alerts) {
      const found = all.get(dashboard) ?? assert.fail(`${alert} leads to ${dashboard}, which is no page`);
      const names = variables(found).map(({ name }) => name);
      for (const name of FILLED_IN[dashboard] ?? []) assert.ok(names.includes(name), `${dashboard}: $${name}`);
    }
  });

  it("is the one about what it is about", () => {
    const leads = (alert: string) => alerts.find((one) => one.alert === alert)?.dashboard;
    assert.deepEqual(
      ["NodeDiskFilling", "PodCrashLooping", "PersistentVolumeFilling", "PersistentVolumeClaimLost", "CoreDnsDown"].map(
        leads,
      ),
      ["node", "workloads", "storage", "storage", "network"],
    );
    assert.deepEqual(["TargetDown", "Watchdog", "GrafanaDown", "JaegerDown"].map(leads), Array(4).fill("monitoring"));
  });
});
