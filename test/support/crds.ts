/** The definitions of custom resources, and what the API server would say of a resource. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import type { Recording } from "../../scripts/lib/engine";
import { ROOT } from "../../scripts/lib/stack";

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

export interface Definition {
  metadata: { name: string };
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

export interface Resource {
  apiVersion: string;
  kind: string;
  [field: string]: unknown;
}

const read = (file: string) => JSON.parse(fs.readFileSync(file, "utf8")) as Definition;
export const definitions = fs.readdirSync(FIXTURES).map((file) => read(path.join(FIXTURES, file)));

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
export function faults(resource: Resource): string[] {
  const validate = validator(resource);
  validate(resource);
  return (validate.errors ?? []).map(({ instancePath, keyword, params }) => {
    const { additionalProperty, missingProperty } = params as Record<string, string | undefined>;
    return `${instancePath}: ${keyword} ${additionalProperty ?? missingProperty ?? ""}`.trimEnd();
  });
}

/** The operators' resources that a run of the program registers, by name. A patch only adds an annotation to what the chart creates. */
export function customResources({ resources }: Recording): [string, Resource][] {
  return resources
    .filter(
      ({ type, inputs }) =>
        !type.endsWith("Patch") &&
        /^(monitoring\.coreos\.com|[a-z]+\.k8s\.elastic\.co)\//.test(String(inputs["apiVersion"])),
    )
    .map(({ name, inputs }) => [name, inputs as Resource]);
}
