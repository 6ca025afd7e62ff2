/** What tests ask of dashboards. */
import type { GridPos, Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import { allDashboards, type PlacedDashboard } from "../../dashboards";
import type { Dashboard } from "../../dashboards/page";
import { everyPanel, unfolded } from "../../dashboards/rows";
import { runbookDashboards } from "../../dashboards/runbooks";
import { EVERYTHING } from "./everything";
import { settingsOf } from "./settings";

/** Every dashboard there is, and runbooks that are there even while the folder of them is empty. */
export function everyDashboard(): PlacedDashboard[] {
  const samples = runbookDashboards({
    SampleDown: "# SampleDown\n\nSee [it](SampleHigh.md).\n",
    SampleHigh: "# High\n",
  });
  return [
    ...allDashboards(settingsOf(EVERYTHING)),
    ...samples.map((dashboard) => ({ folder: "Runbooks" as const, name: dashboard.uid ?? "", dashboard })),
  ];
}

/** Whether it is Home or an overview: it opens on one screen. */
export function isOverview({ folder, name }: PlacedDashboard): boolean {
  return folder !== "Runbooks" && /^(home|monitoring|service-levels|databases|capacity)$|overview$/.test(name);
}

/** A dashboard's panels, without the rows that they are under. */
export const panels = (dashboard: Dashboard): Panel[] => everyPanel(dashboard);

/** The panel of a title. */
export function panel(dashboard: Dashboard, title: string): Panel {
  const found = panels(dashboard).find((candidate) => candidate.title === title);
  if (!found) throw new Error(`${dashboard.title ?? ""} has no panel "${title}"`);
  return found;
}

export function queries({ targets = [] }: Panel): Dataquery[] {
  return targets as Dataquery[];
}

export function variables({ templating }: Dashboard): VariableModel[] {
  return templating.list ?? [];
}

/** Titles of two things in the grid that share a place. */
export function overlaps(dashboard: Dashboard): string[] {
  const placed = unfolded(dashboard.panels ?? []).map(({ title = "", gridPos }) => ({
    title,
    at: gridPos ?? missing(title),
  }));
  return placed.flatMap((a, index) =>
    placed.slice(index + 1).flatMap((b) => (intersect(a.at, b.at) ? [`${a.title} / ${b.title}`] : [])),
  );
}

function intersect(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function missing(title: string): never {
  throw new Error(`${title} has no place in the grid`);
}

/** An expression as it is once Grafana has put its variables' values in. */
export function substituted(expr: string): string {
  return expr.replace(/\$__(rate_interval|interval|range|auto)\b/g, "5m").replace(/\$[a-z]\w*|\$\{[a-z]\w*\}/g, ".*");
}

/** What a variable is at first. */
export function initial(dashboard: Dashboard, name: string): string {
  const found = variables(dashboard).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`${dashboard.title ?? ""} has no variable "${name}"`);
  const { current, allValue } = found;
  const value = current?.value ?? "";
  return Array.isArray(value) ? (allValue ?? "") : value;
}

/**
 * A query with its variables' values put in, those that are given or those that they have at first. The cluster's matcher is left
 * out: its label is that of a store of several, and no series here has it.
 */
export function filled(dashboard: Dashboard, expr: string, values: Record<string, string> = {}): string {
  return expr
    .replace(/,?cluster=~"\$cluster"/g, "")
    .replace(/\$__(auto|range)\b/g, "1h")
    .replace(/\$__(rate_interval|interval)\b/g, "1m")
    .replace(/\$([a-z]\w*)/g, (_, name: string) => values[name] ?? initial(dashboard, name));
}
