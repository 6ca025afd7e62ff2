/** From a dashboard to a page with the answers to its queries. */
import type { DrawnPanel, FrameJson, PageJson, PanelJson } from "../../../tools/pictures/shared/page";
import { layout, NARROW } from "../../../tools/pictures/shared/layout";
import { askTarget, pointsOf } from "../panels/ask";
import { pickedAt } from "../panels/options";
import { type Shown, targetsOf } from "../panels/page";
import type { Sources } from "../panels/sources";
import { framesOf } from "./frames";
import { annotationsOf, type AnnotationsJson, exemplarsOf } from "./marks";
import type { MomentOf } from "./time";
import { drawnOf, givenFor, type VariablesJson } from "./variables";

/** A dashboard's JSON, as far as drawing looks at it. */
export interface DashboardJson {
  uid?: string | null;
  title?: string | null;
  description?: string | null;
  time?: { from: string; to: string };
  links?: { title?: string; placement?: string }[];
  panels?: PanelJson[];
  /** Whether rows are open that the page folds away at first. Default: false. */
  allRows?: boolean;
  templating?: VariablesJson;
  annotations?: AnnotationsJson;
}

/** How a page is asked and drawn. */
export interface Drawing {
  theme: "dark" | "light";
  width: number;
  /** Moments such as `now-6h`. Default: the dashboard's own. */
  from?: string;
  to?: string;
  /** Values of variables by name. */
  given: ReadonlyMap<string, readonly string[]>;
  note: string;
}

/** Asks every query of a page that is shown. */
export async function answered(
  dashboard: DashboardJson,
  sources: Sources,
  momentOf: MomentOf,
  drawing: Drawing,
): Promise<PageJson> {
  const { width, theme, note } = drawing;
  const { now } = sources;
  const range = {
    from: momentOf(drawing.from ?? dashboard.time?.from ?? "now-6h", now, false),
    to: momentOf(drawing.to ?? dashboard.time?.to ?? "now", now, true),
  };
  const given = givenFor(dashboard, drawing.given);
  const shown = await pickedAt(dashboard, sources, range, given);
  const panels: DrawnPanel[] = [];
  for (const placed of layout(dashboard.panels ?? [], width))
    panels.push({ ...placed, ...(await ask(placed, sources, shown)) });
  const milliseconds = (seconds: number) => Math.round(seconds * 1000);
  return {
    title: dashboard.title ?? "",
    description: dashboard.description ?? "",
    theme,
    width,
    narrow: width < NARROW,
    now: milliseconds(now),
    from: milliseconds(range.from),
    to: milliseconds(range.to),
    note,
    picked: drawnOf(shown, given),
    links: (dashboard.links ?? []).map(({ title = "", placement }) => ({
      title,
      inMenu: placement === "inControlsMenu",
    })),
    annotations: await annotationsOf(dashboard, sources, shown),
    panels,
  };
}

/** A panel's answers, or why it could not be asked. */
async function ask(
  { json, place }: Pick<DrawnPanel, "json" | "place">,
  sources: Sources,
  shown: Shown,
): Promise<Pick<DrawnPanel, "frames" | "unasked">> {
  const targets = targetsOf(json).filter(({ isHidden }) => !isHidden);
  const isOneOfSeveral = targets.filter(({ isTable }) => isTable).length > 1;
  const frames: FrameJson[] = [];
  for (const target of targets) {
    if (target.language === "other" || sources[target.language] === undefined)
      return { frames: [], unasked: `Not asked: there is no data source of the type ${target.dataSource}` };
    const answer = await askTarget(sources, shown, target, pointsOf(json, place.width));
    frames.push(...framesOf(answer, isOneOfSeveral), ...(await exemplarsOf(sources, shown, answer)));
  }
  return { frames };
}
