import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInThisContext } from "node:vm";
import { parse } from "yaml";
import { findTool } from "../scripts/lib/tools";

interface Step {
  uses?: string;
  run?: string;
  with?: { script?: string; "persist-credentials"?: boolean };
}

interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  jobs: Record<string, { if?: string; environment?: unknown; steps: Step[] }>;
}

type Script = (...given: unknown[]) => Promise<void>;

const root = resolve(__dirname, "..");
const folder = join(root, ".github/workflows");
const files = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, workflow: parse(text) as Workflow };
});

function workflow(name: string): Workflow {
  return (files.find((file) => file.name === name) ?? assert.fail(`there is no ${name}`)).workflow;
}

function steps({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap((job) => job.steps);
}

describe("workflows", () => {
  for (const { name, text, workflow } of files) {
    describe(name, () => {
      it("pins every action by commit, with its version in a comment", () => {
        const uses = text.match(/^\s*(- )?uses:.*$/gm) ?? assert.fail("it uses no action");
        for (const line of uses) assert.match(line, /uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      });

      it("may read the repository and nothing else, unless a job says so", () => {
        assert.deepEqual(workflow.permissions, { contents: "read" });
      });

      it("never answers pull_request_target, which would give a fork the write token", () => {
        assert.ok(!("pull_request_target" in workflow.on));
      });

      it("puts no expression into a script, where it would become code", () => {
        for (const { run, with: inputs } of steps(workflow)) {
          assert.doesNotMatch(run ?? "", /\$\{\{/);
          assert.doesNotMatch(inputs?.script ?? "", /\$\{\{/);
        }
      });

      it("leaves no token behind in a checkout", () => {
        const checkouts = steps(workflow).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        for (const { with: inputs } of checkouts) assert.equal(inputs?.["persist-credentials"], false);
      });
    });
  }

  it("pins one action to one commit everywhere", () => {
    const pins = new Set(files.flatMap((file) => steps(file.workflow)).flatMap(({ uses }) => uses ?? []));
    assert.equal(new Set([...pins].map((pin) => pin.split("@")[0])).size, pins.size);
  });

  it("lets nothing but the comment and the issue be written", () => {
    const writers = files.flatMap(
      ({ name, text }) => text.match(/\S+: write\b/g)?.map((scope) => `${name}: ${scope}`) ?? [],
    );
    assert.deepEqual(writers.sort(), ["drift.yml: issues: write", "preview-comment.yml: pull-requests: write"]);
  });

  it("runs nothing beside the write token but two actions", () => {
    const writers = [...Object.values(workflow("preview-comment.yml").jobs), workflow("drift.yml").jobs["tell"]];
    for (const job of writers) {
      const used = job?.steps.map(({ uses, run }) => run ?? uses?.split("@")[0]);
      assert.deepEqual(used, ["actions/download-artifact", "actions/github-script"]);
      assert.doesNotMatch(JSON.stringify(job), /secrets\./);
    }
  });

  it("keeps credentials out of every job that a fork's pull request reaches", () => {
    for (const { workflow } of files.filter((file) => "pull_request" in file.workflow.on)) {
      for (const job of Object.values(workflow.jobs).filter((job) => JSON.stringify(job).includes("secrets."))) {
        assert.match(job.if ?? "", /github\.event\.pull_request\.head\.repo\.full_name == github\.repository/);
      }
    }
  });

  it("deploys every environment that has a stack file", () => {
    const stacks = readdirSync(root).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    const deployed = new Set(Object.values(workflow("deploy.yml").jobs).map(({ environment }) => environment));
    for (const stack of stacks) assert.ok(deployed.has(stack), `deploy.yml lacks a job for ${stack}`);
  });

  it("passes actionlint", function () {
    const actionlint = findTool("actionlint");
    if (actionlint === undefined) {
      console.log("      actionlint is neither in the cache nor on PATH: `npm run tools` builds it");
      this.skip();
    }
    const paths = files.map(({ name }) => join(folder, name));
    const { status, stdout, stderr } = spawnSync(actionlint, ["-no-color", ...paths], { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  });
});

describe("the preview comment", () => {
  const run = {
    head_sha: "c0ffee",
    head_branch: "topic",
    head_repository: { id: 1, owner: { login: "us" } },
    repository: { id: 1 },
    html_url: "https://example.com/run",
    conclusion: "success",
  };
  const fork = { ...run, head_repository: { id: 2, owner: { login: "them" } } };
  const marker = "<!-- observability preview -->";

  /** What the workflow's script writes, given what the run left behind and what GitHub knows. */
  async function written(
    reports: Record<string, string>,
    { of = run, head = "c0ffee", comments = [] as unknown[] } = {},
  ): Promise<{ call: string; body: string; comment_id?: number; issue_number?: number }[]> {
    const directory = mkdtempSync(join(tmpdir(), "reports-"));
    try {
      for (const [name, text] of Object.entries(reports)) writeFileSync(join(directory, name), text);
      symlinkSync("/etc/hostname", join(directory, "link.plan.md"));
      const writes: { call: string; body: string }[] = [];
      const write = (call: string) => (comment: { body: string }) => writes.push({ call, ...comment });
      const pulls = { list: () => [{ number: 7, head: { sha: head, repo: { id: of.head_repository.id } } }] };
      const issues = { listComments: () => comments, updateComment: write("update"), createComment: write("create") };
      const github = { paginate: (list: () => unknown[]) => list(), rest: { pulls, issues } };
      const context = { repo: { owner: "us", repo: "it" }, payload: { workflow_run: of } };
      const script = steps(workflow("preview-comment.yml")).find((step) => step.with?.script)?.with?.script ?? "";
      const comment = runInThisContext(`(async (github, context, core, require, process) => {${script}})`) as Script;
      await comment(github, context, { notice: () => undefined }, require, { env: { REPORTS: directory } });
      return writes;
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  it("is created once, with a report per environment, and nothing but reports", async () => {
    const [only, ...more] = await written({
      "prod.plan.md": "three",
      "dev.plan.md": "one",
      "dev.preview.md": "two",
      x: "",
    });
    assert.deepEqual(more, []);
    assert.equal(only?.issue_number, 7);
    const said = "For c0ffee, from [this run](https://example.com/run) (success).";
    const report = "## dev: plan\n\none\n\n## dev: preview\n\ntwo\n\n## prod: plan\n\nthree";
    assert.equal(only.body, `${marker}\n\n${said}\n\n${report}`);
  });

  it("is updated in place, and only the workflow's own", async () => {
    const comments = [
      { id: 1, user: { login: "somebody" }, body: marker },
      { id: 2, user: { login: "github-actions[bot]" }, body: `${marker}\n\nbefore` },
    ];
    const [only, ...more] = await written({ "dev.plan.md": "after" }, { comments });
    assert.deepEqual([only?.call, only?.comment_id, more], ["update", 2, []]);
  });

  it("is not written for a commit that is no longer the pull request's head", async () => {
    assert.deepEqual(await written({ "dev.plan.md": "old" }, { head: "beef" }), []);
  });

  it("shows a fork's report as text, whatever it holds", async () => {
    const [only] = await written({ "dev.plan.md": "```\n@everyone\n```" }, { of: fork });
    assert.ok(only?.body.endsWith("```diff\n'''\n@everyone\n'''\n```"));
  });

  it("stays within 65,536 characters and says where the rest is", async () => {
    const [only] = await written({ "dev.plan.md": "short", "prod.plan.md": "x".repeat(90_000) });
    assert.ok(only && only.body.length <= 65_536 && only.body.length > 60_000);
    assert.ok(only.body.includes("## dev: plan\n\nshort"));
    assert.ok(only.body.endsWith("**Cut here**: the rest is in [the run](https://example.com/run)."));
  });
});
