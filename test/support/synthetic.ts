/** The synthetic cluster for tests: one for all that a process runs, and every page with what its panels answer. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { allDashboards, type PlacedDashboard } from "../../dashboards";
import type { Dashboard } from "../../dashboards/page";
import { everyPanel } from "../../dashboards/rows";
import { type Answer, askPanel } from "../../scripts/lib/panels/ask";
import { opened } from "../../scripts/lib/panels/options";
import type { Picked, Shown } from "../../scripts/lib/panels/page";
import { type Sources, sourcesAt } from "../../scripts/lib/panels/sources";
import { startSynthetic, type Synthetic } from "../../scripts/lib/synthetic";
import { cluster } from "../../scripts/lib/synthetic/cluster";
import { syntheticSettings } from "../../scripts/lib/synthetic/settings";
import { toolOrSkip } from "./tools";

/** The settings of the set: all that adds a page or a rule. */
export const settings = syntheticSettings();

/** Every page with panels that ask, without the runbooks. */
export const pages: readonly PlacedDashboard[] = allDashboards(settings).filter(({ folder }) => folder !== "Runbooks");

let running: Promise<Synthetic> | undefined;
let sources: Promise<Sources> | undefined;

/** The set, started by the first who asks. Without its tools the test is skipped. */
export async function synthetic(context: Mocha.Context): Promise<Sources> {
  toolOrSkip(context, "prometheus");
  toolOrSkip(context, "loki");
  running ??= startSynthetic(settings, { logs: true });
  sources ??= running.then(sourcesAt);
  return sources;
}

after(async () => {
  // One that did not start has nothing to stop.
  await running?.then(
    ({ stop }) => stop(),
    () => undefined,
  );
});

/** A panel on its page, with its answers. */
export interface Asked {
  shown: Shown<Dashboard>;
  panel: Panel;
  answers: readonly Answer[];
}

/** What is picked where a page is about one of many: something to see is wrong with it. */
const PICKED: Readonly<Record<string, Picked>> = {
  workloads: {
    pod: cluster(settings.cluster.namespace).pods.flatMap(({ pod, state }) => (state === "crashing" ? [pod] : [])),
  },
};

const asked = new Map<Dashboard, Promise<Asked[]>>();

/** What every panel of a page answers when it is opened; asked once. */
export function answersOf(sources: Sources, dashboard: Dashboard): Promise<Asked[]> {
  const known = asked.get(dashboard) ?? everyAnswer(sources, dashboard);
  asked.set(dashboard, known);
  return known;
}

async function everyAnswer(sources: Sources, dashboard: Dashboard): Promise<Asked[]> {
  const shown = await opened(dashboard, sources, PICKED[dashboard.uid ?? ""]);
  const all: Asked[] = [];
  for (const panel of everyPanel(dashboard)) all.push({ shown, panel, answers: await askPanel(sources, shown, panel) });
  return all;
}

/** Whether something can be seen of an answer: a number, or a line. */
export function hasData({ series, lines }: Pick<Answer, "lines" | "series">): boolean {
  return lines.length > 0 || series.some(({ values }) => values.some(([, value]) => Number.isFinite(Number(value))));
}

/** The labels of everything in an answer. */
export function labelsOf({ series, lines }: Pick<Answer, "lines" | "series">): Readonly<Record<string, string>>[] {
  return [...series, ...lines].map(({ labels }) => labels);
}
