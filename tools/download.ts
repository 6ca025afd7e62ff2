import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Pin, ToolName } from "./pins";
import type { Release } from "./releases";
import { putWhole } from "./whole";

/** Where official releases come from. */
export interface Downloads {
  releases: Partial<Record<ToolName, Release>>;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** One file to download. */
export interface Asset {
  url: string;
  member: string | undefined;
  sha256: string;
}

/** The file with the pinned release for this platform, if its checksum is known. */
export function assetOf({ name, version }: Pin, { releases }: Downloads): Asset | undefined {
  const release = releases[name];
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const sha256 = release?.sha256[`${process.platform}-${arch}`];
  if (release?.version !== version || sha256 === undefined) return undefined;
  const fill = (text: string): string =>
    text.replaceAll("{version}", version).replaceAll("{os}", process.platform).replaceAll("{arch}", arch);
  return { url: fill(release.url), member: release.member && fill(release.member), sha256 };
}

/** Downloads the program and puts it at `target`; `inspect` refuses it, by throwing, if it is another. */
export function download(
  { url, member, sha256 }: Asset,
  target: string,
  { fetch }: Downloads,
  env: NodeJS.ProcessEnv,
  inspect: (program: string) => void,
): Promise<void> {
  return putWhole(target, async (scratch) => {
    const response = await fetch(url, { signal: AbortSignal.timeout(300_000) });
    if (!response.ok || response.body === null) throw new Error(`${url} answers ${response.status}`);
    const file = join(scratch, "download");
    const hash = createHash("sha256");
    const hashed = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(response.body, hashed, createWriteStream(file));
    const found = hash.digest("hex");
    if (found !== sha256) throw new Error(`${url} has the checksum ${found}, not ${sha256}`);
    if (member !== undefined) await promisify(execFile)("tar", ["-xzf", file, "-C", scratch, member], { env });
    const program = join(scratch, member ?? "download");
    await chmod(program, 0o755);
    inspect(program);
    return program;
  });
}
