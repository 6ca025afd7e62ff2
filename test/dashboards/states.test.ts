import assert from "node:assert/strict";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { BACKGROUNDS } from "../../dashboards/numbers";
import { everyDashboard, panel, panels, queries } from "../support/dashboards";
import { EVERYTHING } from "../support/everything";
import { allDashboards } from "../../dashboards";
import { settingsOf } from "../support/settings";

interface Step {
  value: number | null;
  color: string;
}

const NAMES = Object.fromEntries(Object.entries(BACKGROUNDS).map(([name, color]) => [color, name]));

/** A column's states, by the names of their colours. */
function column({ fieldConfig }: Panel, title: string): [from: number | null, color: string][] {
  const own = fieldConfig?.overrides.find(({ matcher }) => matcher.id === "byName" && matcher.options === title);
  const steps = own?.properties.find(({ id }) => id === "thresholds")?.value as { steps: Step[] } | undefined;
  assert.ok(steps, `${title} has no states`);
  return steps.steps.map(({ value, color }) => [value, NAMES[color] ?? color]);
}

describe("a tile with the worst of many", () => {
  const worst = everyDashboard().flatMap(({ name, dashboard }) =>
    panels(dashboard)
      .filter(({ type }) => type === "stat")
      .filter((tile) =>
        queries(tile).some((query) => /^(top|bottom)k\(1,/.test(String((query as { expr?: string }).expr))),
      )
      .map((tile): [string, Panel] => [`${name}: ${tile.title ?? ""}`, tile]),
  );

  it("says which it is: a number alone says that somebody has to search", () => {
    assert.ok(worst.length > 5);
    const nameless = worst.filter(
      ([, { options }]) => (options as { textMode?: string }).textMode !== "value_and_name",
    );
    assert.deepEqual(
      nameless.map(([name]) => name),
      [],
    );
  });

  it("says in what state that is", () => {
    const stateless = worst.filter(([, { fieldConfig }]) => (fieldConfig?.defaults.thresholds?.steps.length ?? 0) < 2);
    assert.deepEqual(
      stateless.map(([name]) => name),
      [],
    );
  });
});

describe("the states of a table's cells", () => {
  const settings = settingsOf({
    ...EVERYTHING,
    thresholds: {
      errorRatePercent: 7,
      latencyMs: 1234,
      applications: { availabilityPercent: 98 },
      probes: { slowMs: 4321, certificateDays: 33, certificateHighDays: 11, certificateCriticalDays: 3 },
      workers: { queueLength: 77, oldestJob: "9m" },
      capacity: { days: 20 },
    },
  });
  const pages = allDashboards(settings);
  const table = (page: string, title: string) => {
    const found = pages.find(({ name }) => name === page);
    assert.ok(found, page);
    return panel(found.dashboard, title);
  };

  it("are where the alerts about applications have their limits", () => {
    const applications = table("application-health", "Applications");
    assert.deepEqual(column(applications, "Errors"), [
      [null, "transparent"],
      [0.07, "red"],
    ]);
    assert.deepEqual(column(applications, "95 %"), [
      [null, "transparent"],
      [1.234, "red"],
    ]);
    assert.deepEqual(column(applications, "99 %"), [
      [null, "transparent"],
      [1.234, "orange"],
    ]);
    assert.deepEqual(column(applications, "Available, 1 d"), [
      [null, "orange"],
      [0.98, "transparent"],
    ]);
    const queues = table("workers", "Queues");
    assert.deepEqual(column(queues, "Waiting"), [
      [null, "transparent"],
      [77, "red"],
    ]);
    assert.deepEqual(column(queues, "Oldest"), [
      [null, "transparent"],
      [540, "red"],
    ]);
  });

  it("are where the alerts about what is probed have theirs, one colour for each severity", () => {
    const targets = table("probes", "Targets");
    assert.deepEqual(column(targets, "Succeeds"), [
      [null, "red"],
      [1, "transparent"],
    ]);
    assert.deepEqual(column(targets, "Duration"), [
      [null, "transparent"],
      [4.321, "red"],
    ]);
    assert.deepEqual(column(targets, "Certificate"), [
      [null, "red"],
      [3, "orange"],
      [11, "yellow"],
      [33, "transparent"],
    ]);
  });

  it("are none where a cell has nothing, though less is worse", () => {
    const colored = everyDashboard().flatMap(({ name, dashboard }) =>
      panels(dashboard)
        .filter(({ type }) => type === "table")
        .flatMap(({ fieldConfig }) => fieldConfig?.overrides ?? [])
        .filter(({ properties }) => properties.some(({ id }) => id === "custom.cellOptions"))
        .flatMap(({ matcher, properties }) => {
          const steps = properties.find(({ id }) => id === "thresholds")?.value as { steps: Step[] } | undefined;
          const lowest = steps?.steps[0]?.color ?? "transparent";
          const nothing = JSON.stringify(properties.find(({ id }) => id === "mappings")?.value ?? "");
          const isGauge = JSON.stringify(properties).includes('"gauge"');
          return lowest === "transparent" || isGauge || nothing.includes('"null+nan"')
            ? []
            : [`${name}: ${String(matcher.options)}`];
        }),
    );
    assert.deepEqual(colored, []);
  });

  it("are where what grows is told of, and where little of a budget is left", () => {
    assert.deepEqual(column(table("capacity", "What grows"), "Days left"), [
      [null, "orange"],
      [20, "transparent"],
    ]);
    assert.deepEqual(column(table("storage", "Volumes"), "Days left"), [
      [null, "orange"],
      [20, "transparent"],
    ]);
    assert.deepEqual(column(table("service-levels", "Objectives"), "Budget left"), [
      [null, "red"],
      [0.1, "orange"],
      [0.25, "transparent"],
    ]);
  });
});
