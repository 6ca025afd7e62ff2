/** Files given to the program that would have to take them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Whether a program takes a file, by its exit code. What it says is shown where that is not as expected. */
export function assertTaken(expected: boolean, program: string, args: (file: string) => string[], text: string): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "consumer-"));
  try {
    const file = path.join(folder, "config.yaml");
    fs.writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync(program, args(file), { encoding: "utf8", timeout: 60_000 });
    assert.equal(status === 0, expected, `${text}\n${stdout}${stderr}`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
