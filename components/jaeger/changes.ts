/** Changes of where Jaeger keeps its traces. */
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import type { ChangeCheck, Deployed } from "../support/deployed/facts";
import { isAllowed, loss } from "../support/deployed/losses";

/** Traces stay in Elasticsearch, without anybody who reads them, or takes them away when they are old. Those of `memory` are gone anyway. */
function otherStore(settings: Settings, { jaegerStore }: Deployed): Problem[] {
  const { storage } = settings.tracing;
  if (jaegerStore !== "elasticsearch" || storage === "elasticsearch" || isAllowed(settings, "jaeger")) return [];
  // With the section `elastic` their store goes, which is said of that.
  if (settings.elastic === undefined) return [];
  const what = `${storage} is not elasticsearch, where the traces are: they would not be found any more, and nothing would delete them`;
  return [loss(settings, { store: "jaeger", key: "tracing.storage", what, claims: [] })];
}

/** What parts from data. */
export const jaegerLosses: readonly ChangeCheck[] = [otherStore];
