/** Where Loki is, by engine. */
import type { Settings } from "../../stacks/settings";

/** An engine that keeps logs. */
export type Engine = Exclude<Settings["logs"]["engine"], "none">;

/** Where the engine in use is asked; undefined with engine `none`. */
export function lokiUrl(settings: Settings): string | undefined {
  return settings.logs.engine === "none" ? undefined : url(settings, settings.logs.engine);
}

/** Where the engine that is kept beside it is asked; undefined without one. */
export function previousLokiUrl(settings: Settings): string | undefined {
  return settings.logs.keep === undefined ? undefined : url(settings, settings.logs.keep);
}

function url({ cluster }: Settings, engine: Engine): string {
  return `http://${engine}.${cluster.namespace}.svc:3100`;
}
