/**
 * `npm run pictures -- [--dashboard UID …]`: dashboards as pictures, drawn with Grafana's own components in a headless browser.
 * Without `--prometheus`, the synthetic cluster is drawn.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { allDashboards } from "../dashboards";
import type { Dashboard } from "../dashboards/page";
import { unfolded } from "../dashboards/rows";
import { command } from "./lib/command";
import { explained, makeFolder } from "./lib/folder";
import { givenOf, OPTIONS, sizesOf, themesOf, USAGE } from "./lib/pictures/arguments";
import type { DashboardJson } from "./lib/pictures/draw";
import { ensurePictures, PicturesMissing } from "./lib/pictures/packages";
import { described, isBroken, type PageReport } from "./lib/pictures/report";
import { drawPages } from "./lib/pictures/run";
import { startSources } from "./lib/pictures/start";
import { planStack, ROOT, UserError } from "./lib/stack";
import { syntheticSettings } from "./lib/synthetic/settings";

/** Where the documentation's pictures are. */
const DOCS = path.join(ROOT, "docs/dashboards");
const OUT = path.join(ROOT, ".build/pictures");

void command(USAGE, OPTIONS, async (values) => {
  const settings = values.stack === undefined ? syntheticSettings() : planStack(values.stack).settings;
  const dashboards = chosen(allDashboards(settings), values.dashboard, values.docs === true);
  const [themes, sizes] = [themesOf(values.theme), sizesOf(values.size)];
  const given = givenOf(values.var);
  if (values.docs === true && values.out !== undefined)
    throw new UserError("--docs writes docs/dashboards: leave out --out");
  const out = values.docs === true ? DOCS : path.resolve(values.out ?? OUT);
  const packages = await ensurePictures(console.error).catch((error: unknown) => {
    throw error instanceof PicturesMissing ? new UserError(error.message) : error;
  });
  const { sources, made, stop } = await startSources(settings, values, process.env);
  const reports: PageReport[] = [];
  try {
    const wanted = {
      given,
      themes,
      sizes,
      ...(values.from === undefined ? {} : { from: values.from }),
      ...(values.to === undefined ? {} : { to: values.to }),
      note: made ? "synthetic data, drawn without Grafana" : "drawn without Grafana",
      small: values.docs === true,
    };
    explained(out, () => {
      if (!fs.existsSync(out)) makeFolder(out);
    });
    for await (const { png, report } of drawPages(packages, dashboards, sources, wanted)) {
      const file = values.docs === true ? `${report.uid}.png` : report.file;
      explained(out, () => {
        fs.writeFileSync(path.join(out, file), png);
      });
      reports.push({ ...report, file });
      console.error(described(report));
    }
  } finally {
    await stop();
  }
  if (values.docs !== true)
    explained(out, () => {
      fs.writeFileSync(path.join(out, "report.json"), `${JSON.stringify(reports, null, 2)}\n`);
    });
  const broken = reports.filter(isBroken);
  if (broken.length > 0) process.exitCode = 1;
  const shown = path.relative(process.cwd(), out);
  return `${reports.length} pictures in ${shown}${broken.length === 0 ? "" : `, ${broken.length} with something that is not drawn or has no value`}`;
});

/** The dashboards that are named; without names, every one but the runbooks. @throws {@link UserError} */
function chosen(
  all: ReturnType<typeof allDashboards>,
  uids: readonly string[] | undefined,
  isForDocs: boolean,
): DashboardJson[] {
  const pages = all.filter(({ folder }) => folder !== "Runbooks");
  if (uids === undefined) return pages.flatMap(({ dashboard }) => views(dashboard, isForDocs));
  return uids.flatMap((uid) => {
    const found = all.find(({ name }) => name === uid);
    if (found !== undefined) return views(found.dashboard, isForDocs);
    throw new UserError(`there is no dashboard ${uid}; there are ${pages.map(({ name }) => name).join(", ")}`);
  });
}

/** A page as it opens, and, if rows are folded then, with all of them open; the documentation shows the latter. */
function views(dashboard: Dashboard, isForDocs: boolean): DashboardJson[] {
  // The SDK's types and ours describe the same JSON.
  const json = (page: Dashboard) => JSON.parse(JSON.stringify(page)) as DashboardJson;
  const panels = unfolded(dashboard.panels ?? []);
  const isFolded = panels.length > (dashboard.panels ?? []).length;
  const whole = isFolded ? [{ ...json({ ...dashboard, panels }), allRows: true }] : [];
  return isForDocs && isFolded ? whole : [json(dashboard), ...whole];
}
