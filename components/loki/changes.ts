/** Changes of where engine `loki` keeps its logs. */
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import type { ChangeCheck, Deployed } from "../support/deployed/facts";
import { isAllowed, loss } from "../support/deployed/losses";

/** How {@link Deployed.lokiStore} calls the store of the settings. */
export function lokiStore({ logs }: Settings): string {
  return logs.objectStorage === undefined ? "filesystem" : `${logs.objectStorage.type} ${logs.objectStorage.bucket}`;
}

/** The schema has one store since its first day: what is in another is not found in it. */
function otherStore(settings: Settings, deployed: Deployed): Problem[] {
  const { engine, keep } = settings.logs;
  const there = deployed.lokiStore;
  const wanted = lokiStore(settings);
  if (there === undefined || there === wanted || (engine !== "loki" && keep !== "loki")) return [];
  if (isAllowed(settings, "loki")) return [];
  const claims = there === "filesystem" ? deployed.claims.filter(({ name }) => /^storage-loki-\d+$/.test(name)) : [];
  const what = `${wanted} is not ${there}, where the logs are: they would not be found any more`;
  return [loss(settings, { store: "loki", key: "logs.objectStorage", what, claims })];
}

/** What parts from data. */
export const lokiLosses: readonly ChangeCheck[] = [otherStore];
