/** The examples of the release gate: workflows that actionlint takes, manifests with PromQL that reads what there is. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { ruleFiles } from "../components/rules";
import { PROMETHEUS, PROMETHEUS_PORT } from "../names/kube-prometheus-stack";
import { OPTIONS } from "../scripts/lib/gate/arguments";
import { everySettings } from "../scripts/lib/alerts";
import { findTool } from "../scripts/lib/tools";
import { promqlProblem } from "../settings/promql";
import { promqlParser } from "./support/promql";

const root = resolve(__dirname, "..");
const folder = join(root, "examples/release-gate");
const read = (file: string) => readFileSync(join(folder, file), "utf8");

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: {
    args?: { name: string; value?: string }[];
    query?: string;
    provider?: { address: string };
    metrics?: { name: string; provider: { prometheus?: { address: string; query: string }; job?: unknown } }[];
    analysis?: { metrics: { name: string; templateRef: { name: string; namespace: string } }[] };
  };
}

const manifests = (file: string) =>
  parseAllDocuments(read(file)).map((document) => {
    assert.deepEqual(document.errors, []);
    return document.toJS() as Manifest;
  });

const argo = manifests("argo-rollouts.yaml");
const flagger = manifests("flagger.yaml");

/** Every query, with its placeholders filled. */
const queries = [
  ...argo.flatMap(({ spec }) => (spec.metrics ?? []).flatMap(({ provider }) => provider.prometheus?.query ?? [])),
  ...flagger.flatMap(({ spec }) => spec.query ?? []),
].map((query) => query.replace(/\{\{[^}]*\}\}/g, "x"));

describe("the examples of the release gate", () => {
  it("are all looked at here", () => {
    assert.deepEqual(readdirSync(folder).sort(), ["argo-rollouts.yaml", "flagger.yaml", "github-actions.yml"]);
  });

  it("are a workflow that passes actionlint, with the actions that the project's own are pinned to", function () {
    const text = read("github-actions.yml");
    const own = readdirSync(join(root, ".github/workflows"))
      .map((file) => readFileSync(join(root, ".github/workflows", file), "utf8"))
      .join("\n");
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action = ""]) => action);
    assert.ok(uses.length > 0);
    for (const action of uses) assert.ok(own.includes(`uses: ${action}`), action);
    const workflow = parse(text) as { permissions: unknown; jobs: Record<string, { steps: { run?: string }[] }> };
    assert.deepEqual(workflow.permissions, { contents: "read" });
    for (const { steps } of Object.values(workflow.jobs))
      for (const { run } of steps) assert.doesNotMatch(run ?? "", /\$\{\{/);
    const actionlint = findTool("actionlint");
    if (actionlint === undefined) this.skip();
    const { status, stdout, stderr } = spawnSync(actionlint, ["-no-color", join(folder, "github-actions.yml")], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout + stderr);
  });

  it("ask with options that the gate has, and lower no credential into a command", () => {
    const used = ["github-actions.yml", "argo-rollouts.yaml"].flatMap((file) =>
      [
        ...read(file)
          .replace(/^.*(date|npm run --silent gate -- "\$@").*$/gm, "")
          .matchAll(/(?<=\s)--([a-z]+)(?=[ =])/g),
      ].map(([, name = ""]) => name),
    );
    assert.ok(used.includes("app") && used.includes("window"));
    for (const name of used.filter((one) => one !== "silent")) assert.ok(name in OPTIONS, name);
    for (const file of readdirSync(folder)) assert.doesNotMatch(read(file), /--\w*(token|password)/);
  });

  it("ask with PromQL, of recordings that there are", async () => {
    assert.equal(queries.length, 5);
    const parser = await promqlParser();
    const rules = Object.values(ruleFiles(everySettings())).flatMap(({ groups }) =>
      groups.flatMap((group) => group.rules),
    );
    const recorded = new Set(rules.map(({ record }) => record));
    for (const query of queries) {
      assert.equal(promqlProblem(query), undefined, query);
      for (const { metric } of parser(query).selectors)
        assert.ok(
          recorded.has(metric) || /^http_(requests_total|request_duration_seconds_bucket)$/.test(metric),
          metric,
        );
    }
  });

  it("fill every placeholder, and reach the platform's Prometheus", () => {
    const address = `http://${PROMETHEUS}.observability.svc:${PROMETHEUS_PORT}`;
    for (const { kind, spec } of argo) {
      assert.equal(kind, "AnalysisTemplate");
      const names = (spec.args ?? []).map(({ name }) => name);
      for (const [, name = ""] of JSON.stringify(spec).matchAll(/\{\{args\.([\w-]+)\}\}/g))
        assert.ok(names.includes(name), name);
      assert.equal(spec.args?.find(({ name }) => name === "prometheus")?.value, address);
    }
    const templates = flagger.filter(({ kind }) => kind === "MetricTemplate");
    for (const { spec } of templates) {
      assert.equal(spec.provider?.address, address);
      for (const [, name = ""] of (spec.query ?? "").matchAll(/\{\{ (\w+) \}\}/g))
        assert.ok(["namespace", "target"].includes(name));
    }
    const canary = flagger.find(({ kind }) => kind === "Canary");
    assert.deepEqual(
      canary?.spec.analysis?.metrics.map(({ templateRef }) => templateRef.name),
      templates.map(({ metadata }) => metadata.name),
    );
  });
});
