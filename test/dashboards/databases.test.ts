/** The pages of databases: one for each engine that there are rules about, where its alerts lead. */
import assert from "node:assert/strict";
import { allDashboards } from "../../dashboards";
import { levels, rates } from "../../dashboards/databases/series";
import type { Dashboard } from "../../dashboards/page";
import { SCREEN, unfolded } from "../../dashboards/rows";
import { FILLED_IN } from "../../names/dashboards";
import { allRules } from "../../rules";
import type { Settings } from "../../settings";
import { panel, panels, queries, variables } from "../support/dashboards";
import { EVERYTHING } from "../support/everything";
import { alertsOf } from "../support/rules";
import { settingsOf } from "../support/settings";

const ENGINES = ["postgres", "mysql", "redis", "mongodb", "rabbitmq", "search-clusters"];
const SEARCH = { databases: [{ name: "search", kind: "elasticsearch", namespace: "shop" }] };

const everything = settingsOf({ ...EVERYTHING, ...SEARCH });
const pagesOf = (settings: Settings) =>
  new Map<string, Dashboard>(allDashboards(settings, {}).map(({ name, dashboard }) => [name, dashboard]));
const pages = pagesOf(everything);
const pageOf = (uid: string, of = pages) => of.get(uid) ?? assert.fail(`no page ${uid}`);

/** The pages that alerts of some components lead to. */
const ledTo = (settings: Settings, components: readonly string[]) =>
  new Set(
    alertsOf(allRules(settings))
      .filter(({ component }) => components.includes(component))
      .map(({ dashboard }) => dashboard),
  );

describe("the pages of databases", () => {
  it("are where the alerts about their engine lead, with the server picked", () => {
    for (const uid of ENGINES) {
      assert.deepEqual([...ledTo(everything, [uid])], [uid]);
      assert.deepEqual(FILLED_IN[uid], ["namespace", "job", "instance"]);
      const names = variables(pageOf(uid)).map(({ name }) => name);
      for (const name of FILLED_IN[uid] ?? []) assert.ok(names.includes(name), `${uid}: $${name}`);
    }
    assert.deepEqual([...ledTo(settingsOf(SEARCH), ["databases"])], ["databases"]);
  });

  it("are there for every engine that there are rules about, and for no other", () => {
    for (const settings of [settingsOf(), everything]) {
      const led = ledTo(settings, ENGINES);
      assert.deepEqual(
        ENGINES.filter((uid) => pagesOf(settings).has(uid)),
        ENGINES.filter((uid) => led.has(uid)),
      );
    }
    assert.ok(!pagesOf(settingsOf()).has("search-clusters"));
  });

  it("are led to from every server of the overview", () => {
    const table = panel(pageOf("databases"), "Servers");
    const asked = queries(table)
      .map(({ expr }) => expr)
      .join(" ");
    for (const uid of ENGINES) assert.ok(asked.includes(`"page", "${uid}"`), uid);
    const links = table.fieldConfig?.overrides
      .filter(({ matcher }) => matcher.options === "Server")
      .flatMap(({ properties }) => properties.filter(({ id }) => id === "links"))
      .flatMap(({ value }) => value as { url: string }[]);
    assert.match(links?.[0]?.url ?? "", /^\/d\/\$\{__data\.fields\.page\}\?.*var-instance=\$\{__value\.text\}/);
  });

  it("show on one screen who answers, what fires, and the first graphs", () => {
    for (const uid of [...ENGINES, "loki"]) {
      const open = (pageOf(uid).panels ?? []).filter(({ type }) => type !== "row");
      assert.ok(open.length >= 9, uid);
      const ends = open.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0));
      const folded = (pageOf(uid).panels ?? []).length - open.length - 2;
      assert.ok(Math.max(...ends) + folded <= SCREEN, uid);
      assert.ok(open.some(({ title }) => title === "Alerts"));
    }
  });

  it("have no graph of more than ten servers", () => {
    // What has no limit is summed up to a few lines by something else than servers.
    for (const uid of ENGINES)
      for (const one of panels(pageOf(uid)).filter(({ type }) => type === "timeseries"))
        for (const { expr, legendFormat = "" } of queries(one))
          assert.ok(
            !/\{\{(instance|name|queue|datname)\}\}/.test(legendFormat) || /\b(top|bottom)k\(10,/.test(expr),
            `${uid}: ${one.title ?? ""}`,
          );
  });

  it("have the thresholds that alert", () => {
    const changed = pagesOf(
      settingsOf({
        ...EVERYTHING,
        ...SEARCH,
        thresholds: {
          databases: {
            connectionsPercent: 71,
            replicationLag: "43s",
            postgres: { transactionAge: "43m", retainedWal: "3Gi", blockedSessions: 13 },
            mysql: { lockWaits: 13, slowQueriesPerMinute: 13 },
            redis: { memoryPercent: 73, evictedPerSecond: 13 },
            rabbitmq: { queued: 1313, unacknowledged: 1313, memoryPercent: 73 },
            mongodb: { queuedOperations: 13 },
            elasticsearch: { diskPercent: 73 },
          },
        },
      }),
    );
    const drawn: Readonly<Record<string, readonly string[]>> = {
      databases: ["Connections", "Replication lag", "Servers"],
      postgres: ["Connections", "Oldest transaction", "Log kept for slots", "Sessions that wait for locks"],
      mysql: ["Transactions that wait", "Slow queries, a minute", "Servers"],
      redis: ["Memory", "Keys evicted", "Replication lag"],
      rabbitmq: ["Messages ready", "Messages unacknowledged", "Memory of its watermark", "Queues"],
      mongodb: ["Operations that wait for locks", "Operations that wait"],
      "search-clusters": ["Disks of nodes", "Fullest disk", "Servers"],
    };
    for (const [uid, titles] of Object.entries(drawn))
      for (const title of titles)
        assert.notEqual(
          JSON.stringify(panel(pageOf(uid, changed), title)),
          JSON.stringify(panel(pageOf(uid), title)),
          `${uid}: ${title}`,
        );
  });

  it("count every metric of several, though `or` leaves out what has the same labels", () => {
    for (const expr of [levels(["a", "b"]), rates(["a", "b"], { by: "job" })])
      assert.match(expr, /label_replace\(.*"of", "a", "", ""\) or label_replace\(.*"of", "b", "", ""\)/);
    assert.doesNotMatch(levels("a"), /label_replace/);
  });
});

describe("the page of Loki", () => {
  it("is there with Loki alone, and is where the alerts about its service, store and ruler lead", () => {
    const without = settingsOf({ logs: { engine: "none" } });
    assert.ok(!pagesOf(without).has("loki"));
    const leads = (alert: string) => alertsOf(allRules(everything)).find((one) => one.alert === alert)?.dashboard;
    assert.deepEqual(
      ["LokiDown", "LokiFlushFailing", "LokiRulerFailing", "LogShipperMissing", "SecurityEventOpen"].map(leads),
      ["loki", "loki", "loki", "logs-overview", "logs-overview"],
    );
  });

  it("shares its panels about lines with the page of logs", () => {
    const titles = (uid: string) => unfolded(pageOf(uid).panels ?? []).map(({ title }) => title);
    for (const title of ["Lines on their way", "Lines that are lost", "Rules over logs that fail"])
      for (const uid of ["loki", "logs-overview", "monitoring"])
        assert.ok(titles(uid).includes(title), `${uid}: ${title}`);
  });
});
