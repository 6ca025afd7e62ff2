/** The kubeconfig that `kubectl` uses, for whoever asks the cluster beside Pulumi's provider. */
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };

/** @param context The context to use; undefined for the current one. Whether there is one of that name is not looked at. */
export async function kubeConfig(context: string | undefined): Promise<KubeConfig> {
  // Loading the client takes half a second, which previews and plans are spared.
  const client = await import("@kubernetes/client-node");
  const config = new client.KubeConfig();
  config.loadFromDefault();
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}
