/** Step 8: runs that do not come to their end, and what the next one makes of them. */
import { ready } from "./checking";
import { longer } from "./changing";
import { releaseProblems } from "./deployed";
import { DEPLOYED } from "./deploying";
import { countsText } from "./events";
import { differences, type Inventory } from "./inventory";
import { sleep, waitFor } from "../processes";
import type { Outcome, State } from "./project";
import { expectNone, StepFailed, skipped, type Step } from "./steps";
import { currentInventory, everything, namespaceOf, plannedReleases, type World } from "./world";

export function interrupting(world: World): Step[] {
  const step = (what: string, run: Step["run"]): Step => ({ step: 8, what, needs: [DEPLOYED], run });
  return [
    step("an upgrade killed", () => killedUpgrade(world)),
    step("the API server gone in an upgrade", () =>
      world.cluster ? lostApiServer(world) : Promise.resolve(skipped("only on a cluster of our own")),
    ),
  ];
}

/** Starts an `up` and waits until Helm is in the middle of something. */
async function inTheMiddle(world: World, log: string, status: "pending-install" | "pending-upgrade") {
  const update = world.project.begin(log);
  const selector = encodeURIComponent(`owner=helm,status=${status}`);
  const path = `/api/v1/namespaces/${namespaceOf(world)}/secrets?labelSelector=${selector}`;
  await waitFor(status, async () => (await world.kube.list(path)).length > 0, { seconds: 300, by: update.running });
  return update;
}

/** After a run that was broken off: the stack can be brought to an end, and is then as whole as one that never was. */
export async function whole(world: World, before: Inventory | undefined, log: string): Promise<string> {
  const { project } = world;
  const outcome = await project.update(log);
  await ready(world);
  await project.unchanged(`${log}-again`);
  expectNone(await wholeness(world));
  if (before) expectNone(differences(before, await currentInventory(world)));
  return `the next up: ${countsText(outcome.counts)}; a second one nothing`;
}

async function wholeness(world: World): Promise<string[]> {
  const { deployment } = JSON.parse(await world.project.state()) as State;
  const urns = (deployment?.resources ?? []).map(({ urn }) => urn);
  return [
    ...releaseProblems(
      await everything(world),
      plannedReleases(world).map(({ name }) => name),
    ),
    ...urns.filter((urn, index) => urns.indexOf(urn) !== index).map((urn) => `${urn} is twice in the state`),
    ...(deployment?.pending_operations ?? []).map(({ type }) => `the state still has a pending ${type}`),
  ];
}

async function killedUpgrade(world: World): Promise<string> {
  const { project } = world;
  const before = await currentInventory(world);
  await project.set("metrics.retention", longer(world));
  const { running } = await inTheMiddle(world, "up-killed", "pending-upgrade");
  await running.stop("SIGKILL");
  await project.pulumi("cancel", "--yes");
  return `killed; ${await whole(world, before, "up-after-kill")}`;
}

async function lostApiServer(world: World): Promise<string> {
  const { cluster, project } = world;
  const before = await currentInventory(world);
  await project.set("metrics.retention", longer(world));
  const { running, end } = await inTheMiddle(world, "up-lost", "pending-upgrade");
  await cluster?.killApiServer();
  await Promise.race([running.ended, sleep(10_000)]);
  const endedMeanwhile = !running.isRunning();
  await cluster?.startApiServer();
  const timer = setTimeout(() => void running.stop("SIGKILL"), 300_000);
  const lost: Outcome = await end().finally(() => clearTimeout(timer));
  const how = lost.ok ? "it completed by itself" : `it failed${endedMeanwhile ? " at once" : ""}`;
  return `${how}; ${await whole(world, before, "up-after-loss")}`;
}

/** A first installation that is killed, on a cluster without the stack; it is destroyed at the end. */
export function killedInstall(world: World, needs: readonly string[]): Step {
  return {
    step: 8,
    what: "a first up killed",
    needs,
    run: async () => {
      const { project } = world;
      const { running } = await inTheMiddle(world, "up-killed-first", "pending-install");
      await running.stop("SIGKILL");
      const said = await project.script("recover");
      if (!said.includes("removed Helm's record")) throw new StepFailed(`recover removed no record: ${said.trim()}`);
      const seen = await whole(world, undefined, "up-after-first-kill");
      await project.update("destroy-last");
      return `killed, recovered; ${seen}`;
    },
  };
}
