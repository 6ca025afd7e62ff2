/** `npm run render -- --stack prod --out DIR [--manifests]`: everything that would be deployed, as files. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { type PlannedRelease, releasesOf } from "../components/support/releases";
import { chartSource } from "../components/support/release";
import { command } from "./lib/command";
import { explained, makeFolder, MARK, outFolder } from "./lib/folder";
import { renderFiles } from "./lib/rendering";
import { planStack, runStack, UserError } from "./lib/stack";
import { ensureTool } from "./lib/tools";
import type { Settings } from "../settings";

/** `helm template` runs without a cluster; this is the Kubernetes version that charts are told. */
const KUBE_VERSION = "1.34.0";

/** What kube-prometheus-stack, which is deployed first, adds to a cluster: charts ask for it before they make a monitor. */
const API_VERSIONS = ["monitoring.coreos.com/v1", "monitoring.coreos.com/v1alpha1"];

void command(
  "npm run render -- --stack <stack> --out <folder> [--manifests]",
  { stack: { type: "string" }, out: { type: "string" }, manifests: { type: "boolean" } },
  async ({ stack, out, manifests }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack prod");
    if (out === undefined) throw new UserError("--out is missing, e.g. --out rendered");
    const planned = planStack(stack);
    const folder = outFolder(out);
    const files = renderFiles(planned.settings, (await runStack(planned)).resources);
    const charts = manifests === true ? releasesOf(planned.settings).map(chartFile) : [];
    explained(out, () => {
      // An earlier rendering goes, so that what is no longer deployed is no longer there.
      for (const entry of fs.readdirSync(folder)) fs.rmSync(path.join(folder, entry), { recursive: true });
      fs.writeFileSync(path.join(folder, MARK), [...Object.keys(files), ...charts].map((file) => `${file}\n`).join(""));
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(folder, file);
        makeFolder(path.dirname(target));
        fs.writeFileSync(target, text);
      }
    });
    if (manifests === true) await helmTemplate(folder, planned.settings);
    return `${Object.keys(files).length} files of stack ${stack} in ${out}`;
  },
);

/** Where a release's manifests go. */
function chartFile({ name }: PlannedRelease): string {
  return `charts/${name}.yaml`;
}

async function helmTemplate(out: string, settings: Settings): Promise<void> {
  const helm = await ensureTool("helm", console.error);
  makeFolder(path.join(out, "charts"));
  for (const planned of releasesOf(settings)) {
    const { chart, version, repositoryOpts } = chartSource(planned.chart, settings.charts);
    const { stdout } = await promisify(execFile)(
      helm,
      [
        "template",
        planned.name,
        chart,
        ...(version === undefined ? [] : ["--version", version]),
        ...(repositoryOpts === undefined ? [] : ["--repo", repositoryOpts.repo]),
        ...["--namespace", settings.cluster.namespace, "--kube-version", KUBE_VERSION, "--include-crds"],
        ...["--api-versions", API_VERSIONS.join()],
        ...["--values", path.join(out, "values", `${planned.name}.yaml`)],
      ],
      { maxBuffer: 2 ** 28 },
    ).catch((error: unknown) => {
      throw new UserError(`helm template ${planned.name}: ${(error as { stderr?: string }).stderr ?? String(error)}`);
    });
    fs.writeFileSync(path.join(out, chartFile(planned)), stdout);
  }
}
