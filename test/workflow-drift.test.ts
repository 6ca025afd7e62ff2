import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInThisContext } from "node:vm";
import { parse } from "yaml";

interface Workflow {
  jobs: Record<string, { steps: { with?: { script?: string } }[] }>;
}

type Script = (...given: unknown[]) => Promise<void>;

interface Issue {
  number: number;
  body: string;
  pull_request?: object;
}

/** What the workflow's script does, given the reports of the environments and the issues that are open. */
async function done(reports: Record<string, string>, open: Issue[] = []): Promise<string[]> {
  const { jobs } = parse(readFileSync(resolve(__dirname, "../.github/workflows/drift.yml"), "utf8")) as Workflow;
  const script = jobs["tell"]?.steps.at(-1)?.with?.script ?? assert.fail("there is no script");
  const directory = mkdtempSync(join(tmpdir(), "drift-"));
  for (const [name, text] of Object.entries(reports)) writeFileSync(join(directory, name), text);
  const calls: string[] = [];
  const call = (name: string) => (given: { issue_number?: number; title?: string; body?: string; state?: string }) => {
    calls.push(
      [name, given.issue_number, given.title, given.state, given.body?.slice(0, 200)].filter(Boolean).join(" "),
    );
    assert.ok((given.body?.length ?? 0) <= 65_536);
    return Promise.resolve();
  };
  const github = {
    paginate: () => Promise.resolve(open),
    rest: {
      issues: { listForRepo: {}, create: call("create"), update: call("update"), createComment: call("comment") },
    },
  };
  const context = { repo: { owner: "o", repo: "r" }, serverUrl: "https://example.com", runId: 7 };
  try {
    const run = runInThisContext(`(async (github, context, require, process) => {${script}})`) as Script;
    await run(github, context, (name: string) => process.getBuiltinModule(name), { env: { REPORTS: directory } });
  } finally {
    rmSync(directory, { recursive: true });
  }
  return calls;
}

describe("the issue that tells of drift", () => {
  const issue = (stack: string, more: object = {}) => ({
    number: 5,
    body: `<!-- observability drift ${stack} -->\nold`,
    ...more,
  });

  it("is opened for an environment in which something drifted, and kept current", async () => {
    assert.match(
      (await done({ "prod.drift.md": "a table" })).join(),
      /^create Drift in prod <!-- observability drift prod -->\na table/,
    );
    assert.match(
      (await done({ "prod.drift.md": "a table" }, [issue("prod")])).join(),
      /^update 5 <!-- observability drift prod/,
    );
  });

  it("is that of this environment, and no pull request", async () => {
    for (const other of [issue("dev"), issue("prod", { pull_request: {} }), { number: 5, body: "somebody's" }])
      assert.match((await done({ "prod.drift.md": "a table" }, [other])).join(), /^create /);
  });

  it("is closed when nothing drifted any more, and not opened for nothing", async () => {
    assert.deepEqual(await done({ "dev.drift.md": "" }), []);
    const [comment = "", close = "", ...more] = await done({ "dev.drift.md": "" }, [issue("dev")]);
    assert.match(comment, /^comment 5 Nothing drifted any more/);
    assert.equal(close, "update 5 closed");
    assert.deepEqual(more, []);
  });

  it("is left alone when an environment could not be looked at", async () => {
    assert.deepEqual(await done({}, [issue("prod")]), []);
  });

  it("holds what an issue can hold", async () => {
    assert.equal((await done({ "prod.drift.md": "x".repeat(200_000) })).length, 1);
  });
});
