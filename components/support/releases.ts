/** Which Helm releases a stack has: what is deployed, mirrored, rehearsed, rendered and recovered. */
import type { Settings } from "../../settings";
import { archive, type Chart, CHARTS, type PlatformChart } from "./charts";

/** A release by its name, and the chart that it is of. */
export interface PlannedRelease {
  name: string;
  chart: Chart;
}

/** The releases of a stack, in the order of the table of charts. */
export function releasesOf(settings: Settings): PlannedRelease[] {
  const charts: PlatformChart[] = Object.values(CHARTS);
  return charts.flatMap((chart) => chart.releases(settings).map((name) => ({ name, chart })));
}

/** The charts of a stack, each once: two releases may be of one chart. */
export function chartsOf(settings: Settings): Chart[] {
  return [...new Set(releasesOf(settings).map(({ chart }) => chart))];
}

/** The file names that a directory of charts must hold. */
export function chartArchives(settings: Settings): string[] {
  return chartsOf(settings).map(archive);
}
