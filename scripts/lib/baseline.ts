/** The plan of another commit, made by that commit's own program. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { withoutAddresses } from "../../settings/shown";
import type { PlannedResource } from "./diff";
import { ROOT, UserError } from "./stack";

const exec = promisify(execFile);

/** What a commit is planned with: its own. */
const SCRIPT = "scripts/plan.ts";

/**
 * Plans a stack as of a commit, in a temporary folder, with the packages that are installed here. No resources when that
 * commit does not have the stack.
 * @throws {@link UserError} when there is no such commit, or its program fails.
 */
export async function baseline(stack: string, ref: string): Promise<PlannedResource[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "observability-plan-"));
  try {
    const archive = path.join(folder, "source.tar");
    const source = path.join(folder, "source");
    fs.mkdirSync(source);
    try {
      await exec("git", ["archive", "--output", archive, "--end-of-options", ref], { cwd: ROOT });
    } catch (error) {
      throw new UserError(`--against ${ref}: git has no such commit here (${brief(error)})`);
    }
    await exec("tar", ["-xf", archive, "-C", source]);
    if (!fs.existsSync(path.join(source, `Pulumi.${stack}.yaml`))) return [];
    const script = path.join(source, SCRIPT);
    if (!fs.existsSync(script)) throw new UserError(`--against ${ref}: that commit has no ${SCRIPT} to plan it with`);
    fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(source, "node_modules"));
    try {
      const { stdout } = await exec(
        process.execPath,
        ["--require", "ts-node/register", script, "--stack", stack, "--format", "json"],
        { cwd: source, maxBuffer: 2 ** 28 },
      );
      return (JSON.parse(stdout) as { resources: PlannedResource[] }).resources;
    } catch (error) {
      throw new UserError(`--against ${ref}: its own program could not be planned (${brief(error)})`);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** On one line, what a process said when it failed. */
function brief(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  // There is no stderr, or an empty one, when the process could not be started at all.
  const said = (stderr === undefined || stderr === "" ? message : stderr).trim();
  // An older commit's program may repeat what is in its stack file.
  return withoutAddresses(said.split("\n").slice(0, 3).join(" / "));
}
