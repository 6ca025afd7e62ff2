/**
 * `npm run fixtures`: what the tests know of the pinned charts, made anew when a version in `components/charts.ts` changes:
 * the keys of their values, and the resource definitions of what the program creates.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { type Chart, CHARTS } from "../components/support/charts";
import { type ChartFacts, type Definition, FIXTURES, fixtureFiles, type Values } from "./lib/chart-facts";
import { isMap } from "./lib/map";
import { command } from "./lib/command";
import { run } from "./lib/processes";
import { ROOT, UserError } from "./lib/stack";
import { ensureTool } from "./lib/tools";

void command("npm run fixtures", {}, async () => {
  const helm = await ensureTool("helm", console.error);
  const facts: ChartFacts[] = [];
  for (const chart of Object.values(CHARTS)) facts.push(await factsOf(helm, chart));
  const written = Object.entries(fixtureFiles(facts)).map(([name, text]) => {
    const file = path.join(FIXTURES, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return path.relative(ROOT, file);
  });
  return `wrote ${written.join(", ")}`;
});

/** The facts from the chart itself. `helm show values` leaves out the charts that it is made of, so it is unpacked. */
async function factsOf(helm: string, { chart, version, repository }: Chart): Promise<ChartFacts> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "chart-"));
  const asked = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(helm, args);
    if (code !== 0) throw new UserError(`${chart} ${version} from ${repository}: ${stderr.trim()}`);
    return stdout;
  };
  try {
    await asked("pull", chart, "--repo", repository, "--version", version, "--untar", "--untardir", temporary);
    const folder = path.join(temporary, chart);
    // Elastic's definitions are templates of a chart of their own.
    const own = parts(folder).filter((part) => part.endsWith("-crds"));
    const texts = await Promise.all(own.map((part) => asked("template", "crds", path.join(folder, "charts", part))));
    const definitions = [await asked("show", "crds", folder), ...texts]
      .flatMap((text) => yaml.parseAllDocuments(text))
      .map((document) => document.toJS() as Definition | null)
      .filter((document): document is Definition => document?.kind === "CustomResourceDefinition");
    const { appVersion } = yaml.parse(fs.readFileSync(path.join(folder, "Chart.yaml"), "utf8")) as Chart;
    const schemaFile = path.join(folder, "values.schema.json");
    const schema = fs.existsSync(schemaFile) ? (JSON.parse(fs.readFileSync(schemaFile, "utf8")) as Values) : undefined;
    return { chart, version, appVersion, repository, values: defaults(folder), schema, definitions };
  } finally {
    fs.rmSync(temporary, { recursive: true });
  }
}

/** The charts that a chart is made of. */
function parts(folder: string): string[] {
  const below = path.join(folder, "charts");
  if (!fs.existsSync(below)) return [];
  const entries = fs.readdirSync(below, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** A chart's default values over those of the charts that it is made of, as Helm merges them. */
function defaults(folder: string): Values {
  const file = path.join(folder, "values.yaml");
  const own = fs.existsSync(file) ? ((yaml.parse(fs.readFileSync(file, "utf8")) ?? {}) as Values) : {};
  const below = parts(folder).map((name) => [name, defaults(path.join(folder, "charts", name))]);
  return merged(Object.fromEntries(below) as Values, own);
}

function merged(under: Values, over: Values): Values {
  const both = Object.entries(over).map(([key, value]) => {
    const other = under[key];
    return [key, isMap(value) && isMap(other) ? merged(other, value) : value];
  });
  return { ...under, ...(Object.fromEntries(both) as Values) };
}
