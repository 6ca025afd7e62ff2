/** Everything that Kibana is given: data views, saved searches and dashboards. */
import type { Settings } from "../../settings";
import { auditLogging } from "./audit-logging";
import { dataViews } from "./data-views";
import { errorTracking } from "./error-tracking";
import { logOverview } from "./log-overview";
import { json, type SavedObject } from "./saved-object";
import { searches } from "./searches";
import { traceability } from "./traceability";

/** The objects, what is referred to before what refers to it. */
export function kibanaObjects(settings: Settings): SavedObject[] {
  return [...dataViews(settings), ...searches(), logOverview(), errorTracking(), auditLogging(), traceability()];
}

/**
 * The objects as `POST /api/saved_objects/_import?overwrite=true` takes them: one a line, the same bytes for the same
 * settings. Imported again they replace themselves, and whatever was changed in Kibana.
 */
export function kibanaSavedObjects(settings: Settings): string {
  return kibanaObjects(settings)
    .map((object) => `${json(object)}\n`)
    .join("");
}
