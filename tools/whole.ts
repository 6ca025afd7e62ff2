import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

const scratchPrefix = ".building-";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Puts what `make` makes at `target`, whole or not at all. `make` gets a folder of its own and returns the path of what
 * it made there. The target is `<cache>/<key>/<name>`.
 */
export async function putWhole(target: string, make: (scratch: string) => Promise<string>): Promise<void> {
  const cache = dirname(dirname(target));
  await mkdir(cache, { recursive: true });
  await sweep(cache);
  // Beside the target, since a rename is atomic only within one file system; a folder for each, since two may run.
  const scratch = await mkdtemp(join(cache, scratchPrefix));
  const interrupted = (signal: NodeJS.Signals): void => {
    rmSync(scratch, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const made = await make(scratch);
    await mkdir(dirname(target), { recursive: true });
    await rename(made, target);
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Removes what killed processes left, which could not tidy up after themselves. No build runs for an hour. */
async function sweep(cache: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(scratchPrefix)) continue;
    const folder = join(cache, entry);
    // Another process may have removed it since.
    const changed = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (Date.now() - changed > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}
