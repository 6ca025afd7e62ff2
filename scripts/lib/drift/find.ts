/** Looks for what was changed in the cluster behind Pulumi's back, and puts it back. */
import { isDeepStrictEqual } from "node:util";
import { label } from "../rehearse/canaries";
import { type Kube, KubeError } from "../kube";
import { type Change, changes, deployerOf, type LiveObject } from "./compare";
import type { Deployed } from "./deployed";
import { type FieldPath, fieldAt } from "./fields";
import { isMap } from "../map";

/** What was found of one object. */
export interface Drift {
  release: string | undefined;
  object: string;
  /** Whether values may be shown: those of a Secret never are. */
  secret: boolean;
  state: "changed" | "missing" | "unknown";
  changes: Change[];
  /** Why it could not be compared. */
  reason?: string;
  deployed: Deployed;
}

/** Who asks for a dry run, of which nothing is kept. */
const ASKING = "observability-drift";

/** As whom Helm writes, inside of Pulumi's provider. */
const HELM = "pulumi-resource-kubernetes";

/** Objects that are asked for at a time. */
const AT_ONCE = 8;

const APPLY = "application/apply-patch+yaml";

interface KindFacts {
  plural: string;
  namespaced: boolean;
}

/** The paths of objects, for which the cluster is asked once about each version of a group. */
export class Paths {
  private readonly known = new Map<string, Promise<Map<string, KindFacts>>>();

  constructor(private readonly kube: Kube) {}

  /** An object's path; undefined when the cluster does not know its kind. */
  async of({ apiVersion, kind, metadata }: Deployed["object"]): Promise<string | undefined> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const kinds = this.known.get(root) ?? this.kinds(root);
    this.known.set(root, kinds);
    // Pulumi's resources that patch an object are of a kind of their own there.
    const facts = (await kinds).get(kind) ?? (await kinds).get(kind.replace(/Patch$/, ""));
    if (facts === undefined) return undefined;
    const within = facts.namespaced ? `${root}/namespaces/${metadata.namespace ?? "default"}` : root;
    return `${within}/${facts.plural}/${metadata.name}`;
  }

  private async kinds(root: string): Promise<Map<string, KindFacts>> {
    const list = await this.kube.get<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(root);
    return new Map(
      (list?.resources ?? [])
        .filter(({ name }) => !name.includes("/"))
        .map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]),
    );
  }
}

/** Compares every object with the cluster; what is as it was deployed is left out. */
export async function findDrift(kube: Kube, paths: Paths, deployed: readonly Deployed[]): Promise<Drift[]> {
  const found: Drift[] = [];
  const waiting = [...deployed];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const drift = await driftOf(kube, paths, one);
      if (drift !== undefined) found.push(drift);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found.sort((a, b) => (a.object < b.object ? -1 : 1));
}

async function driftOf(kube: Kube, paths: Paths, deployed: Deployed): Promise<Drift | undefined> {
  const { object, release, isPatch = false } = deployed;
  const drift = (state: Drift["state"], more: Partial<Drift> = {}): Drift => ({
    release,
    object: label(object),
    secret: object.kind === "Secret",
    state,
    changes: [],
    deployed,
    ...more,
  });
  try {
    const path = await paths.of(object);
    const live = path === undefined ? undefined : await kube.get<LiveObject>(path);
    // What is patched is missed, or made again, by who deploys it.
    if (path === undefined || live === undefined) return isPatch ? undefined : drift("missing");
    const body = { ...object, kind: live.kind, metadata: { ...object.metadata, managedFields: undefined } };
    const query = `?fieldManager=${ASKING}&force=true&dryRun=All`;
    const restored = await kube.request<LiveObject>("PATCH", path + query, body, APPLY);
    // What is beside the fields of a patch is for the same one to tell.
    const all = changes(object, live, restored).filter(({ what }) => !isPatch || what !== "added");
    return all.length === 0 ? undefined : drift("changed", { changes: all });
  } catch (error) {
    if (!(error instanceof KubeError) || error.status === 0) throw error;
    return drift("unknown", { reason: `the server answers ${error.status} to a dry run` });
  }
}

/** Puts one object back as it was deployed. What the deployment says nothing of, and nobody added, stays. */
export async function repair(kube: Kube, paths: Paths, { state, deployed, changes: all }: Drift): Promise<void> {
  const { object } = deployed;
  const path = await paths.of(object);
  if (path === undefined || state === "unknown") return;
  if (state === "missing") {
    if (deployed.manager === undefined)
      await kube.request("POST", `${path.replace(/\/[^/]*$/, "")}?fieldManager=${HELM}`, object);
    else await kube.request("PATCH", `${path}?fieldManager=${deployed.manager}&force=true`, object, APPLY);
    return;
  }
  const live = await kube.get<LiveObject>(path);
  if (live === undefined) return;
  // The manager that deployed it: its next `up` then meets nothing of anybody else's. A patch of ours makes us one of the managers
  // of what Helm deployed; fields that were put back in its name would go with the next `up`, which applies the patch alone.
  const { manager, operation } =
    deployed.release === undefined && deployed.manager !== undefined
      ? { manager: deployed.manager, operation: "Apply" }
      : (deployerOf(live, deployed.release === undefined ? undefined : "Update") ?? { manager: HELM });
  const by = `?fieldManager=${encodeURIComponent(manager ?? HELM)}`;
  const added = all.filter(({ what }) => what === "added");
  if (added.length > 0) {
    const operations = removals(
      live,
      added.map((one) => one.path),
    );
    await kube.request("PATCH", path + by, operations, "application/json-patch+json");
  }
  if (added.length === all.length) return;
  if (operation === "Apply") {
    await kube.request("PATCH", `${path}${by}&force=true`, { ...object, kind: live.kind }, APPLY);
    return;
  }
  const restored = await kube.request<LiveObject>(
    "PATCH",
    `${path}?fieldManager=${ASKING}&force=true&dryRun=All`,
    { ...object, kind: live.kind },
    APPLY,
  );
  await kube.request("PUT", path + by, { ...restored, metadata: { ...restored.metadata, managedFields: undefined } });
}

/** Operations of JSON Patch that take fields away, from behind, so that no item moves that another one is about. */
function removals(live: LiveObject, paths: readonly FieldPath[]): { op: "remove"; path: string }[] {
  return paths
    .map((path) => pointer(live, path))
    .filter((one) => one !== undefined)
    .sort((a, b) => (a < b ? 1 : -1))
    .map((path) => ({ op: "remove", path }));
}

/** A path as JSON Patch has it: items of a list by their place. */
function pointer(live: unknown, path: FieldPath): string | undefined {
  let at = live;
  let text = "";
  for (const step of path) {
    if (typeof step === "string") {
      text += `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      at = isMap(at) ? at[step] : undefined;
    } else {
      const item = fieldAt(at, [step]);
      const index = Array.isArray(at) ? at.findIndex((one) => isDeepStrictEqual(one, item)) : -1;
      if (index === -1) return undefined;
      text += `/${index}`;
      at = item;
    }
    if (at === undefined) return undefined;
  }
  return text;
}
