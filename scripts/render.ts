/** `npm run render -- --stack prod --out DIR [--manifests]`: everything that would be deployed, as files. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { CHARTS } from "../components/charts";
import { chartSource } from "../components/release";
import { command } from "./lib/command";
import { renderFiles } from "./lib/rendering";
import { planStack, runStack, UserError } from "./lib/stack";
import { ensureTool } from "./lib/tools";

/** `helm template` runs without a cluster; this is the Kubernetes version that charts are told. */
const KUBE_VERSION = "1.34.0";

void command(
  "npm run render -- --stack <stack> --out <folder> [--manifests]",
  { stack: { type: "string" }, out: { type: "string" }, manifests: { type: "boolean" } },
  async ({ stack, out, manifests }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack prod");
    if (out === undefined) throw new UserError("--out is missing, e.g. --out rendered");
    const planned = planStack(stack);
    const files = renderFiles(planned.settings, (await runStack(planned)).resources);

    clear(out);
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(out, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, text);
    }
    fs.writeFileSync(path.join(out, MARK), "");
    if (manifests === true) await helmTemplate(out, planned.settings.cluster.namespace, planned.settings.charts);
    return `${Object.keys(files).length} files of stack ${stack} in ${out}`;
  },
);

/** A file that says that a folder's content is ours to delete. */
const MARK = ".observability-render";

/** An earlier rendering goes, so that what is no longer deployed is no longer there; anybody else's files do not. */
function clear(out: string): void {
  if (!fs.existsSync(out) || fs.readdirSync(out).length === 0) return;
  if (!fs.existsSync(path.join(out, MARK))) {
    throw new UserError(`--out ${out}: the folder has files that render did not write; name an empty one`);
  }
  fs.rmSync(out, { recursive: true });
}

async function helmTemplate(out: string, namespace: string, mirror?: string): Promise<void> {
  const helm = await ensureTool("helm", console.error);
  const folder = path.join(out, "charts");
  fs.mkdirSync(folder, { recursive: true });
  for (const definition of Object.values(CHARTS)) {
    const { chart, version, repositoryOpts } = chartSource(definition, mirror);
    const { stdout } = await promisify(execFile)(
      helm,
      [
        "template",
        definition.chart,
        chart,
        ...(version === undefined ? [] : ["--version", version]),
        ...(repositoryOpts === undefined ? [] : ["--repo", repositoryOpts.repo]),
        ...["--namespace", namespace, "--kube-version", KUBE_VERSION, "--include-crds"],
        ...["--values", path.join(out, "values", `${definition.chart}.yaml`)],
      ],
      { maxBuffer: 2 ** 28 },
    ).catch((error: unknown) => {
      throw new UserError(
        `helm template ${definition.chart}: ${(error as { stderr?: string }).stderr ?? String(error)}`,
      );
    });
    fs.writeFileSync(path.join(folder, `${definition.chart}.yaml`), stdout);
  }
}
