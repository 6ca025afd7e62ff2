/** Dashboards in their folders. */
import type { Dashboard } from "./page";

/** The folders in Grafana, in the order in which they are read. */
export const FOLDERS = ["Platform", "Applications", "Data", "Business", "Logs and traces", "Runbooks"] as const;

/** A dashboard and where it is found. */
export interface PlacedDashboard {
  folder: (typeof FOLDERS)[number];
  /** The file's name, without `.json`. */
  name: string;
  dashboard: Dashboard;
}

/** A dashboard in a folder; its file has the name of its uid. */
export function placedIn(folder: PlacedDashboard["folder"], dashboard: Dashboard): PlacedDashboard {
  return { folder, name: dashboard.uid ?? "", dashboard };
}
