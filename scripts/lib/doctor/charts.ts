/** Whether the charts can be had from where they are taken. */
import * as fs from "node:fs";
import * as path from "node:path";
import { archive, type Chart } from "../../../components/support/charts";
import { chartsOf } from "../../../components/support/releases";
import type { Settings } from "../../../settings";
import { withoutAddresses } from "../../../settings/shown";
import { ROOT } from "../stack";
import { about, type Finding } from "./finding";

const { ok, problem, skipped } = about("charts");

/** How long a repository may take to answer, in milliseconds. An index of some is 10 MB. */
const PATIENCE = 30_000;

/** Asks a repository for its index. */
export type Fetch = (url: string) => Promise<string>;

export async function charts(settings: Settings, ask: Fetch = fetchText): Promise<Finding[]> {
  const mirror = settings.charts;
  const all = chartsOf(settings);
  if (mirror?.startsWith("oci://") === true)
    return [skipped("a registry is asked by Helm only: helm show chart says whether it has them")];
  if (mirror !== undefined && !/^https?:/.test(mirror)) return folder(path.resolve(ROOT, mirror), all);
  const urls = [...new Set(all.map((chart) => mirror ?? chart.repository))];
  const of = (url: string) => all.filter((chart) => (mirror ?? chart.repository) === url);
  const found = await Promise.all(urls.map((url) => repository(url, of(url), ask)));
  return found.flat();
}

function folder(where: string, all: readonly Chart[]): Finding[] {
  const missing = all.map(archive).filter((file) => !fs.existsSync(path.join(where, file)));
  return missing.length === 0
    ? [ok(`all ${all.length} are in the folder`)]
    : [problem(`the folder lacks ${missing.join(", ")}`, "helm pull them into it")];
}

async function repository(url: string, wanted: readonly Chart[], ask: Fetch): Promise<Finding[]> {
  let index: string;
  try {
    index = await ask(`${url.replace(/\/$/, "")}/index.yaml`);
  } catch (error) {
    const names = wanted.map(({ chart }) => chart).join(", ");
    return [
      problem(
        `${url} does not answer (${withoutAddresses((error as Error).message)}): there is no ${names}`,
        "see to the network or its proxy, or set `charts` to a mirror (README)",
      ),
    ];
  }
  const missing = wanted.filter(({ chart, version }) => !versionsIn(index, chart).includes(version));
  return missing.length === 0
    ? [ok(`${url} has ${wanted.map(({ chart, version }) => `${chart} ${version}`).join(", ")}`)]
    : [problem(`${url} has no ${missing.map(({ chart, version }) => `${chart} ${version}`).join(", ")}`)];
}

/** The versions of a chart in an index as `helm repo index` writes it. A parser of YAML takes half a minute for 10 MB. */
function versionsIn(index: string, chart: string): string[] {
  const lines = index.split("\n");
  const begin = lines.findIndex((line) => line.trimEnd() === `  ${chart}:`);
  if (begin === -1) return [];
  const length = lines.slice(begin + 1).findIndex((line) => /^ {0,2}[^\s-]/.test(line));
  const block = lines.slice(begin + 1, length === -1 ? undefined : begin + 1 + length);
  return block.flatMap((line) => /^ {2,4}(?:- )?version: ["']?([^"'\s]+)/.exec(line)?.[1] ?? []);
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).catch((error: unknown) => {
    // "fetch failed" has its reason behind it.
    throw new Error(((error as Error).cause as { code?: string } | undefined)?.code ?? (error as Error).message);
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}
