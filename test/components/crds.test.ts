import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { type PlannedStack, planStack, ROOT, runStack } from "../../scripts/lib/stack";
import { rawOf } from "../stacks/parse";
import { EVERYTHING, FILEBEAT } from "../support/everything";

const FIXTURES = path.join(ROOT, "test/fixtures/crds");

/** The part of JSON Schema that resource definitions are written in. */
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  pattern?: string;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  [keyword: string]: unknown;
}

interface Definition {
  metadata: { name: string };
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

interface Resource {
  apiVersion: string;
  kind: string;
  [field: string]: unknown;
}

const read = (file: string) => JSON.parse(fs.readFileSync(file, "utf8")) as Definition;
const definitions = fs.readdirSync(FIXTURES).map((file) => read(path.join(FIXTURES, file)));

/** A definition's schema as JSON Schema that refuses fields which the API server would silently drop. */
function strict(schema: Schema): Schema {
  const { properties, items, additionalProperties, pattern, ...rest } = schema;
  const plain = Object.entries(rest).filter(([keyword]) => !keyword.startsWith("x-kubernetes-"));
  // What is below `anyOf` and its like stays as it is: it only says more of the fields that are named outside of it.
  const result: Schema = Object.fromEntries(plain);
  if (schema["x-kubernetes-int-or-string"] === true) {
    delete result.type;
    result.anyOf = [{ type: "integer" }, { type: "string" }];
  }
  // Go's inline flag, which JavaScript does not have; without it only lower case is taken.
  if (pattern !== undefined) result.pattern = pattern.replace("(?i)", "");
  if (items !== undefined) result.items = strict(items);
  if (typeof additionalProperties === "object") result.additionalProperties = strict(additionalProperties);
  if (properties !== undefined) {
    const entries = Object.entries(properties).map(([name, inner]) => [name, strict(inner)] as const);
    result.properties = Object.fromEntries(entries);
    if (additionalProperties === undefined && schema["x-kubernetes-preserve-unknown-fields"] !== true) {
      result.additionalProperties = false;
    }
  }
  return result;
}

const compiled = new Map<string, ValidateFunction>();

/** What tests a resource; a large definition takes a second to compile, so each is compiled once. */
function validator({ apiVersion, kind }: Resource): ValidateFunction {
  const known = compiled.get(`${apiVersion}/${kind}`);
  if (known !== undefined) return known;
  const [group, version] = apiVersion.split("/");
  const definition = definitions.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  assert.ok(definition, `no definition of ${kind} in test/fixtures/crds: name it in scripts/fixtures.ts`);
  const served = definition.spec.versions.find(({ name }) => name === version);
  assert.ok(served, `${kind} has no version ${version ?? ""}`);
  const ajv = new Ajv({ allErrors: true, strictTypes: false, validateFormats: false });
  const validate = ajv.compile(strict(served.schema.openAPIV3Schema));
  compiled.set(`${apiVersion}/${kind}`, validate);
  return validate;
}

/** What the API server would refuse or drop in a resource. Rules in CEL (`x-kubernetes-validations`) are not looked at. */
function faults(resource: Resource): string[] {
  const validate = validator(resource);
  validate(resource);
  return (validate.errors ?? []).map(({ instancePath, keyword, params }) => {
    const { additionalProperty, missingProperty } = params as Record<string, string | undefined>;
    return `${instancePath}: ${keyword} ${additionalProperty ?? missingProperty ?? ""}`.trimEnd();
  });
}

/** The stacks whose resources are looked at. */
const STACKS: Record<string, PlannedStack> = {
  dev: planStack("dev"),
  prod: planStack("prod"),
  "everything switched on": planStack("everything", rawOf(EVERYTHING)),
  "Filebeat and Logstash": planStack("filebeat", rawOf(FILEBEAT)),
};

/** The operators' resources that a stack creates, by name. A patch only adds an annotation to what the chart creates. */
async function resourcesOf(stack: PlannedStack): Promise<[string, Resource][]> {
  const { resources } = await runStack(stack);
  return resources
    .filter(
      ({ type, inputs }) =>
        !type.endsWith("Patch") &&
        /^(monitoring\.coreos\.com|[a-z]+\.k8s\.elastic\.co)\//.test(String(inputs["apiVersion"])),
    )
    .map(({ name, inputs }) => [name, inputs as Resource]);
}

const rule = () => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: { name: "a" },
  spec: { groups: [{ name: "a", rules: [{ alert: "A", expr: "up == 0", for: "5m", labels: { team: "a" } }] }] },
});

const scrape = () => ({
  apiVersion: "monitoring.coreos.com/v1alpha1",
  kind: "ScrapeConfig",
  metadata: { name: "a" },
  spec: { kubernetesSDConfigs: [{ role: "Pod" }], relabelings: [{ action: "Keep", sourceLabels: ["a"], regex: "b" }] },
});

describe("custom resources", () => {
  const kinds = new Set<string>();

  for (const [name, stack] of Object.entries(STACKS)) {
    it(`of ${name} are as their definitions have them`, async () => {
      const resources = await resourcesOf(stack);
      for (const [, { kind }] of resources) kinds.add(kind);
      for (const [name, resource] of resources) assert.deepEqual(faults(resource), [], `${resource.kind} ${name}`);
    });
  }

  it("are what every definition is kept for", () => {
    assert.deepEqual(
      definitions.map(({ spec }) => spec.names.kind).filter((kind) => !kinds.has(kind)),
      [],
    );
  });
});

describe("a custom resource", () => {
  const inRule = (change: object) => {
    const resource = rule();
    Object.assign(resource.spec.groups[0]?.rules[0] ?? assert.fail(), change);
    return resource;
  };
  const inScrape = (change: object) => ({ ...scrape(), spec: { ...scrape().spec, ...change } });

  const at = "/spec/groups/0/rules/0";
  const cases: [string, Resource, string[]][] = [
    ["that is right has no fault", rule(), []],
    ["with a number where there may be one has no fault", inRule({ expr: 1 }), []],
    ["of another kind that is right has no fault", scrape(), []],
    ["with a misspelt field is caught", inRule({ annotatons: {} }), [`${at}: additionalProperties annotatons`]],
    [
      "with a misspelt field in a list is caught",
      inScrape({ relabelings: [{ sourceLabel: ["a"] }] }),
      ["/spec/relabelings/0: additionalProperties sourceLabel"],
    ],
    ["with a field beside the spec is caught", { ...rule(), groups: [] }, [": additionalProperties groups"]],
    ["with a number for a label is caught", inRule({ labels: { team: 1 } }), [`${at}/labels/team: type`]],
    ["with an unknown choice is caught", inScrape({ scheme: "ftp" }), ["/spec/scheme: enum"]],
    ["without a field that it needs is caught", inRule({ expr: undefined }), [`${at}: required expr`]],
    ["with a malformed duration is caught", inRule({ for: "5 minutes" }), [`${at}/for: pattern`]],
  ];
  for (const [title, resource, expected] of cases) it(title, () => assert.deepEqual(faults(resource), expected));
});
