/** Step 10: `destroy`, and what it leaves; then the same releases by Helm alone, for comparison. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as yaml from "yaml";
import { label } from "./canaries";
import { DEPLOYED, helmEnvironment } from "./deploying";
import { beyond, kindsText, mayStay } from "./inventory";
import { killedInstall } from "./interrupting";
import { run, sleep } from "../processes";
import { expectNone, StepFailed, skipped, type Step } from "./steps";
import { currentInventory, namespaceOf, type OperatorKeeper, plannedReleases, type World } from "./world";

export function ending(world: World, operator: OperatorKeeper): Step[] {
  const destroy: Step = {
    step: 10,
    what: "destroy",
    needs: [DEPLOYED],
    run: async () => {
      await world.project.update("destroy");
      const left = await leftOver(world, (object) =>
        mayStay(object, namespaceOf(world), world.settings.cluster.deleteDataOnDestroy),
      );
      return `left: ${kindsText(left)}`;
    },
  };
  const baseline: Step = {
    step: 10,
    what: "the same releases by helm install --wait",
    needs: [destroy.what],
    run: async () => {
      if (!world.cluster) return skipped("only on a cluster of our own: it has to be emptied for it");
      await empty(world, operator);
      world.baseline = await installWithHelm(world);
      for (const { name } of plannedReleases(world)) await helm(world, ["uninstall", name, "--wait"]);
      await empty(world, operator);
      return `${world.baseline.toFixed(1)} s`;
    },
  };
  return [destroy, baseline, killedInstall(world, [destroy.what])];
}

/** What is left of a stack, once all that may not stay is gone. */
async function leftOver(world: World, may: (object: Parameters<typeof mayStay>[0]) => boolean) {
  const end = Date.now() + 60_000;
  for (;;) {
    const left = beyond(await currentInventory(world), world.before);
    const wrong = left.filter((object) => !may(object));
    if (wrong.length === 0) return left;
    if (Date.now() > end) expectNone(wrong.map((object) => `${label(object)} is left`));
    await sleep(500);
  }
}

/** Removes what a `destroy` leaves, so that the next deployment is a first one again. */
async function empty(world: World, operator: OperatorKeeper): Promise<void> {
  for (const { kind = "", metadata } of beyond(await currentInventory(world), world.before)) {
    const root =
      kind === "CustomResourceDefinition"
        ? "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        : kind === "Namespace"
          ? "/api/v1/namespaces"
          : undefined;
    if (root !== undefined) await world.kube.request("DELETE", `${root}/${metadata.name}`);
  }
  await leftOver(world, () => false);
  await operator.end();
}

/** The volumes that the program claims by itself: a release's pods would wait for them for ever. */
async function createClaims({ kube, plan, settings }: World): Promise<void> {
  const { namespace } = settings.cluster;
  await kube.request("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  for (const { inputs } of plan.filter(({ type }) => type === "kubernetes:core/v1:PersistentVolumeClaim")) {
    await kube.request("POST", `/api/v1/namespaces/${namespace}/persistentvolumeclaims`, inputs);
  }
}

/** Installs the planned releases one after the other, and returns how long that took. */
async function installWithHelm(world: World): Promise<number> {
  const files = plannedReleases(world).map(({ name, inputs }) => {
    const file = path.join(world.folder, `${name}.values.yaml`);
    fs.writeFileSync(file, yaml.stringify(inputs["values"]));
    return { name, file, inputs };
  });
  await createClaims(world);
  const start = performance.now();
  for (const { name, file, inputs } of files) {
    const { repo } = (inputs["repositoryOpts"] ?? {}) as { repo?: string };
    const chart = String(inputs["chart"]);
    const version = inputs["version"];
    await helm(world, [
      // A relative folder of charts is one of the project's.
      ...["install", name, chart.startsWith(".") ? world.project.path(chart) : chart],
      ...(typeof version === "string" ? ["--version", version] : []),
      ...(repo === undefined ? [] : ["--repo", repo]),
      ...["--create-namespace", "--values", file, "--wait", "--timeout", "10m"],
    ]);
  }
  return (performance.now() - start) / 1000;
}

async function helm(world: World, args: string[]): Promise<void> {
  const env = { ...helmEnvironment(world.folder), KUBECONFIG: world.kubeconfig };
  const { code, stderr } = await run(world.tools.helm, [...args, "--namespace", namespaceOf(world)], { env });
  if (code !== 0) throw new StepFailed(`helm ${args[0] ?? ""} ${args[1] ?? ""}: ${stderr.trim().slice(-400)}`);
}
