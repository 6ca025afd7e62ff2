/** Step 7: what somebody changes by hand is found, each change with who made it, and put back. */
import { MERGE_PATCH } from "../kube";
import { DEPLOYED } from "./deploying";
import { expectNone, type Step, StepFailed } from "./steps";
import { namespaceOf, type World } from "./world";

export function drifting(world: World): Step[] {
  return [{ step: 7, what: "changes by hand", needs: [DEPLOYED], run: () => byHand(world) }];
}

/** What `npm run drift -- --format json` prints, as far as it is looked at. */
export interface Printed {
  releases: string[];
  drifts: { object: string; state: string; changes: { field: string; what: string; who?: string }[] }[];
}

/** Grafana's Deployment and Service. */
const GRAFANA = "grafana";

/** By whom the changes seem to be made. */
const WHO = "kubectl-edit";

const DASHBOARD = "dashboard-cluster-overview";

async function byHand(world: World): Promise<string> {
  const { kube, project } = world;
  expectNone(lines(await drift(world, 0)), 3);
  const namespace = namespaceOf(world);
  const patch = (path: string, body: unknown) =>
    kube.request("PATCH", `${path}?fieldManager=${WHO}`, body, MERGE_PATCH);
  await patch(`/apis/apps/v1/namespaces/${namespace}/deployments/${GRAFANA}`, { spec: { replicas: 5 } });
  await patch(`/api/v1/namespaces/${namespace}/configmaps/${DASHBOARD}`, { data: { "by-hand": "x" } });
  await kube.request("DELETE", `/api/v1/namespaces/${namespace}/services/${GRAFANA}`);
  const expected = [
    `ConfigMap ${namespace}/${DASHBOARD}: added data.by-hand by ${WHO}`,
    `Deployment ${namespace}/${GRAFANA}: changed spec.replicas by ${WHO}`,
    `Service ${namespace}/${GRAFANA}: missing`,
  ];
  try {
    const found = lines(await drift(world, 1));
    expectNone([
      ...expected.filter((line) => !found.includes(line)).map((line) => `not found: ${line}`),
      ...found.filter((line) => !expected.includes(line)).map((line) => `found too: ${line}`),
    ]);
  } finally {
    // The steps after this one are about other things.
    await drift(world, 0, "--repair");
  }
  expectNone(lines(await drift(world, 0)));
  await project.unchanged("up-after-drift");
  return "three found, each with who made it, and put back; an up then changes nothing";
}

/** What is found. @throws {@link StepFailed} when the command ends otherwise than it should. */
async function drift({ project }: World, expected: number, ...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await project.runScript("drift", "--format", "json", ...args);
  const said = () => (stderr || stdout).trim().slice(0, 600);
  if (code !== expected) throw new StepFailed(`npm run drift ended with ${code}, and not with ${expected}: ${said()}`);
  return JSON.parse(stdout) as Printed;
}

/** One line for each thing that is found. */
export function lines({ releases, drifts }: Printed): string[] {
  return [
    ...releases,
    ...drifts.flatMap(({ object, state, changes }) =>
      changes.length === 0
        ? [`${object}: ${state}`]
        : changes.map(({ what, field, who }) => `${object}: ${what} ${field} by ${who ?? "nobody"}`),
    ),
  ];
}
