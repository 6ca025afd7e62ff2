import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import * as yaml from "yaml";
import { generated } from "../../scripts/lib/generated";
import { ROOT, stackNames } from "../../scripts/lib/stack";

const SCHEMA = "docs/settings.schema.json";

interface StackFile {
  config: Record<string, unknown>;
}

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8");
const stackFile = (stack: string) => yaml.parse(read(`Pulumi.${stack}.yaml`)) as StackFile;

/** What an editor would mark in a stack file. */
function marks(file: StackFile): string[] {
  // E-mail addresses are held to the pattern beside the format, which is zod's own.
  const ajv = new Ajv2020({ allErrors: true, formats: { email: true } });
  const validate = ajv.compile(JSON.parse(read(SCHEMA)) as object);
  validate(file);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

describe("generated files", () => {
  for (const [file, text] of Object.entries(generated())) {
    it(`${file} is current`, () => {
      assert.ok(read(file) === text, `${file} does not follow from the program any more: run \`npm run generate\``);
    });
  }

  describe("the stack files' schema", () => {
    for (const stack of stackNames()) {
      it(`takes Pulumi.${stack}.yaml`, () => assert.deepEqual(marks(stackFile(stack)), []));

      it(`marks a misspelt key in Pulumi.${stack}.yaml`, () => {
        const file = stackFile(stack);
        Object.assign(file.config["observability:metrics"] as object, { retentoin: "3d" });
        assert.deepEqual(marks(file), [
          '/config/observability:metrics must NOT have additional properties {"additionalProperty":"retentoin"}',
        ]);
      });
    }

    it("marks a misspelt section", () => {
      const file = stackFile("dev");
      file.config["observability:metric"] = {};
      assert.deepEqual(marks(file), [
        '/config must NOT have additional properties {"additionalProperty":"observability:metric"}',
      ]);
    });

    it("takes an encrypted credential and marks one in plain text", () => {
      const file = stackFile("dev");
      file.config["observability:slack/ops"] = { secure: "v1:abc" };
      assert.deepEqual(marks(file), []);
      file.config["observability:slack/ops"] = "https://hooks.example.com";
      assert.deepEqual(marks(file), ['/config/observability:slack~1ops must be object {"type":"object"}']);
    });

    it("takes other projects' keys", () => {
      const file = stackFile("dev");
      file.config["kubernetes:context"] = "kind-dev";
      assert.deepEqual(marks(file), []);
    });
  });
});
