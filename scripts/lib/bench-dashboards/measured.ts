/** How long a Prometheus takes for a page. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard } from "../../../dashboards/page";
import { everyPanel, panelsOfRow } from "../../../dashboards/rows";
import { askPanel } from "../panels/ask";
import { opened } from "../panels/options";
import { type Picked, targetsOf } from "../panels/page";
import type { Sources } from "../panels/sources";

export interface Measured {
  uid: string;
  title: string;
  panels: readonly MeasuredPanel[];
  /** What was picked of its variables. */
  picked: Picked;
}

/** What of a page is timed. */
export interface Part {
  /** The row, by its title. Default: every panel. */
  row?: string;
  /** What is picked that is not when the page is opened. */
  picked?: Picked;
}

export interface MeasuredPanel {
  title: string;
  queries: number;
  /** Milliseconds of all its queries, one after the other; the median of {@link ROUNDS}. */
  took: number;
  /** Series that came back; nothing is answered fast. */
  series: number;
  /** What was said against a query. */
  failure?: string;
}

/** How often each panel is asked. */
const ROUNDS = 3;

/** Times each panel of a page as it is when it is opened. */
export async function measured(sources: Sources, dashboard: Dashboard, part: Part = {}): Promise<Measured> {
  const shown = await opened(dashboard, sources, part.picked);
  const panels: MeasuredPanel[] = [];
  for (const panel of part.row === undefined ? everyPanel(dashboard) : panelsOfRow(dashboard, part.row)) {
    const targets = (panel.targets ?? []).filter((_, index) => targetsOf(panel)[index]?.language === "prometheus");
    if (targets.length > 0) panels.push(await measuredPanel(sources, shown, { ...panel, targets }));
  }
  return { uid: dashboard.uid ?? "", title: dashboard.title ?? "", panels, picked: shown.picked };
}

/** Milliseconds of all panels, one after the other. */
export function sumOf({ panels }: Measured): number {
  return panels.reduce((all, { took }) => all + took, 0);
}

async function measuredPanel(
  sources: Sources,
  shown: Parameters<typeof askPanel>[1],
  panel: Panel,
): Promise<MeasuredPanel> {
  const about = { title: panel.title ?? "", queries: panel.targets?.length ?? 0 };
  try {
    const rounds: number[] = [];
    let series = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await askPanel(sources, shown, panel);
      rounds.push(answers.reduce((sum, { took }) => sum + took, 0));
      series = answers.reduce((sum, answer) => sum + answer.series.length, 0);
    }
    return { ...about, took: rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0, series };
  } catch (error) {
    return { ...about, took: 0, series: 0, failure: (error as Error).message };
  }
}
