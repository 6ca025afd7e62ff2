/** The set-up's own script, run as its Job runs it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../scripts/lib/processes";
import type { FakeElastic } from "./fake-elastic";

/** How it ended, and what it wrote. */
export interface Ended {
  status: number;
  output: string;
}

/**
 * Runs it against the imitation, without blocking the process that serves that.
 * @param folder Where the files are put, beside those of the user.
 */
export async function runSetup(
  fake: FakeElastic,
  folder: string,
  files: Record<string, string>,
  env: Record<string, string> = {},
): Promise<Ended> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const all = {
    PATH: process.env["PATH"],
    SETUP_DIR: folder,
    CREDENTIALS_DIR: folder,
    SETUP_SECONDS: "20",
    SETUP_PAUSE: "0",
    ELASTICSEARCH_URL: fake.url,
    KIBANA_URL: fake.url,
    ELASTICSEARCH_CA: fake.ca,
    KIBANA_CA: fake.ca,
    ...env,
  };
  const { code, stdout, stderr } = await run("bash", [join(folder, "run.sh")], { env: all });
  return { status: code, output: stdout + stderr };
}
