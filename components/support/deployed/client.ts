/** The cluster as `@kubernetes/client-node` reaches it. */
import { kubeConfig } from "../kubeconfig";
import type { Cluster } from "./read";
import type { Growing } from "./grow";

/** Whoever asks a cluster: to read what is deployed, and to let volumes grow. */
export type ClusterClient = Cluster & { growing: (namespace: string) => Growing };

/** As whom it writes: as the deployment that it is a part of, else what it wrote would be taken for a change by hand. */
const WRITER = { fieldManager: "pulumi-kubernetes-growth" };

const PLURALS: Readonly<Record<string, string>> = { alertmanager: "alertmanagers", prometheus: "prometheuses" };

/**
 * A client of a kubeconfig context.
 * @param context Undefined for the current one.
 */
export async function clusterClient(context: string | undefined): Promise<ClusterClient> {
  const k8s = await import("@kubernetes/client-node");
  const config = await kubeConfig(context);
  const core = config.makeApiClient(k8s.CoreV1Api);
  const apps = config.makeApiClient(k8s.AppsV1Api);
  const storage = config.makeApiClient(k8s.StorageV1Api);
  const custom = config.makeApiClient(k8s.CustomObjectsApi);
  const claims = async (namespace: string) => (await core.listNamespacedPersistentVolumeClaim({ namespace })).items;
  return {
    claims,
    namespaces: async (labelSelector) => (await core.listNamespace({ labelSelector })).items,
    hasReleases: async (namespace) =>
      (await core.listNamespacedSecret({ namespace, labelSelector: "owner=helm", limit: 1 })).items.length > 0,
    statefulSets: async (namespace) => (await apps.listNamespacedStatefulSet({ namespace })).items,
    deployments: async (namespace) => (await apps.listNamespacedDeployment({ namespace })).items,
    // Whoever may deploy to a namespace only cannot see them: then it shows when a claim is to grow.
    storageClasses: () => unless([403], async () => (await storage.listStorageClass()).items),
    elasticsearch: (namespace, name) =>
      unless([404], () =>
        custom.getNamespacedCustomObject({
          group: "elasticsearch.k8s.elastic.co",
          version: "v1",
          namespace,
          plural: "elasticsearches",
          name,
        }),
      ),
    configMap: (namespace, name) => unless([404], () => core.readNamespacedConfigMap({ namespace, name })),
    growing: (namespace) => ({
      claims: () => claims(namespace),
      resize: async (name, size) => {
        const body = [{ op: "replace", path: "/spec/resources/requests/storage", value: size }];
        await core.patchNamespacedPersistentVolumeClaim({ namespace, name, body, ...WRITER });
      },
      statefulSet: (name) => unless([404], () => apps.readNamespacedStatefulSet({ namespace, name })),
      orphan: async (name) => {
        await apps.deleteNamespacedStatefulSet({ namespace, name, propagationPolicy: "Orphan" });
      },
      merge: async (resource, spec) => {
        const [kind = "", name = ""] = resource.split("/");
        await custom.patchNamespacedCustomObject(
          {
            group: "monitoring.coreos.com",
            version: "v1",
            namespace,
            plural: PLURALS[kind] ?? kind,
            name,
            body: { spec },
            ...WRITER,
          },
          k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
        );
      },
      create: async (body) => {
        await apps.createNamespacedStatefulSet({ namespace, body, ...WRITER });
      },
    }),
  };
}

/** An answer, or undefined where the server answers with one of these statuses. */
async function unless<T>(statuses: readonly number[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** The status that the server answered with; undefined when none did. */
export function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}
