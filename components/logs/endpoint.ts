/** Where Loki is, by engine. */
import type { Settings } from "../../stacks/settings";

/** Where the engine in use is asked; undefined with engine `none`. */
export function lokiUrl({ cluster, logs }: Settings): string | undefined {
  return logs.engine === "none" ? undefined : `http://${logs.engine}.${cluster.namespace}.svc:3100`;
}
