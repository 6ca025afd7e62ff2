/** Step 7: the password that is generated for Grafana's `admin` is another one after one `up`, in Grafana's database too. */
import { GRAFANA_SECRET } from "../../../components/kube-prometheus-stack/grafana";
import { change } from "./changing";
import { searchCredentials } from "./checking";
import { DEPLOYED } from "./deploying";
import type { GrafanaStandIn } from "./grafana";
import { type Ending, expectNone, notSimulated, type Step, StepFailed } from "./steps";
import type { World } from "./world";

/** What brings Grafana to the password. */
const COMMAND = "grafana-admin-password";

const ROTATED = "Grafana's admin password rotated";

export function rotating(world: World): Step[] {
  const step = (what: string, run: Step["run"], ...needs: string[]): Step => ({ step: 7, what, needs, run });
  return [
    step(ROTATED, () => rotate(world), DEPLOYED),
    step("a rotation that ends half way", () => halfWay(world), ROTATED),
    { ...step("credentials, after the rotations", () => searchCredentials(world), ROTATED), step: 6 },
  ];
}

/** A number that no rotation had before. */
let version = 1;

/** Asks for another password. */
async function renew(world: World): Promise<void> {
  world.canaries.retire(`Grafana's password ${version}`, await password(world));
  version += 1;
  await world.project.set("grafana.adminPasswordVersion", String(version));
}

async function password({ project }: World): Promise<string> {
  return (await project.pulumi("stack", "output", "--show-secrets", "grafanaPassword")).trim();
}

async function rotate(world: World): Promise<string> {
  const before = await password(world);
  // The plan shows no secret: what has the password as an input changes unseen.
  const seen = await change(world, "up-password", () => renew(world), [/^grafana-/], [GRAFANA_SECRET, COMMAND]);
  const now = await knows(world, before);
  await world.project.unchanged("up-password-again");
  return `${seen}; ${now}, and a second up changes nothing`;
}

/** The Secret is changed, the database is not to be written: the next `up` does what is left. */
async function halfWay(world: World): Promise<string | Ending> {
  const { project, cluster } = world;
  if (cluster === undefined) return notSimulated("nothing of a cluster that was given is broken on purpose");
  const before = await password(world);
  cluster.grafana.broken = true;
  await renew(world);
  const { ok, errors } = await project.begin("up-password-broken").end();
  cluster.grafana.broken = false;
  if (ok) throw new StepFailed("the database took no password, and the update succeeded");
  if (!errors.join(" ").includes("Grafana's admin password"))
    throw new StepFailed(`it failed without naming the password: ${errors.join(" ").slice(0, 300)}`);
  if (!(await cluster.grafana.accepts(before))) throw new StepFailed("the stand-in's database was written after all");
  await project.update("up-password-mended");
  const now = await knows(world, before);
  await project.unchanged("up-password-mended-again");
  return `the update failed and said so; by the next one ${now}`;
}

/** Whether Grafana has the new password, and not the old one. */
async function knows(world: World, old: string): Promise<string> {
  const now = await password(world);
  if (now === old) throw new StepFailed("the password is the old one");
  const grafana = world.cluster?.grafana;
  if (grafana === undefined) return "the password is another one";
  expectNone([
    ...((await grafana.accepts(now)) ? [] : ["Grafana refuses the new password"]),
    ...((await grafana.accepts(old)) ? ["Grafana still takes the old password"] : []),
    ...onCommandLine(grafana, [old, now]),
  ]);
  return "Grafana takes the new password and refuses the old one";
}

function onCommandLine(grafana: GrafanaStandIn, passwords: readonly string[]): string[] {
  const told = grafana.calls().flat().join(" ");
  return passwords.some((one) => told.includes(one)) ? ["a password is on the command line in the pod"] : [];
}
