/**
 * `npm run doctor -- --stack dev [--format text|json]`: whether a stack can be deployed to the cluster that its kubeconfig
 * names, before anything is. It only asks. Exit code 1: there is a problem.
 */
import { charts } from "./lib/doctor/charts";
import { CHECKS } from "./lib/doctor/checks";
import { credentials } from "./lib/doctor/credentials";
import { clusterFacts, type ClusterFacts } from "./lib/doctor/facts";
import { about, type Finding, findingsText } from "./lib/doctor/finding";
import { room } from "./lib/doctor/room";
import { command } from "./lib/command";
import { pulumi } from "./lib/pulumi-cli";
import { Kube } from "./lib/kube";
import { type PlannedStack, planStack, runStack, UserError } from "./lib/stack";
import { workloads } from "./lib/summary/workloads";

void command(
  "npm run doctor -- --stack <stack> [--format text|json]",
  { stack: { type: "string" }, format: { type: "string", default: "text" } },
  async ({ stack, format }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack dev");
    if (format !== "text" && format !== "json") throw new UserError("--format is one of text, json");
    const planned = planStack(stack);
    const decrypt = () => pulumi("config", "--show-secrets", "--json", "--stack", stack);
    const [of, set, from] = await Promise.all([
      ofCluster(planned),
      credentials(stack, planned.settings, planned.placeholders, decrypt),
      charts(planned.settings),
    ]);
    const findings = [...of, ...set, ...from];
    if (findings.some(({ state }) => state === "problem")) process.exitCode = 1;
    return format === "json" ? JSON.stringify({ stack, findings }, null, 2) : findingsText(findings);
  },
);

async function ofCluster(planned: PlannedStack): Promise<Finding[]> {
  const { ok, problem } = about("cluster");
  const { stack, settings } = planned;
  let facts: ClusterFacts;
  let context: string;
  try {
    const kube = await Kube.usual(settings.cluster.context);
    context = kube.context;
    facts = await clusterFacts(kube, settings.cluster.namespace);
  } catch (error) {
    return [problem((error as Error).message, "kubectl config get-contexts; kubectl cluster-info")];
  }
  const { resources } = await runStack(planned);
  const patient = { stack, settings, facts };
  return [
    ok(`${context} answers, with ${facts.nodes.length} nodes`),
    ...CHECKS.flatMap((check) => check(patient)),
    ...room(workloads(settings, resources), facts.nodes),
  ];
}
