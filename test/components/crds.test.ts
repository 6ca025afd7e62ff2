import assert from "node:assert/strict";
import { type PlannedStack, planStack, runStack } from "../../scripts/lib/stack";
import { rawOf } from "../stacks/parse";
import { customResources, definitions, faults, type Resource } from "../support/crds";
import { EVERYTHING, FILEBEAT } from "../support/everything";

/** The stacks whose resources are looked at. */
const STACKS: Record<string, PlannedStack> = {
  dev: planStack("dev"),
  prod: planStack("prod"),
  "everything switched on": planStack("everything", rawOf(EVERYTHING)),
  "Filebeat and Logstash": planStack("filebeat", rawOf(FILEBEAT)),
};

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
      const resources = customResources(await runStack(stack));
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
