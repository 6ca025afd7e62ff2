/** Step 7: an `up` that waits says what for, and when it is broken off what was not ready. */
import { DEPLOYED } from "./deploying";
import { whole } from "./interrupting";
import { MERGE_PATCH } from "../kube";
import { waitFor } from "../processes";
import { type Ending, expectNone, skipped, type Step, StepFailed } from "./steps";
import { currentInventory, namespaceOf, type World } from "./world";

export function waiting(world: World): Step[] {
  return [{ step: 7, what: "waiting is explained", needs: [DEPLOYED], run: () => explained(world) }];
}

/** A storage class that is not there. */
const CLASS = "not-there";

/** An image that is not there, of a pod that no scheduler gives to a node: kwok plays those on its nodes. */
const IMAGE = "registry.invalid/not-there:1";

const PLANTED = "rehearsal-waits";

/** What is said of each obstacle, by what it is. */
const SAID: Readonly<Record<string, RegExp>> = {
  "pods that no node takes": /waiting for pod \S+: cannot be scheduled: .*unschedulable/,
  "a claim whose class is missing": new RegExp(`claim ${PLANTED}: is not bound \\(storage class ${CLASS}\\)`),
  "an image that is not pulled": new RegExp(`pod ${PLANTED}: image ${IMAGE} is not pulled`),
};

async function explained(world: World): Promise<string | Ending> {
  const { cluster, project } = world;
  if (!cluster) return skipped("only on a cluster of our own: its nodes take no pods meanwhile");
  const before = await currentInventory(world);
  const putBack = project.keep();
  await plant(world);
  // Grafana's server starts again, and its release is waited for.
  project.setAll({ "grafana.resources.memory": "300Mi" });
  const { running, end } = project.begin("up-waiting");
  let seconds = 0;
  try {
    await waitFor("pods wait", () => hasWaiting(world), { seconds: 300, by: running });
    const from = performance.now();
    const lacking = () => Object.keys(SAID).filter((what) => SAID[what]?.test(running.log()) !== true);
    const said = () => `nothing is said of ${lacking().join(", ")}`;
    await waitFor("it says what for", () => lacking().length === 0, { seconds: 60, by: running, said });
    seconds = (performance.now() - from) / 1000;
    // As Ctrl-C at a terminal; a failure ends it the same way.
    process.kill(running.pid ?? 0, "SIGINT");
    const { ok, said: all } = await end();
    if (ok) throw new StepFailed("it was broken off, and ended as if all were well");
    // While it runs, Pulumi shows the first line only; at the end it repeats all of it.
    const last = all.split("not ready when it stopped:").at(-1) ?? "";
    const unsaid = Object.entries(SAID).filter(
      ([, text]) => !new RegExp(text.source.replace(/^waiting for /, "")).test(last),
    );
    expectNone(unsaid.map(([what]) => `at the end nothing is said of ${what}`));
  } finally {
    if (running.isRunning()) await running.stop("SIGKILL");
    await project.pulumi("cancel", "--yes");
    await unplant(world);
    putBack();
  }
  return `said ${seconds.toFixed(0)} s after a pod had to wait, and when it was broken off: ${Object.keys(SAID).join(", ")}; ${await whole(world, before, "up-after-waiting")}`;
}

interface Pod {
  metadata: { name: string };
  status?: { conditions?: { type: string; status: string }[] };
}

/** Whether a pod of the stack's cannot be scheduled. */
async function hasWaiting(world: World): Promise<boolean> {
  const pods = await world.kube.list<Pod>(`/api/v1/namespaces/${namespaceOf(world)}/pods`);
  return pods.some(({ status }) =>
    status?.conditions?.some((one) => one.type === "PodScheduled" && one.status === "False"),
  );
}

async function schedulable(world: World, isSchedulable: boolean): Promise<void> {
  const nodes = "/api/v1/nodes";
  for (const { metadata } of await world.kube.list(nodes))
    await world.kube.request(
      "PATCH",
      `${nodes}/${metadata.name}`,
      { spec: { unschedulable: !isSchedulable } },
      MERGE_PATCH,
    );
}

async function plant(world: World): Promise<void> {
  const { kube } = world;
  const root = `/api/v1/namespaces/${namespaceOf(world)}`;
  await schedulable(world, false);
  await kube.request("POST", `${root}/persistentvolumeclaims`, {
    metadata: { name: PLANTED },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: CLASS,
      resources: { requests: { storage: "1Gi" } },
    },
  });
  await kube.request("POST", `${root}/pods`, {
    metadata: { name: PLANTED },
    spec: { schedulerName: "nobody", containers: [{ name: "main", image: IMAGE }] },
  });
  // As its kubelet would say it.
  const containerStatuses = [
    {
      ...{ name: "main", image: IMAGE, imageID: "", ready: false, restartCount: 0 },
      state: { waiting: { reason: "ImagePullBackOff", message: `Back-off pulling image "${IMAGE}"` } },
    },
  ];
  await kube.request("PATCH", `${root}/pods/${PLANTED}/status`, { status: { containerStatuses } }, MERGE_PATCH);
}

async function unplant(world: World): Promise<void> {
  const { kube } = world;
  const root = `/api/v1/namespaces/${namespaceOf(world)}`;
  for (const plural of ["persistentvolumeclaims", "pods"]) {
    await kube.request("DELETE", `${root}/${plural}/${PLANTED}`);
  }
  await schedulable(world, true);
}
