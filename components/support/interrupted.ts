/** What an interrupted deployment leaves behind in Helm's records. */
import * as pulumi from "@pulumi/pulumi";
import { kubeConfig } from "./kubeconfig";

/** Helm's own label for a revision whose install, upgrade or rollback never came to an end. */
const PENDING = "status in (pending-install,pending-upgrade,pending-rollback)";

/** Where a release's records are. */
export interface ReleaseRecords {
  release: string;
  namespace: string;
  /** The kubeconfig context; undefined for the current one. */
  context: string | undefined;
}

/**
 * Removes the record of a revision that an interrupted run left pending: Helm refuses to go on from one ("cannot re-use a
 * name that is still in use", "another operation is in progress"). Only the record goes; what the revision created stays,
 * and the next one takes it over. Pulumi's lock on the stack keeps a run that is still under way from being met here.
 *
 * Does nothing in a preview, or when the cluster does not answer: the release then says so itself.
 */
export async function clearInterrupted(records: ReleaseRecords): Promise<void> {
  if (pulumi.runtime.isDryRun()) return;
  try {
    for (const name of await removeRecords(records, PENDING)) {
      await pulumi.log.warn(`${name} was left by an interrupted run: its record is removed, and this run continues it`);
    }
  } catch (error) {
    await pulumi.log.debug(`Helm's records could not be looked at: ${String(error)}`);
  }
}

/**
 * Removes a release's records, of every revision or of those that a label selector names, and nothing of what the
 * release deployed.
 * @returns The records that are gone.
 */
export async function removeRecords(
  { release, namespace, context }: ReleaseRecords,
  selector?: string,
): Promise<string[]> {
  const config = await kubeConfig(context);
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  const labelSelector = ["owner=helm", `name=${release}`, ...(selector === undefined ? [] : [selector])].join(",");
  const { items } = await api.listNamespacedSecret({ namespace, labelSelector });
  const names = items.flatMap(({ metadata }) => metadata?.name ?? []);
  for (const name of names) await api.deleteNamespacedSecret({ name, namespace });
  return names;
}
