/** The project's commands as a user runs them: in a copy of the project, which a test may change and commit to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProject } from "../../scripts/lib/copy";
import { type Ended, run } from "../../scripts/lib/processes";

/** A copy of the project in a Git repository of its own, with one commit of everything. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "observability-cli-"));

  constructor() {
    copyProject(this.folder);
  }

  /** Makes the copy a Git repository. */
  async init(): Promise<void> {
    await this.git("init", "--quiet");
    // The project ignores the folder node_modules; here it is a link.
    writeFileSync(this.path(".git/info/exclude"), "node_modules\n");
    await this.commit();
  }

  /** Commits all that was changed. */
  async commit(): Promise<void> {
    await this.git("add", "--all");
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    await this.git(...author, "commit", "--quiet", "--message", "test");
  }

  /** Goes back to a commit, by default the last one. */
  async undo(to = "HEAD"): Promise<void> {
    await this.git("reset", "--quiet", "--hard", to);
    await this.git("clean", "--quiet", "--force", "-d");
  }

  async git(...args: string[]): Promise<void> {
    const { code, stderr } = await this.execute("git", args);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Replaces a text in a file, which has to have it. */
  edit(file: string, from: string, to: string): void {
    const text = readFileSync(this.path(file), "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(
      this.path(file),
      text.replace(from, () => to),
    );
  }

  /** Runs `scripts/<name>.ts`. */
  script(name: string, ...args: string[]): Promise<Ended> {
    return this.execute(process.execPath, ["--require", "ts-node/register", `scripts/${name}.ts`, ...args]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private execute(command: string, args: string[]): Promise<Ended> {
    // A hook that runs the tests tells Git which repository is meant; here it is this one.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
    return run(command, args, { cwd: this.folder, env });
  }
}
