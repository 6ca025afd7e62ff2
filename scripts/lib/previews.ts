/** Pulumi's own previews of two programs: this one, and the smallest that has a Helm release at all. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Cost, measure } from "./measure";
import { ROOT } from "./stack";

/** The Pulumi CLI on PATH or where the npm package keeps it; never the npm package's, which would download it. */
export function findPulumi(): string | undefined {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const home = process.env["PULUMI_HOME"] ?? path.join(os.homedir(), ".pulumi");
  return [
    ...(process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => !folder.includes("node_modules")),
    path.join(home, "versions", dependencies["pulumi"] ?? "", "bin"),
  ]
    .map((folder) => path.join(folder, "pulumi"))
    .find((file) => fs.existsSync(file));
}

const SINGLE: Record<string, string> = {
  "Pulumi.yaml": "name: single\nruntime: nodejs\nmain: index.ts\n",
  "package.json": '{ "name": "single", "private": true }\n',
  "index.ts": `
import * as k8s from "@pulumi/kubernetes";
const provider = new k8s.Provider("cluster", { enableConfigMapMutable: true, enableSecretMutable: true, upsertExistingObjects: true });
new k8s.helm.v3.Release("empty", { name: "empty", chart: "./chart" }, { provider });
`,
  "chart/Chart.yaml": "apiVersion: v2\nname: empty\nversion: 1.0.0\n",
  "chart/values.yaml": "{}\n",
};

/**
 * Previews of dev and of one empty release, neither deployed, without a cluster. The charts come from the folder that
 * OBSERVABILITY_CHARTS names, or from their repositories.
 * @param project A copy of this project, whose dev stack is changed.
 */
export async function previews(pulumi: string, folder: string, project: string): Promise<(() => Promise<Cost>)[]> {
  const single = path.join(folder, "single");
  const state = path.join(folder, "state");
  fs.mkdirSync(state);
  for (const [file, text] of Object.entries(SINGLE)) {
    fs.mkdirSync(path.dirname(path.join(single, file)), { recursive: true });
    fs.writeFileSync(path.join(single, file), text);
  }
  fs.copyFileSync(path.join(ROOT, "tsconfig.json"), path.join(single, "tsconfig.json"));
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(single, "node_modules"));
  fs.writeFileSync(path.join(folder, "kubeconfig"), "");

  const env = {
    ...process.env,
    KUBECONFIG: path.join(folder, "kubeconfig"),
    // The CLI's language hosts are beside it.
    PATH: `${path.dirname(pulumi)}${path.delimiter}${process.env["PATH"] ?? ""}`,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const run = (cwd: string, ...args: string[]) => measure(cwd, [pulumi, "--non-interactive", ...args], env);
  for (const cwd of [project, single]) await run(cwd, "stack", "init", "dev");
  const charts = process.env["OBSERVABILITY_CHARTS"];
  if (charts !== undefined) await run(project, "config", "set", "--stack", "dev", "charts", path.resolve(charts));
  return [project, single].map((cwd) => () => run(cwd, "preview", "--stack", "dev"));
}
