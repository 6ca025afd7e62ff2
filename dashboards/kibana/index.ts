/** Everything that Kibana is given: data views, saved searches and dashboards. */
import type { Settings } from "../../settings";
import { auditLogging } from "./audit-logging";
import { type DataView, dataViews } from "./data-views";
import { errorTracking } from "./error-tracking";
import { logOverview } from "./log-overview";
import { json, type SavedObject } from "./saved-object";
import { searches } from "./searches";
import { traceability } from "./traceability";

/** The data view of audit events. */
const AUDIT_VIEW: DataView = "logs-audit";

/** Whose pages they are: of everybody who reads logs, or of those who read audit events too. */
export type Readers = "logs" | "audit";

/**
 * The objects, what is referred to before what refers to it.
 * @param readers Those of logs get nothing that shows audit events, which would be empty for them. Default: everything.
 */
export function kibanaObjects(settings: Settings, readers: Readers = "audit"): SavedObject[] {
  const all = [...dataViews(settings), ...searches(), logOverview(), errorTracking(), auditLogging(), traceability()];
  if (readers === "audit") return all;
  const left = new Set<string>();
  for (const { type, id, references } of all)
    if (id === AUDIT_VIEW || references.some((to) => left.has(`${to.type}/${to.id}`))) left.add(`${type}/${id}`);
  return all.filter(({ type, id }) => !left.has(`${type}/${id}`));
}

/**
 * The objects as `POST /api/saved_objects/_import?overwrite=true` takes them: one a line, the same bytes for the same
 * settings. Imported again they replace themselves, and whatever was changed in Kibana.
 */
export function kibanaSavedObjects(settings: Settings, readers: Readers): string {
  return kibanaObjects(settings, readers)
    .map((object) => `${json(object)}\n`)
    .join("");
}
