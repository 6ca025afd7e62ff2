/** A folder of files that a command wrote: it may empty that, and nothing else. */
import * as fs from "node:fs";
import * as path from "node:path";
import { printable } from "../../stacks/printable";
import { UserError } from "./stack";

/** Lists the files that were written: those are ours to delete. */
export const MARK = ".observability-render";

/**
 * The folder that `--out` names, made if it is not there. It holds nothing, or what an earlier rendering wrote.
 * @throws {@link UserError} when it cannot be made or written, or somebody else's file is in it; nothing was touched then.
 */
export function outFolder(out: string): string {
  return explained(out, () => {
    const folder = path.resolve(out);
    if (out === "") throw new UserError("--out is empty; name a folder");
    if (!fs.existsSync(folder)) makeFolder(folder);
    if (!fs.statSync(folder).isDirectory()) throw new UserError(`--out ${out}: is not a folder`);
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    const foreign = firstForeign(folder);
    if (foreign === undefined) return folder;
    throw new UserError(`--out ${out}: render did not write ${printable(foreign)} there; name an empty folder`);
  });
}

/** Runs what writes to the folder; what the system refuses is the user's to mend. */
export function explained<T>(out: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || typeof code !== "string") throw error;
    throw new UserError(`--out ${printable(out)}: cannot be written (${message}); name another folder`);
  }
}

/** Makes a folder and those that it is in, one by one: Node's own `recursive` never ends below /proc. */
export function makeFolder(folder: string): void {
  const above = path.dirname(folder);
  if (above !== folder && !fs.existsSync(above)) makeFolder(above);
  if (!fs.existsSync(folder)) fs.mkdirSync(folder);
}

/** The first file, by its path, that no earlier rendering wrote. Links are not followed, and what is behind it is not looked at. */
function firstForeign(folder: string): string | undefined {
  const mark = path.join(folder, MARK);
  const ours = new Set([MARK, ...(fs.existsSync(mark) ? fs.readFileSync(mark, "utf8").split("\n") : [])]);
  const look = (within: string): string | undefined => {
    const entries = fs.readdirSync(path.join(folder, within), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = path.join(within, entry.name);
      const found = entry.isDirectory() ? look(name) : ours.has(name) ? undefined : name;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return look("");
}
