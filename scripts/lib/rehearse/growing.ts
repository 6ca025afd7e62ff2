/** Step 7: volumes grow, with what is on them; they neither shrink nor grow where their class cannot. */
import { claimsOf } from "../../../components/support/deployed/facts";
import { claimOf } from "../../../components/support/deployed/read";
import type { Volume } from "../../../components/support/deployed/volumes";
import { PROMETHEUS } from "../../../names/kube-prometheus-stack";
import { quantityBytes } from "../../../settings/units";
import { volumesOf } from "../../../stacks/changes";
import { MERGE_PATCH } from "../kube";
import { ready } from "./checking";
import { DEPLOYED } from "./deploying";
import { pods, restarted } from "./inventory";
import { refused, unnamed } from "./refusing";
import { type Ending, expectNone, skipped, type Step } from "./steps";
import { everything, namespaceOf, type World } from "./world";

export function growing(world: World): Step[] {
  const step = (what: string, run: Step["run"], ...needs: string[]): Step => ({
    step: 7,
    what,
    needs: [DEPLOYED, ...needs],
    run,
  });
  const grow = step("volumes grow", () => grown(world));
  return [
    grow,
    step("volumes do not shrink", () => shrunk(world), grow.what),
    step("a class whose volumes do not grow", () => stuck(world), grow.what),
  ];
}

/** The volumes of a stack that have claims on a cluster without Elastic's operator. */
function volumes({ settings }: Pick<World, "settings">): Volume[] {
  return volumesOf(settings).filter(({ keeper, size }) => keeper !== "elastic-operator" && size !== "none");
}

const MORE = 2 ** 30;

/** Each volume's setting with a size that is larger by so many bytes. */
export function larger(all: readonly Volume[], by: number): Record<string, string> {
  return Object.fromEntries(all.map(({ key, size }) => [key, `${Math.ceil((quantityBytes(size) + by) / MORE)}Gi`]));
}

/** Pods that start again: their operator makes the StatefulSets anew, or their chart (Loki's) has the size in the pods' annotations. */
const RESTARTED = [/^prometheus-/, /^alertmanager-/, /^loki(-ingester|-compactor)?-\d+$/];

interface Prometheus {
  spec: { retentionSize?: string };
}

async function retentionSize(world: World): Promise<number> {
  const path = `/apis/monitoring.coreos.com/v1/namespaces/${namespaceOf(world)}/prometheuses/${PROMETHEUS}`;
  const { spec } = await world.kube.request<Prometheus>("GET", path);
  // Prometheus has a B behind: 4096MiB.
  return quantityBytes((spec.retentionSize ?? "0").replace(/B$/, ""));
}

async function grown(world: World): Promise<string> {
  const { project } = world;
  const namespace = namespaceOf(world);
  const all = volumes(world);
  const sizes = larger(all, MORE);
  const before = { pods: pods(await everything(world), namespace), retention: await retentionSize(world) };
  project.setAll(sizes);
  await project.update("up-grown");
  await ready(world);
  const claims = (
    await world.kube.list<Parameters<typeof claimOf>[0]>(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`)
  ).map(claimOf);
  const of = (volume: Volume) => claimsOf({ claims }, volume);
  const again = restarted(before.pods, pods(await everything(world), namespace));
  const follows = world.settings.metrics.retentionSize === undefined && "metrics.storage" in sizes;
  expectNone([
    ...all.filter((volume) => of(volume).length === 0).map(({ key }) => `${key} has no claim`),
    ...all.flatMap((volume) =>
      of(volume)
        .filter(({ capacity }) => capacity !== sizes[volume.key])
        .map(({ name, capacity }) => `${name} has ${capacity ?? "nothing"} of ${sizes[volume.key] ?? ""}`),
    ),
    ...again.filter((name) => !RESTARTED.some((allowed) => allowed.test(name))).map((name) => `${name} restarted`),
    ...(follows && (await retentionSize(world)) <= before.retention ? ["Prometheus keeps no more than before"] : []),
  ]);
  await project.unchanged("up-grown-again");
  world.plan = await project.plan();
  return `${Object.keys(sizes).join(", ")}: ${all.flatMap(of).length} claims; restarted ${again.join(", ") || "nothing"}`;
}

/** What was grown is taken back in the stack file. */
async function shrunk(world: World): Promise<string> {
  const all = volumes(world);
  const said = await refused(world, "up-shrunk", () => world.project.setAll(larger(all, 0)));
  const sizes = larger(all, MORE);
  expectNone([
    ...unnamed(said, Object.fromEntries(all.map(({ key }) => [key, "a volume cannot shrink"]))),
    // The way back is a command.
    ...unsaid(said, Object.entries(sizes).map((pair) => pair.join(" "))), // prettier-ignore
  ]);
  return `refused, with the way: ${Object.keys(sizes).join(", ")}`;
}

/** A class that lets no volumes grow, as many a driver's does. */
async function stuck(world: World): Promise<string | Ending> {
  const { cluster, kube, project } = world;
  if (!cluster) return skipped("only on a cluster of our own: the storage class is changed for it");
  const all = volumes(world);
  const path = "/apis/storage.k8s.io/v1/storageclasses";
  const allow = async (allowVolumeExpansion: boolean) => {
    for (const { metadata } of await kube.list(path))
      await kube.request("PATCH", `${path}/${metadata.name}`, { allowVolumeExpansion }, MERGE_PATCH);
  };
  await allow(false);
  const said = await refused(world, "up-stuck", () => project.setAll(larger(all, 2 * MORE))).finally(() => allow(true));
  expectNone([
    ...unnamed(said, Object.fromEntries(all.map(({ key }) => [key, "does not let volumes grow"]))),
    ...unsaid(said, ["kubectl patch storageclass"]),
  ]);
  return "refused, with the way";
}

function unsaid(said: string, expected: readonly string[]): string[] {
  return expected.filter((text) => !said.includes(text)).map((text) => `"${text}" is not said`);
}
