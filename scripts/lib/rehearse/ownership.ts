/** What a deployment itself has written in a cluster, told from what controllers write by themselves. Pure. */
import type { KubeObject, ManagedFields } from "./canaries";
import { identity } from "../kube";

/**
 * The field managers of a deployment: `pulumi-kubernetes-…` applies the program's own objects; `pulumi-resource-kubernetes`
 * is Helm in the provider's process, which takes the name of its program; `pulumi-kubernetes` writes Helm's records.
 */
const DEPLOYMENT = /^pulumi-/;

/** The subresources by which controllers say how an object stands, and scale it: a deployment never writes there. */
const OF_CONTROLLERS = ["status", "scale"];

/**
 * The objects that a deployment wrote, made or removed between two looks at a cluster, by what they are the same by. The API
 * server writes down who wrote each object and when last; a write that changes nothing does not count there.
 */
export function ownChanges(before: readonly KubeObject[], now: readonly KubeObject[]): string[] {
  const [old, current] = [ownWrites(before), ownWrites(now)];
  return [...new Set([...old.keys(), ...current.keys()])].filter((key) => old.get(key) !== current.get(key));
}

/** The deployment's last writes, each object with some. */
function ownWrites(objects: readonly KubeObject[]): Map<string, string> {
  return new Map(
    objects.flatMap((object) => {
      const { managedFields = [], uid } = object.metadata;
      const writes = managedFields.filter(isOwn).map(({ manager, operation, time }) => [manager, operation, time]);
      return writes.length === 0 ? [] : [[identity(object), JSON.stringify([uid, writes.sort()])]];
    }),
  );
}

function isOwn({ manager = "", subresource = "" }: ManagedFields): boolean {
  return DEPLOYMENT.test(manager) && !OF_CONTROLLERS.includes(subresource);
}
