/**
 * `npm run fixtures`: what the tests know of the pinned charts, made anew when a version in `components/charts.ts` changes:
 * the keys of their values, and the resource definitions of what the program creates.
 */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as yaml from "yaml";
import { type Chart, CHARTS } from "../components/support/charts";
import { keysFile, keyTree, SHARED } from "../test/support/chart-keys";
import { command } from "./lib/command";
import { ROOT, UserError } from "./lib/stack";
import { ensureTool } from "./lib/tools";

const exec = promisify(execFile);

/** The kinds of custom resource that the program creates; the chart's own are the chart's to get right. */
const KINDS = ["Beat", "Elasticsearch", "Kibana", "Logstash", "PrometheusRule", "ScrapeConfig", "ServiceMonitor"];

type Values = Record<string, unknown>;

interface Definition {
  kind: string;
  metadata: { name: string };
  spec: { names: { kind: string } };
}

/** What a chart says of itself. */
interface Facts {
  /** Its default values, with those of the charts that it is made of. */
  values: Values;
  definitions: Definition[];
}

void command("npm run fixtures", {}, async () => {
  const written: string[] = [];
  const found = new Set<string>();
  for (const chart of Object.values(CHARTS)) {
    const { values, definitions } = fromShared(chart) ?? (await fromHelm(chart));
    written.push(write(keysFile(chart.chart), keyTree(values)));
    for (const definition of definitions.filter(({ spec }) => KINDS.includes(spec.names.kind))) {
      const file = path.join(ROOT, "test/fixtures/crds", `${definition.metadata.name}.json`);
      written.push(write(file, sorted(withoutDescriptions(definition))));
      found.add(definition.spec.names.kind);
    }
  }
  const missing = KINDS.filter((kind) => !found.has(kind));
  if (missing.length > 0) throw new UserError(`no chart has a resource definition of ${missing.join(", ")}`);
  return `wrote ${written.join(", ")}`;
});

/** The facts beside the repository, if they are of the pinned version. */
function fromShared({ chart, version }: Chart): Facts | undefined {
  const values = path.join(SHARED, "charts", `${chart}-${version}.values.json`);
  const crds = path.join(SHARED, "crds");
  if (!fs.existsSync(values) || !fs.existsSync(crds)) return undefined;
  const json = (file: string) => JSON.parse(fs.readFileSync(file, "utf8")) as unknown;
  return {
    values: json(values) as Values,
    definitions: fs.readdirSync(crds).map((file) => json(path.join(crds, file)) as Definition),
  };
}

/** The facts from the chart itself. `helm show values` leaves out the charts that it is made of, so it is unpacked. */
async function fromHelm({ chart, version, repository }: Chart): Promise<Facts> {
  const helm = await ensureTool("helm", console.error);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chart-"));
  try {
    const source = ["--repo", repository, "--version", version];
    await exec(helm, ["pull", chart, ...source, "--untar", "--untardir", folder]);
    const { stdout } = await exec(helm, ["show", "crds", path.join(folder, chart)], { maxBuffer: 2 ** 28 });
    const documents = yaml.parseAllDocuments(stdout).map((document) => document.toJS() as Definition | null);
    return {
      values: defaults(path.join(folder, chart)),
      definitions: documents.filter((document) => document?.kind === "CustomResourceDefinition") as Definition[],
    };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new UserError(`${chart} ${version} from ${repository}: ${stderr?.trim() ?? message}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** A chart's default values over those of the charts that it is made of, as Helm merges them. */
function defaults(folder: string): Values {
  const file = path.join(folder, "values.yaml");
  const own = fs.existsSync(file) ? ((yaml.parse(fs.readFileSync(file, "utf8")) ?? {}) as Values) : {};
  const parts = path.join(folder, "charts");
  const below = fs.existsSync(parts)
    ? fs.readdirSync(parts, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  return merged(Object.fromEntries(below.map(({ name }) => [name, defaults(path.join(parts, name))])), own);
}

function merged(under: Values, over: Values): Values {
  const both = Object.entries(over).map(([key, value]) => {
    const other = under[key];
    return [key, isMap(value) && isMap(other) ? merged(other, value) : value];
  });
  return { ...under, ...(Object.fromEntries(both) as Values) };
}

/** They make up most of a definition, and no test reads them. A property of that name is a map, and stays. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, nested]) => !(key === "description" && typeof nested === "string"))
      .map(([key, nested]) => [key, withoutDescriptions(nested)]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, nested]) => [key, sorted(nested)]));
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function write(file: string, content: unknown): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(content, null, 1)}\n`);
  return path.relative(ROOT, file);
}
