/** Objects as the rehearsal's tests have them. */
import type { KubeObject } from "../../scripts/lib/rehearse/canaries";

export const namespace = "observability";

/** An object in {@link namespace}. @param more What it has beside its name, or instead. */
export const object = (kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace },
  ...more,
});
