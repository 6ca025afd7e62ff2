/** Every link of a page, and of every alert, leads to a page that has what the link picks, and data for it. */
import assert from "node:assert/strict";
import { allDashboards } from "../../dashboards";
import { everyPanel } from "../../dashboards/rows";
import { askPanel } from "../../scripts/lib/panels/ask";
import { opened, pickedAt } from "../../scripts/lib/panels/options";
import { targetsOf } from "../../scripts/lib/panels/page";
import type { Sources } from "../../scripts/lib/panels/sources";
import { type Found, led, panelLinks, topLinks, unknownVariables } from "../support/links";
import { answersOf, hasData, pages, settings, synthetic } from "../support/synthetic";

const everyPage = new Map(allDashboards(settings).map(({ dashboard }) => [dashboard.uid ?? "", dashboard]));

describe("every link over the synthetic cluster", function () {
  this.timeout(300_000);
  let sources: Sources;

  before(async function () {
    sources = await synthetic(this);
  });

  for (const { dashboard } of pages) {
    it(`leads somewhere: ${dashboard.title ?? ""}`, async () => {
      const shown = await opened(dashboard, sources);
      const wrong: string[] = [];
      // What a page takes along is for the pages that know it.
      for (const link of topLinks(shown)) wrong.push(...(await wrongWith(sources, link, { takenAlong: true })));
      for (const asked of await answersOf(sources, dashboard))
        for (const link of panelLinks(asked)) wrong.push(...(await wrongWith(sources, link)));
      assert.deepEqual(wrong, []);
    });
  }

  it("is one of many, with rows to fill in", async () => {
    const all: Found[] = [];
    for (const { dashboard } of pages)
      for (const asked of await answersOf(sources, dashboard)) all.push(...panelLinks(asked));
    assert.ok(all.filter(({ url }) => url.startsWith("/d/") && url.includes("var-")).length > 15, String(all.length));
  });

  it("is told from one that leads nowhere", async () => {
    const wrong = (url: string) => wrongWith(sources, { where: "it", url });
    const service = "/d/application-health?var-namespace=shop&var-service";
    assert.deepEqual(await wrong(`${service}=checkout`), []);
    assert.match(String(await wrong(`${service}=nobody`)), /without data/);
    assert.match(String(await wrong(`${service}=checkout&from=1000000000000&to=1000003600000`)), /without data/);
    assert.match(String(await wrong("/d/application-health?var-pod=a")), /picks pod, which application-health has not/);
    assert.match(String(await wrong("/d/application")), /no page/);
    await assert.rejects(wrong("/d/home?var-namespace=${__field.labels.namespace}"), /not filled in/);
  });
});

const looked = new Map<string, Promise<boolean>>();

/** What is wrong with a link. @param takenAlong Whether it takes along what is picked, for the pages that know it. */
async function wrongWith(sources: Sources, { where, url }: Found, { takenAlong = false } = {}): Promise<string[]> {
  // A search for the traces of whatever is picked is for one service.
  if (url.startsWith("/explore") && url.includes("${service}")) return [];
  const to = led(url);
  if (to.kind === "elsewhere") return to.path.startsWith("/alerting/") ? [] : [`${where} leads to ${to.path}`];
  if (to.kind === "search") {
    const wrong = to.panes
      .flatMap(({ queries }) => queries)
      .filter(({ query, queryType }) => query === "" || (query === undefined && queryType !== "search"));
    return to.panes.length > 0 && wrong.length === 0 ? [] : [`${where} searches for nothing`];
  }
  const dashboard = everyPage.get(to.uid);
  if (dashboard === undefined) return [`${where} leads to ${to.uid}, which is no page`];
  const unknown = unknownVariables(dashboard, to.picked);
  if (!takenAlong && unknown.length > 0) return [`${where} picks ${unknown.join(", ")}, which ${to.uid} has not`];
  const key = url.replace(/\s/g, "");
  const found = looked.get(key) ?? hasSomething(sources, url);
  looked.set(key, found);
  return (await found) ? [] : [`${where} leads to a page without data: ${url}`];
}

/** Whether a panel that asks for what is picked has data; on a page of text there is nothing to ask. */
async function hasSomething(sources: Sources, url: string): Promise<boolean> {
  const to = led(url);
  const dashboard = to.kind === "page" ? everyPage.get(to.uid) : undefined;
  if (to.kind !== "page" || dashboard === undefined) return false;
  if (dashboard.title?.startsWith("Runbook: ") === true) return true;
  const shown =
    to.range === undefined
      ? await opened(dashboard, sources, to.picked)
      : await pickedAt(dashboard, sources, to.range, to.picked);
  const named = Object.entries(to.picked).flatMap(([name, values]) => (values === "all" ? [] : [name]));
  // What answers with a number whatever is picked says nothing.
  const uses = (expr: string) =>
    !/\bvector\(/.test(expr) && named.every((name) => new RegExp(`\\$\\{?${name}\\b`).test(expr));
  const panels = everyPanel(dashboard).filter((panel) => targetsOf(panel).some(({ language }) => language !== "other"));
  const about = panels.filter((panel) => targetsOf(panel).every(({ expr }) => uses(expr)));
  for (const panel of about.length > 0 ? about : panels)
    if ((await askPanel(sources, shown, panel)).some(hasData)) return true;
  return false;
}
