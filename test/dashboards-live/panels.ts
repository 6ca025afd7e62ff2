/** Every panel of every page returns data, under the names that it shows. */
import assert from "node:assert/strict";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { allDashboards } from "../../dashboards";
import { everyPanel } from "../../dashboards/rows";
import { type Answer, askPanel, queryOf } from "../../scripts/lib/panels/ask";
import { opened, optionsOf } from "../../scripts/lib/panels/options";
import { targetsOf, variablesOf } from "../../scripts/lib/panels/page";
import type { Sources } from "../../scripts/lib/panels/sources";
import { promqlParser } from "../support/promql";
import { answersOf, type Asked, hasData, labelsOf, pages, settings, synthetic } from "../support/synthetic";
import { rulesOf } from "../support/metrics";
import { columnsApart, wrongColumns } from "./tables";

/** Panels that have no data, as `<uid> / <title> <ref id>`, and why. */
const WITHOUT_DATA: Readonly<Record<string, string>> = {};

/** Metrics that rules read and the set has not, and why. */
const NOT_THERE: Readonly<Record<string, string>> = {
  http_server_request_duration_seconds: "a native histogram; the applications of the set have classic ones",
  "service:http_request_duration_seconds:rate5m": "made of native histograms",
  karpenter_cloudprovider_errors_total: "the set's nodes are added by cluster-autoscaler",
  karpenter_cluster_state_synced: "the set's nodes are added by cluster-autoscaler",
  karpenter_nodepools_limit: "the set's nodes are added by cluster-autoscaler",
  karpenter_nodepools_usage: "the set's nodes are added by cluster-autoscaler",
};

describe("every panel over the synthetic cluster", function () {
  this.timeout(300_000);
  let sources: Sources;

  before(async function () {
    sources = await synthetic(this);
  });

  for (const { dashboard } of pages) {
    const { title = "", uid = "" } = dashboard;
    const named = ({ title: panel = "" }: Panel, { target }: Answer) => `${uid} / ${panel} ${target.refId}`;

    it(`${title}: returns data`, async () => {
      const all = await answersOf(sources, dashboard);
      const empty = all.flatMap(({ panel, answers }) =>
        answers.filter((answer) => !hasData(answer)).map((answer) => named(panel, answer)),
      );
      const expected = Object.keys(WITHOUT_DATA).filter((name) => name.startsWith(`${uid} / `));
      assert.deepEqual(empty.sort(), expected.sort());
    });

    it(`${title}: has something to pick in each variable, and returns data when it is picked`, async () => {
      const wrong: string[] = [];
      const shown = await opened(dashboard, sources);
      for (const { name } of variablesOf(dashboard))
        if (name !== "cluster" && (await optionsOf(sources, shown, name)).length === 0)
          wrong.push(`$${name} has no values`);
      for (const asked of await answersOf(sources, dashboard)) wrong.push(...(await emptyWhenPicked(sources, asked)));
      assert.deepEqual(wrong, []);
    });

    it(`${title}: names its series by labels that they have`, async () => {
      const all = await answersOf(sources, dashboard);
      const onPage = new Set(all.flatMap(({ answers }) => answers.flatMap(labelsOf).flatMap(Object.keys)));
      const wrong = all.flatMap(({ panel, answers }) =>
        answers.flatMap((answer) => wrongLegends(answer, onPage, named(panel, answer))),
      );
      assert.deepEqual(wrong, []);
    });

    it(`${title}: names columns of tables by labels that they have`, async () => {
      const all = await answersOf(sources, dashboard);
      assert.deepEqual(
        all.flatMap(({ panel, answers }) =>
          wrongColumns(panel, answers).map((what) => `${panel.title ?? ""}: ${what}`),
        ),
        [],
      );
    });
  }

  it("has what the queries of a table tell of one thing in one row", async () => {
    const apart: string[] = [];
    for (const { dashboard } of pages)
      for (const { panel, answers } of await answersOf(sources, dashboard))
        apart.push(...columnsApart(panel, answers).map((what) => `${dashboard.uid ?? ""} / ${what}`));
    assert.deepEqual(apart, []);
  });

  it("reads no metric that is not there", async () => {
    const parse = await promqlParser();
    const known = new Set(await sources.prometheus.labelValues("__name__"));
    const ofPanels: string[] = [];
    for (const { dashboard } of pages) {
      const shown = await opened(dashboard, sources);
      for (const panel of everyPanel(dashboard))
        for (const target of targetsOf(panel))
          if (target.language === "prometheus") ofPanels.push(queryOf(sources, shown, panel, target));
    }
    const exprs = [...ofPanels, ...rulesOf(settings).map(({ expr }) => expr)];
    const read = exprs.flatMap((expr) => parse(expr).selectors.map(({ metric }) => metric));
    const missing = read.filter((metric) => metric !== "" && !known.has(metric));
    assert.deepEqual([...new Set(missing)].sort(), Object.keys(NOT_THERE).sort());
  });

  it("shows on the page of an alert's runbook that it fires", async () => {
    const firing = new Set(await firingNow(sources));
    firing.delete("Watchdog");
    assert.ok(firing.size > 15, String(firing.size));
    for (const { dashboard } of allDashboards(settings).filter(({ folder }) => folder === "Runbooks")) {
      const [, alert = ""] = /^Runbook: (\w+)$/.exec(dashboard.title ?? "") ?? [];
      if (!firing.delete(alert)) continue;
      const [panel = assert.fail()] = everyPanel(dashboard).filter((one) => targetsOf(one).length > 0);
      const answers = await askPanel(sources, await opened(dashboard, sources), panel);
      assert.ok(answers.length > 0 && answers.every(hasData), alert);
      assert.deepEqual(wrongColumns(panel, answers), [], alert);
    }
    assert.deepEqual([...firing], [], "without a page");
  });
});

/** Panels that are empty once a variable is one of the values that their own series have, or where no value has data. */
async function emptyWhenPicked(sources: Sources, { shown, panel, answers }: Asked): Promise<string[]> {
  const wrong: string[] = [];
  for (const { target, ...answer } of answers) {
    const used = variablesOf(shown.dashboard).filter(
      ({ name, multi }) => multi === true && new RegExp(`\\$\\{?${name}\\b`).test(target.expr),
    );
    const [row = {}] = labelsOf({
      series: answer.series.filter((one) => hasData({ series: [one], lines: [] })),
      lines: answer.lines,
    });
    for (const { name } of used) {
      const own = row[name];
      const options = own === undefined ? await optionsOf(sources, shown, name) : [own];
      if (!(await anyHasData(sources, shown, panel, target.refId, name, options)))
        wrong.push(`${panel.title ?? ""} ${target.refId} is empty with ${name} ${own ?? "of any value"}`);
    }
  }
  return wrong;
}

async function anyHasData(
  sources: Sources,
  shown: Asked["shown"],
  panel: Panel,
  refId: string,
  name: string,
  options: readonly string[],
): Promise<boolean> {
  const only = {
    ...panel,
    targets: panel.targets?.filter((target) => (target as { refId?: string }).refId === refId) ?? [],
  };
  for (const value of options) {
    const answers = await askPanel(sources, { ...shown, picked: { ...shown.picked, [name]: [value] } }, only);
    if (answers.some(hasData)) return true;
  }
  return false;
}

/** Legends that say nothing of a series, or the same of two. */
function wrongLegends(
  { target: { legend, isTable }, series }: Answer,
  onPage: ReadonlySet<string>,
  name: string,
): string[] {
  if (isTable || legend === "") return [];
  const unknown = [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
    .map(([, label = ""]) => label)
    .filter((label) => !onPage.has(label));
  const texts = series.map(({ labels }) =>
    legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "").trim(),
  );
  const twice = texts.filter((text, index) => texts.indexOf(text) < index);
  return [
    ...unknown.map((label) => `${name}: no series has a label ${label}`),
    ...(texts.includes("") ? [`${name}: a legend is empty`] : []),
    ...[...new Set(twice)].map((text) => `${name}: two series are called ${text}`),
  ];
}

async function firingNow({ prometheus, now }: Sources): Promise<string[]> {
  const found = await prometheus.instant('count by (alertname) (ALERTS{alertstate="firing"})', now);
  return found.map(({ labels }) => labels["alertname"] ?? "");
}
