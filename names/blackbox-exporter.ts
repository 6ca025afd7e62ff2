/** Where the prober is in the cluster. */
import type { Settings } from "../settings";

/** The release, its Service, and the job of its own metrics. */
export const BLACKBOX_EXPORTER = "blackbox-exporter";

const PORT = 9115;

/** Where Prometheus asks it to probe. */
export function proberAddress({ cluster }: Pick<Settings, "cluster">): string {
  return `${BLACKBOX_EXPORTER}.${cluster.namespace}.svc:${PORT}`;
}
