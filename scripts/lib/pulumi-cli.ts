/** The Pulumi CLI that the project installs. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ROOT, UserError } from "./stack";

/** Runs it without questions, and returns what it prints. @throws {@link UserError} with what it says. */
export async function pulumi(...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("npx", ["pulumi", ...args, "--non-interactive"], {
      cwd: ROOT,
      maxBuffer: 2 ** 28,
    });
    return stdout;
  } catch (error) {
    throw new UserError(`pulumi ${args[0] ?? ""}: ${((error as { stderr?: string }).stderr ?? String(error)).trim()}`);
  }
}
