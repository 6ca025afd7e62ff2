/**
 * `npm run drift -- --stack prod [--repair] [--format text|json|markdown]`: what somebody changed in the cluster since the
 * last `pulumi up`, field by field, with who and when; `--repair` puts it back. Exit code 1: something drifted.
 */
import { releasesOf } from "../components/support/releases";
import { command } from "./lib/command";
import { type Deployed, deployedReleases, stateObjects } from "./lib/drift/deployed";
import { findDrift, Paths, repair } from "./lib/drift/find";
import { type DriftReport, driftReport, FORMATS, isClean } from "./lib/drift/report";
import { pulumi } from "./lib/pulumi-cli";
import { Kube, KubeError } from "./lib/kube";
import { planStack, UserError } from "./lib/stack";

void command(
  "npm run drift -- --stack <stack> [--repair] [--format text|json|markdown]",
  {
    stack: { type: "string" },
    repair: { type: "boolean", default: false },
    format: { type: "string", default: "text" },
  },
  async ({ stack, repair: mend, format: given }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack prod");
    const format = FORMATS.find((one) => one === given);
    if (format === undefined) throw new UserError(`--format is one of ${FORMATS.join(", ")}`);
    const { settings } = planStack(stack);
    const { context, namespace } = settings.cluster;
    const state = stateObjects(await pulumi("stack", "export", "--show-secrets", "--stack", stack));
    try {
      const kube = await Kube.usual(context);
      const names = releasesOf(settings).map(({ name }) => name);
      const report = await look(kube, stack, namespace, names, state);
      if (mend !== true || isClean(report)) {
        if (!isClean(report)) process.exitCode = 1;
        return driftReport(report, format);
      }
      const paths = new Paths(kube);
      for (const drift of report.drifts) await repair(kube, paths, drift);
      const after = await look(kube, stack, namespace, names, state);
      if (!isClean(after)) process.exitCode = 1;
      console.error(driftReport(report, "text"));
      return driftReport(after, format);
    } catch (error) {
      if (error instanceof KubeError) throw new UserError(`the cluster: ${error.message}`);
      throw error;
    }
  },
);

async function look(
  kube: Kube,
  stack: string,
  namespace: string,
  names: readonly string[],
  { own, revisions }: ReturnType<typeof stateObjects>,
): Promise<DriftReport> {
  if (own.length === 0) throw new UserError(`stack ${stack} has nothing deployed: npx pulumi up --stack ${stack}`);
  const releases = await deployedReleases(kube, namespace, names);
  const problems = Object.entries(revisions).flatMap(([name, deployed]): string[] => {
    const found = releases.find((one) => one.name === name);
    if (found === undefined) return [`Release ${name}: is gone`];
    if (found.revision === deployed && found.status === "deployed") return [];
    return [`Release ${name}: Pulumi deployed revision ${deployed}, and Helm has ${found.revision} (${found.status})`];
  });
  const all: Deployed[] = [...releases.flatMap(({ objects }) => objects), ...own];
  return {
    stack,
    compared: all.length,
    releases: problems,
    drifts: await findDrift(kube, new Paths(kube), all),
  };
}
