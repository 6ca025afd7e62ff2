/** A copy of the project, for what must not touch the original: it can be changed, committed to and deployed from. */
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "./stack";

/** Not part of the project's source, or much too large to copy. */
const LEFT_OUT = [".build", ".cache", ".git", "node_modules", "rendered"];

/** Copies the project's files as they are now into an empty folder; the packages are linked. */
export function copyProject(folder: string): void {
  fs.cpSync(ROOT, folder, { recursive: true, filter: (file) => !LEFT_OUT.includes(path.basename(file)) });
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
}
