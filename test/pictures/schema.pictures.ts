/** The JSON of every page against Grafana's schema: its own types of dashboards, panels, options and fields. */
import assert from "node:assert/strict";
import * as path from "node:path";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import * as ts from "typescript";
import { renderDashboard } from "../../dashboards";
import type { Dashboard } from "../../dashboards/page";
import { everyPanel } from "../../dashboards/rows";
import { everyDashboard } from "../support/dashboards";
import { picturesOrSkip } from "../support/pictures";

/** Kinds of panels: where Grafana has the types of their options, and whether their fields have some of their own. */
const KINDS = {
  bargauge: ["bargauge", false],
  gauge: ["gauge", false],
  heatmap: ["heatmap", true],
  logs: ["logs", false],
  nodeGraph: ["nodegraph", false],
  stat: ["stat", false],
  table: ["table", true],
  text: ["text", false],
  timeseries: ["timeseries", true],
} as const;

/** What JSON is of a type: an enumeration is its texts, and what has a default may be left out. */
const TYPES = `
type Json<T> = unknown extends T ? unknown
  : T extends string ? (string extends T ? string : \`\${T}\`)
  : T extends (infer U)[] ? Json<U>[]
  : T extends object ? { [K in keyof T]: Json<T[K]> }
  : T;
type Deep<T> = T extends unknown[] ? T : T extends object ? { [K in keyof T]?: Deep<T[K]> } : T;
type PanelOf<O, C> = Omit<raw.Panel, "fieldConfig" | "options"> & {
  options?: Deep<O>;
  fieldConfig?: Omit<raw.FieldConfigSource, "defaults"> & {
    defaults: Omit<raw.FieldConfig, "custom"> & { custom?: Deep<C> };
  };
};
// What Prometheus' data source has of annotations, which the schema leaves to each data source.
interface Asked { expr?: string; step?: string; titleFormat?: string; textFormat?: string; tagKeys?: string; useValueForTime?: boolean }
// A query variable's query as a text, which Grafana writes beside it, and shows in its list of variables.
interface Defined { definition?: string }
declare function page(json: Json<Omit<raw.Dashboard, "annotations" | "panels" | "templating"> & {
  annotations?: { list?: (Asked & raw.AnnotationQuery)[] };
  templating?: { list?: (Defined & raw.VariableModel)[] };
  panels: raw.RowPanel[];
}>): void;
`;

/** A program in TypeScript that has each page and each panel in a line of its own, and what each line is about. */
function program(pages: readonly { name: string; json: Dashboard }[]): { text: string; about: Map<number, string> } {
  const lines = Object.entries(KINDS).flatMap(([kind, [folder, hasFields]]) => [
    `import type * as ${kind} from "@grafana/schema/raw/composable/${folder}/panelcfg/x/types.gen";`,
    `declare function of_${kind}(json: Json<PanelOf<${kind}.Options, ${hasFields ? `${kind}.FieldConfig` : "never"}>>): void;`,
  ]);
  const source = [
    `import type * as raw from "@grafana/schema/raw/dashboard/x/types.gen";`,
    ...TYPES.split("\n"),
    ...lines,
  ];
  const about = new Map<number, string>();
  const add = (line: string, what: string) => about.set(source.push(line) - 1, what);
  for (const { name, json } of pages) {
    const rows = (json.panels ?? []).filter(({ type }) => type === "row").map((row) => ({ ...row, panels: [] }));
    add(`page(${JSON.stringify({ ...json, panels: rows })});`, name);
    for (const panel of everyPanel(json))
      add(`of_${panel.type}(${JSON.stringify(panel)});`, `${name} / ${panel.title ?? ""}`);
  }
  return { text: source.join("\n"), about };
}

/** What TypeScript says against a program, by what its lines are about. @param schema The folder of Grafana's types. */
function mistakes(pages: readonly { name: string; json: Dashboard }[], schema: string): string[] {
  const { text, about } = program(pages);
  const file = "/pages.ts";
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { "@grafana/schema/*": [`${schema}/*`] },
  };
  const host = ts.createCompilerHost(options);
  const own: ts.CompilerHost = {
    ...host,
    fileExists: (name) => name === file || host.fileExists(name),
    readFile: (name) => (name === file ? text : host.readFile(name)),
    getSourceFile: (name, version, ...rest) =>
      name === file ? ts.createSourceFile(name, text, version) : host.getSourceFile(name, version, ...rest),
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, own))
    .map(({ file: at, start = 0, messageText }) => {
      const line = at?.fileName === file ? at.getLineAndCharacterOfPosition(start).line : -1;
      const near = at?.text.slice(start, start + 60).split("\n")[0] ?? "";
      return `${about.get(line) ?? `line ${line}`}: ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 160)} (${near})`;
    });
}

describe("the JSON of pages against Grafana's schema", function () {
  this.timeout(300_000);
  let schema = "";

  before(function () {
    schema = path.join(picturesOrSkip(this).folder, "node_modules/@grafana/schema/dist/types");
  });

  const pages = everyDashboard().map(({ name, dashboard }) => ({
    name,
    json: JSON.parse(renderDashboard(dashboard)) as Dashboard,
  }));

  it("is what the schema has", () => {
    assert.deepEqual(mistakes(pages, schema), []);
  });

  it("is refused where it has what the schema has not", () => {
    const { json } = pages.find(({ name }) => name === "cluster-overview") ?? assert.fail();
    const [first = assert.fail()] = everyPanel(json);
    const broken: [Partial<Panel & RowPanel>, RegExp][] = [
      [{ ...first, fieldConfig: { defaults: { unti: "s" }, overrides: [] } } as never, /unti/],
      [{ ...first, options: { colorMode: "rainbow" } } as never, /rainbow/],
      [{ ...first, options: { colourMode: "value" } } as never, /colourMode/],
      [{ ...first, gridPos: { x: "0", y: 0, w: 1, h: 1 } } as never, /number/],
    ];
    for (const [panel, message] of broken) {
      const [said, ...more] = mistakes([{ name: "broken", json: { ...json, panels: [panel as Panel] } }], schema);
      assert.match(said ?? "", message);
      assert.match(said ?? "", /^broken \/ /);
      assert.deepEqual(more, []);
    }
    const untimely = { ...json, panels: [], timepicker: { hidden: "yes" } } as never;
    assert.match(mistakes([{ name: "broken", json: untimely }], schema)[0] ?? "", /^broken: .*boolean/);
  });
});
