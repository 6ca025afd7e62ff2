/** Step 9: each chart one version back, and forward again. */
import * as fs from "node:fs";
import { archive, type Chart } from "../../../components/support/charts";
import { chartsOf, releasesOf } from "../../../components/support/releases";
import { helmRecord } from "./canaries";
import { ready } from "./checking";
import { newestRecord } from "./deployed";
import { DEPLOYED } from "./deploying";
import { differences } from "./inventory";
import { expectNone, StepFailed, skipped, type Step } from "./steps";
import { currentInventory, everything, type World } from "./world";

export function versions(world: World): Step[] {
  return chartsOf(world.settings).map((chart) => ({
    step: 9,
    what: `${chart.chart} back and forward`,
    needs: [DEPLOYED],
    run: async () => {
      const files = world.charts !== undefined && isFolder(world.charts) ? fs.readdirSync(world.charts) : [];
      const older = olderVersion(chart, files);
      return older === undefined
        ? skipped(`no older package of ${chart.chart} in --charts`)
        : move(world, chart, older);
    },
  }));
}

function isFolder(folder: string): boolean {
  return fs.existsSync(folder) && fs.statSync(folder).isDirectory();
}

/** The newest version of a chart that is packaged among some files and is older than the pinned one. */
export function olderVersion(chart: Chart, files: readonly string[]): string | undefined {
  const numbers = (version: string) => version.split(".").map(Number);
  const compare = (a: string, b: string) =>
    numbers(a)
      .map((number, index) => number - (numbers(b)[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0;
  return files
    .filter((file) => file.startsWith(`${chart.chart}-`))
    .map((file) => file.slice(chart.chart.length + 1, -".tgz".length))
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version) && archive({ ...chart, version }).endsWith(`${version}.tgz`))
    .filter((version) => compare(version, chart.version) < 0)
    .sort(compare)
    .at(-1);
}

async function move(world: World, { chart, version }: Chart, older: string): Promise<string> {
  const { project } = world;
  const before = await currentInventory(world);
  for (const [from, to, log] of [
    [version, older, "up-back"],
    [older, version, "up-forward"],
  ] as const) {
    const pinned = (at: string) => `chart: "${chart}",\n    version: "${at}"`;
    project.edit("components/support/charts.ts", pinned(from), pinned(to));
    await project.update(log);
    await ready(world);
    const objects = await everything(world);
    for (const release of releasesOf(world.settings).filter((planned) => planned.chart.chart === chart)) {
      const deployed = deployedVersion(objects, release.name);
      if (deployed !== to) throw new StepFailed(`${release.name}: ${to} was to be deployed, and ${deployed} is`);
    }
    await project.unchanged(`${log}-again`);
  }
  expectNone(differences(before, await currentInventory(world)));
  return `${version} → ${older} → ${version}`;
}

function deployedVersion(objects: Parameters<typeof newestRecord>[0], release: string): string {
  const record = newestRecord(objects, release)?.data?.["release"];
  if (record === undefined) return "nothing";
  return (JSON.parse(helmRecord(record)) as { chart: { metadata: { version: string } } }).chart.metadata.version;
}
