/** MonitoredApp as a package: what npm would be given of it, and the schema by which other languages know it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import { jsonSchema } from "../../stacks/json-schema";
import { schema } from "../../settings";
import { ROOT } from "../../scripts/lib/stack";

const PACKAGE = path.join(ROOT, "packages/monitored-app");
const { name, version, description } = JSON.parse(
  fs.readFileSync(path.join(PACKAGE, "package.json"), "utf8"),
) as Record<"description" | "name" | "version", string>;

interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  description?: string;
  properties?: Record<string, Property>;
}

describe("the package of MonitoredApp", function () {
  this.timeout(120_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "monitored-app-"));
  const installed = path.join(folder, "node_modules", name);

  before(() => {
    const { status, stdout, stderr } = spawnSync("npm", ["pack", "--json", "--pack-destination", folder, PACKAGE], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    fs.mkdirSync(installed, { recursive: true });
    // npm prints what `prepare` prints first.
    const [{ filename = "" } = {}] = JSON.parse(stdout.slice(stdout.indexOf("["))) as { filename?: string }[];
    assert.equal(
      spawnSync("tar", ["-xzf", path.join(folder, filename), "-C", installed, "--strip-components=1"]).status,
      0,
    );
    // What it depends on is here already.
    fs.symlinkSync(path.join(ROOT, "node_modules/@pulumi"), path.join(folder, "node_modules/@pulumi"));
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("has one file of code that stands alone, and all that the component host reads", () => {
    assert.deepEqual(fs.readdirSync(installed).sort(), [
      "PulumiPlugin.yaml",
      "README.md",
      "args.ts",
      "build.mjs",
      "dist",
      "index.ts",
      "monitored-app.ts",
      "package.json",
      "tsconfig.json",
    ]);
    const { status, stdout, stderr } = spawnSync(
      "node",
      ["-e", `console.log(Object.keys(require("${name}")), require("${name}").MonitoredApp.name)`],
      { cwd: folder, encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim(), "[ 'MonitoredApp' ] MonitoredApp");
  });

  it("is built already where it is unpacked, as Pulumi's own installation of a component asks for", () => {
    const built = fs.statSync(path.join(installed, "dist/index.js")).mtimeMs;
    const { status, stderr } = spawnSync("node", ["build.mjs"], { cwd: installed, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(fs.statSync(path.join(installed, "dist/index.js")).mtimeMs, built);
  });

  it("has types that a strict program compiles against, and that refuse what is wrong", () => {
    const compilerOptions = {
      module: "nodenext",
      noEmit: true,
      skipLibCheck: true,
      strict: true,
      target: "es2022",
      types: [],
    };
    fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    const compiled = (args: string) => {
      const program = `import { MonitoredApp } from "${name}";\nexport const { objects } = new MonitoredApp("a", ${args});\n`;
      fs.writeFileSync(path.join(folder, "index.ts"), program);
      const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
      return spawnSync("node", [tsc, "-p", "."], { cwd: folder, encoding: "utf8" }).stdout;
    };
    assert.equal(compiled(`{ platform: "a/b/c", namespace: "shop", port: 80, slo: [{ objective: 99 }] }`), "");
    assert.match(
      compiled(`{ platform: "a/b/c", namespace: "shop", prot: 80 }`),
      /'prot' does not exist in type 'MonitoredAppArgs'/,
    );
  });

  it("is known to other languages by a schema with every argument and its meaning", () => {
    const analyzer = new Analyzer(installed, name, {}, new Set(["MonitoredApp"]));
    const { components, typeDefinitions, dependencies } = analyzer.analyze();
    const made = generateSchema(name, version, description, components, typeDefinitions, dependencies) as unknown as {
      resources: Record<
        string,
        { inputProperties: Record<string, Property>; requiredInputs: string[]; isComponent: boolean }
      >;
      types: Record<string, { properties: Record<string, Property> }>;
    };
    const component = made.resources[`${name}:index:MonitoredApp`] ?? assert.fail(Object.keys(made.resources).join());
    assert.equal(component.isComponent, true);
    assert.deepEqual(component.requiredInputs.sort(), ["namespace", "platform"]);
    const described = [
      component.inputProperties,
      ...Object.values(made.types).map(({ properties }) => properties),
    ].flatMap((properties) => Object.entries(properties));
    assert.deepEqual(
      described.filter(([, { description: text = "" }]) => text.length < 10).map(([key]) => key),
      [],
    );

    // What an entry of `apps[]` may say of the same, an argument says too.
    const entry =
      ((jsonSchema(schema) as Property).properties?.["apps"]?.items as Property).properties ?? assert.fail();
    const typeOf = (of: string) => Object.keys(made.types[`${name}:index:${of}`]?.properties ?? {}).sort();
    const fieldsOf = (of: Property | undefined) => Object.keys(of?.properties ?? {}).sort();
    assert.deepEqual(typeOf("Scraping"), fieldsOf(entry["metrics"]));
    assert.deepEqual(typeOf("Health"), fieldsOf(entry["health"]));
    assert.deepEqual(typeOf("Slo"), fieldsOf(entry["slo"]?.items));
    assert.deepEqual(typeOf("SloAlerts"), fieldsOf(entry["slo"]?.items?.properties?.["alerting"]));
    // Limits, kind and business numbers are the platform's rules', and lines and traces its collectors'.
    const others = Object.keys(entry)
      .filter((key) => !(key in component.inputProperties))
      .sort();
    assert.deepEqual(others, ["business", "kind", "logs", "name", "thresholds", "tracing"]);
  });
});
