/** Where the prober is in the cluster. */
import type { Settings } from "../settings";

/** The release, its Service, and the job of its own metrics. */
export const BLACKBOX_EXPORTER = "blackbox-exporter";

/** The job of the probes of applications' health (`apps[].health`). No probe of `probes` may have its name. */
export const HEALTH_JOB = "app-health";

/** The labels of its pods. */
export const PROBER_PODS = { "app.kubernetes.io/instance": BLACKBOX_EXPORTER };

const PORT = 9115;

/** Where Prometheus asks it to probe. */
export function proberAddress({ cluster }: Pick<Settings, "cluster">): string {
  return `${BLACKBOX_EXPORTER}.${cluster.namespace}.svc:${PORT}`;
}
