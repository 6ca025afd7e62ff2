import { strict as assert } from "node:assert";
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { PlannedResource } from "../../scripts/lib/diff";
import type { Ended } from "../../scripts/lib/processes";
import { ProjectCopy } from "../support/cli";

describe("npm run plan", () => {
  let project: ProjectCopy;
  const plan = (...args: string[]) => project.script("plan", ...args);

  before(async () => {
    project = new ProjectCopy();
    await project.init();
  });
  afterEach(() => project.undo());
  after(() => project.remove());

  /** What a command wrote that did what it was asked. */
  const output = ({ code, stdout, stderr }: Ended): string => {
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    return stdout;
  };

  /** What a command said that failed with an explanation: to stderr, and without a stack trace. */
  const complaint = ({ code, stdout, stderr }: Ended): string[] => {
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
    assert.doesNotMatch(stderr, /^\s+at /m);
    return stderr.trimEnd().split("\n");
  };

  it("shows a summary of dev, and where the rest is", async () => {
    const text = output(await plan("--stack", "dev"));
    assert.match(text, /^Stack dev: \d+ resources for namespace observability of cluster dev \(kind\)\n/);
    assert.ok(text.split("\n").length <= 100);
    assert.match(text, /^ {2}npm run plan -- --stack dev --full {2,}every resource/m);
  });

  it("in full shows the resources of dev, and that every alert stays in Alertmanager", async () => {
    const text = output(await plan("--stack", "dev", "--full"));
    assert.match(text, /^observability-dev \(Stack\)\n/);
    assert.match(text, /^ {4}kube-prometheus-stack \(Release\)$/m);
    assert.match(text, /^\d+ resources in stack dev$/m);
    assert.match(text, /^ {2}platform +critical +nobody \(stays in Alertmanager\)$/m);
    assert.match(text, /^Storage\n {2}Prometheus: about /m);
  });

  it("as JSON has the stack and its resources, sorted by URN, and nothing else", async () => {
    const text = output(await plan("--stack", "dev", "--format", "json"));
    const { resources, ...rest } = JSON.parse(text) as { stack: string; resources: PlannedResource[] };
    assert.deepEqual(rest, { stack: "dev" });
    assert.ok(resources.length > 10);
    for (const resource of resources) {
      assert.deepEqual(Object.keys(resource), ["urn", "type", "name", "parent", "inputs"]);
    }
    const urns = resources.map(({ urn }) => urn);
    assert.deepEqual(urns, [...urns].sort());
    assert.equal(new Set(urns).size, urns.length);
  });

  it("against a commit shows just the key that an edit changed, with its old and its new value", async () => {
    project.edit("Pulumi.dev.yaml", "retention: 3d", "retention: 4d");
    const text = output(await plan("--stack", "dev", "--against", "HEAD"));
    const [release, ...others] = text.split("\n\n").filter((part) => part.startsWith("~ "));
    assert.equal(
      release,
      [
        "~ kube-prometheus-stack (Release)",
        '  - values.prometheus.prometheusSpec.retention: "3d"',
        '  + values.prometheus.prometheusSpec.retention: "4d"',
      ].join("\n"),
    );
    // What waits for Prometheus and Alertmanager names a checksum of the values, and the verification one of all that is deployed.
    const verification = /^~ verification \(Command\)\n {2}- triggers\[0\]: "\w+"\n {2}\+ triggers\[0\]: "\w+"$/;
    assert.equal(others.filter((other) => verification.test(other)).length, 1);
    for (const other of others.filter((one) => !verification.test(one)))
      assert.match(other, /^~ \w+-ready .*\n.*observability\/values.*\n.*\S$/);
    assert.match(text, /^Against HEAD: 0 added, \d changed, 0 removed$/m);
  });

  it("against a commit that lacks the stack shows everything as added", async () => {
    renameSync(project.path("Pulumi.dev.yaml"), project.path("Pulumi.new.yaml"));
    const text = output(await plan("--stack", "new", "--against", "HEAD", "--format", "json"));
    const { resources, diff } = JSON.parse(text) as { resources: unknown[]; diff: Record<string, unknown> };
    assert.deepEqual(diff, { added: resources, removed: [], changed: [] });
  });

  it("as Markdown says that nothing changes, on stdout", async () => {
    const text = output(await plan("--stack", "prod", "--against", "HEAD", "--format", "markdown"));
    assert.match(text, /^### Plan: `prod`\n\nNothing changes against `HEAD`\.\n\n<details><summary>Who hears what/);
  });

  describe("fails with a message", () => {
    it("when an option is missing, unknown, or none of its choices", async () => {
      const usage =
        "Usage: npm run plan -- --stack <stack> [--full] [--against <git ref>] [--format text|json|markdown]";
      const [missing, unknown, format] = await Promise.all([
        plan(),
        plan("--stck", "dev"),
        plan("--stack", "dev", "--format", "xml"),
      ]);
      assert.deepEqual(complaint(missing), ["--stack is missing, e.g. --stack dev"]);
      assert.deepEqual(complaint(unknown), ["Unknown option '--stck'", usage]);
      assert.deepEqual(complaint(format), ["--format is one of text, json, markdown"]);
    });

    it("when there is no such stack", async () => {
      assert.deepEqual(complaint(await plan("--stack", "test")), [
        "there is no Pulumi.test.yaml; the stacks are dev, prod, staging",
      ]);
    });

    it("when a stack's file is none, or its name no label", async () => {
      mkdirSync(project.path("Pulumi.folder.yaml"));
      symlinkSync("Pulumi.loop.yaml", project.path("Pulumi.loop.yaml"));
      copyFileSync(project.path("Pulumi.dev.yaml"), project.path("Pulumi.dev-.yaml"));
      const stacks = [plan("--stack", "folder"), plan("--stack", "loop"), plan("--stack", "dev-")] as const;
      const [folder, loop, name] = await Promise.all(stacks);
      assert.deepEqual(complaint(folder), ["Pulumi.folder.yaml is a folder"]);
      assert.deepEqual(complaint(loop), ["Pulumi.loop.yaml cannot be read (ELOOP)"]);
      assert.match(complaint(name).join("\n"), /the stack's name: "dev-" is not a label's value: .* -> choose another/);
      for (const file of ["Pulumi.folder.yaml", "Pulumi.loop.yaml", "Pulumi.dev-.yaml"])
        rmSync(project.path(file), { recursive: true });
    });

    it("when there is no such commit", async () => {
      assert.deepEqual(complaint(await plan("--stack", "dev", "--against", "nowhere")), [
        "--against nowhere: git has no such commit here (fatal: not a valid object name: nowhere)",
      ]);
    });

    it("when the commit cannot plan itself, or its stack file has a mistake", async () => {
      rmSync(project.path("scripts/plan.ts"));
      await project.commit();
      await project.git("tag", "without-plan");
      await project.undo("HEAD~1");
      project.edit("Pulumi.dev.yaml", "retention: 3d", "retention: soon");
      await project.commit();
      await project.git("tag", "mistaken");
      await project.undo("HEAD~1");
      const against = (ref: string) => plan("--stack", "dev", "--against", ref);
      const [without, mistaken] = await Promise.all([against("without-plan"), against("mistaken")]);
      assert.deepEqual(complaint(without), [
        "--against without-plan: that commit has no scripts/plan.ts to plan it with",
      ]);
      const [line = "", ...more] = complaint(mistaken);
      assert.match(line, /^--against mistaken: .* \(Pulumi\.dev\.yaml has 1 mistake; .* \/ +metrics\.retention: /);
      assert.deepEqual(more, []);
    });

    it("that lists every mistake in the stack file", async () => {
      project.edit("Pulumi.dev.yaml", "retention: 3d", "retention: soon");
      project.edit("Pulumi.dev.yaml", "platform: kind", "platform: knd");
      const [head, ...mistakes] = complaint(await plan("--stack", "dev"));
      assert.equal(head, "Pulumi.dev.yaml has 2 mistakes; nothing was changed:");
      assert.deepEqual(
        mistakes.map((line) => line.split(":")[0]),
        ["  cluster.platform", "  metrics.retention"],
      );
    });

    it("when the stack file is no YAML", async () => {
      writeFileSync(project.path("Pulumi.dev.yaml"), "config:\n  a: [\n");
      assert.match(
        complaint(await plan("--stack", "dev")).join("\n"),
        /^Pulumi\.dev\.yaml is not YAML: line 3, column 1: .*bracket/,
      );
    });
  });
});
