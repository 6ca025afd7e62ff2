import { strict as assert } from "node:assert";
import { diffPlans } from "../../scripts/lib/diff";
import type { RecordedResource } from "../../scripts/lib/engine";
import { diffText, markdown, notesText, tree } from "../../scripts/lib/format";
import { notes } from "../../scripts/lib/notes";
import { renderFiles } from "../../scripts/lib/rendering";
import { type PlannedStack, planStack, readStack, runStack } from "../../scripts/lib/stack";
import { NAMESPACE } from "../../settings";
import { planted, raw } from "../support/settings";

/** The longest part of each credential that a URL, YAML, JSON or base64 of the whole leaves as it is. */
function traces(credentials: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(credentials).flatMap(([key, value]): [string, string][] => [
    [key, value.replace(/^.*\//, "")],
    [`${key} in base64`, Buffer.from(value).toString("base64")],
  ]);
}

/** Everything that `plan` and `render` can show of a stack, by what it is. */
function shown(planned: PlannedStack, resources: RecordedResource[]): Record<string, string> {
  const said = notes(planned, resources);
  const added = diffPlans([], resources);
  const changed = diffPlans(
    resources.map((resource) => ({ ...resource, inputs: {} })),
    resources,
  );
  return {
    recording: JSON.stringify(resources),
    text: tree(resources) + notesText(said),
    markdown: markdown("prod", resources, said),
    "what is added": diffText(added, "main"),
    "what is added, in Markdown": markdown("prod", resources, said, { diff: added, against: "main" }),
    "what is changed": diffText(changed, "main"),
    ...renderFiles(planned.settings, resources),
  };
}

function leaks(texts: Readonly<Record<string, string>>, credentials: Readonly<Record<string, string>>): string[] {
  return traces(credentials).flatMap(([key, trace]) =>
    Object.entries(texts).flatMap(([where, text]) => (text.includes(trace) ? [`${key} is in ${where}`] : [])),
  );
}

describe("the credentials of prod", () => {
  let planned: PlannedStack;
  let resources: RecordedResource[];
  let outputs: Record<string, unknown>;
  let credentials: Record<string, string>;

  before(async () => {
    credentials = planted(planStack("prod").settings);
    planned = planStack("prod", { ...readStack("prod"), ...raw(credentials) });
    ({ resources, outputs } = await runStack(planned));
  });

  it("are all given, and reach the program", () => {
    assert.deepEqual(planned.placeholders, []);
    for (const [key, value] of Object.entries(credentials)) {
      assert.deepEqual(planned.raw[`${NAMESPACE}:${key}`], { value, secret: true });
    }
    assert.ok(Object.keys(credentials).length >= 5, Object.keys(credentials).join());
  });

  it("are in no input, no output, no plan and no file", () => {
    assert.deepEqual(leaks({ ...shown(planned, resources), outputs: JSON.stringify(outputs) }, credentials), []);
  });

  it("would be found in each of them, in clear or as base64", () => {
    const [key = "", value = ""] = Object.entries(credentials)[0] ?? [];
    for (const [found, how] of [
      [value, key],
      [Buffer.from(value).toString("base64"), `${key} in base64`],
    ] as const) {
      const release = resources.findIndex(
        ({ name, type }) => type.endsWith(":Release") && name === "kube-prometheus-stack",
      );
      const careless = structuredClone(resources);
      const inputs = careless[release]?.inputs ?? assert.fail("there is no release");
      inputs["values"] = { grafana: { adminPassword: found } };
      const leaked = leaks(shown(planned, careless), credentials);
      const places = ["recording", "text", "what is added", "what is changed", "values/kube-prometheus-stack.yaml"];
      for (const where of places) assert.ok(leaked.includes(`${how} is in ${where}`), `${how} in ${where}`);
    }
  });
});
