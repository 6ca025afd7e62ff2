/** Rules that a test makes up, or changes, evaluated by promtool. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { toolOrSkip } from "./tools";

/** A case: series by the interval, and what expressions come to at some time. */
export interface ExpressionCase {
  input_series: { series: string; values: string }[];
  promql_expr_test: { expr: string; eval_time: string; exp_samples: { labels: string; value: number }[] }[];
}

/** Fails with what promtool says unless the case comes out as it says. @param interval Between samples, and evaluations. */
export function assertEvaluated(
  context: Mocha.Context,
  groups: readonly { name: string }[],
  test: ExpressionCase,
  interval = "1m",
): void {
  const promtool = toolOrSkip(context, "promtool");
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), stringify(content));
  };
  try {
    write("rules.yaml", { groups });
    write("test.yaml", {
      rule_files: ["rules.yaml"],
      evaluation_interval: interval,
      // Promtool's own order is by chance.
      group_eval_order: groups.map(({ name }) => name),
      tests: [{ interval, ...test }],
    });
    const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "test.yaml"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout + stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
