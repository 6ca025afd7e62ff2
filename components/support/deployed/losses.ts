/** What a change parts from its data: refused, or said. */
import type { Settings } from "../../../settings";
import type { Problem } from "../../../settings/problem";
import { type Claim, type Deployed, formatClaims, type Store } from "./facts";
import { abandoned, type Volume } from "./volumes";

/** Whose data a workload has, and the setting that says whether there is one. */
export interface StoreOf {
  store: Store;
  key: string;
  workload: RegExp;
}

/** A change that parts a store from its data. */
export function loss(
  settings: Settings,
  { store, key, what, claims }: { store: Store; key: string; what: string; claims: readonly Claim[] },
): Problem {
  const { allowDataLoss, deleteDataOnDestroy } = settings.cluster;
  const data = claims.length === 0 ? "" : `; its data is on ${formatClaims(claims)}`;
  return {
    key,
    problem: `${what}${data}`,
    cure: deleteDataOnDestroy
      ? { edit: "if that is not meant, put back in {file} what was there" }
      : {
          any: [
            { edit: "put back in {file} what was there" },
            {
              steps: [
                { edit: "if that is meant" },
                { set: `cluster.allowDataLoss[${allowDataLoss.length}]`, to: store },
              ],
            },
          ],
        },
  };
}

/** Whether a store's loss is nobody's: it is named, and so not even said again. */
export function isAllowed({ cluster }: Settings, store: Store): boolean {
  return cluster.allowDataLoss.includes(store);
}

/** Volumes with data that nothing would read any more. Pure. */
export function lostVolumes(
  settings: Settings,
  deployed: Deployed,
  wanted: readonly Volume[],
  stores: readonly StoreOf[],
): Problem[] {
  return stores
    .filter(({ store }) => !isAllowed(settings, store))
    .flatMap(({ store, key, workload }) =>
      abandoned(deployed, wanted, (name) => workload.test(name)).map((lost) => {
        const what = `${lost.workload} is deployed, and what it keeps would not be read any more`;
        return loss(settings, { store, key, what, claims: lost.claims });
      }),
    );
}

/** A namespace cannot be renamed, and a stack cannot be in two: what is not in a namespace belongs to one release. Pure. */
export function otherNamespace({ cluster }: Settings, { elsewhere }: Deployed): Problem[] {
  return elsewhere.map(({ namespace, claims }) => {
    const data =
      claims.length === 0
        ? ""
        : cluster.deleteDataOnDestroy
          ? `, which deletes what is on ${formatClaims(claims)}`
          : `, which leaves ${formatClaims(claims)} there; nothing brings what is on them along`;
    return {
      key: "cluster.namespace",
      problem: `"${cluster.namespace}" is not "${namespace}", where this stack is deployed: a namespace cannot be renamed`,
      cure: {
        any: [{ set: "cluster.namespace", to: namespace }, { edit: `npx pulumi destroy first${data}` }],
      },
    };
  });
}
