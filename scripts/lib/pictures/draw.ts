/** From a dashboard to a page with the answers to its queries. */
import type {
  Annotation,
  DrawnPanel,
  FrameJson,
  PageJson,
  PanelJson,
  Picked,
  TargetJson,
} from "../../../tools/pictures/shared/page";
import { layout, NARROW } from "../../../tools/pictures/shared/layout";
import { inQuery, interpolated } from "../../../tools/pictures/shared/variables";
import { askAnnotations, askLoki, askPrometheus, type Sources } from "./sources";
import type { Range, Times } from "./time";
import { pickedOf, type VariableJson } from "./variables";

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
  templating?: { list?: VariableJson[] };
  annotations?: { list?: AnnotationJson[] };
}

interface AnnotationJson {
  name?: string;
  enable?: boolean;
  expr?: string;
  step?: string;
  titleFormat?: string;
  useValueForTime?: boolean;
  iconColor?: string;
  target?: { expr?: string };
  datasource?: { type?: string } | null;
}

/** How a page is asked and drawn. */
export interface Drawing {
  theme: "dark" | "light";
  width: number;
  /** Milliseconds since 1970. */
  now: number;
  /** Moments such as `now-6h`. Default: the dashboard's own. */
  from?: string;
  to?: string;
  /** Values of variables by name. */
  given: ReadonlyMap<string, readonly string[]>;
  /** How often metrics are scraped, e.g. `15s`: no query has points closer to each other. */
  scrapeInterval: string;
  note: string;
}

/** Asks every query of a page that is shown. */
export async function answered(
  dashboard: DashboardJson,
  sources: Sources,
  times: Times,
  drawing: Drawing,
): Promise<PageJson> {
  const { now, width, theme, note } = drawing;
  const range: Range = {
    from: times.moment(drawing.from ?? dashboard.time?.from ?? "now-6h", now, false),
    to: times.moment(drawing.to ?? dashboard.time?.to ?? "now", now, true),
  };
  const picked = await pickedOf(dashboard.templating?.list ?? [], sources, range, drawing.given);
  const asking: Asking = { picked, sources, times, range, scrapeInterval: drawing.scrapeInterval };
  const panels: DrawnPanel[] = [];
  for (const placed of layout(dashboard.panels ?? [], width))
    panels.push({ ...placed, ...(await ask(placed, asking)) });
  return {
    title: dashboard.title ?? "",
    description: dashboard.description ?? "",
    theme,
    width,
    narrow: width < NARROW,
    now,
    ...range,
    note,
    picked,
    links: (dashboard.links ?? []).map(({ title = "", placement }) => ({
      title,
      inMenu: placement === "inControlsMenu",
    })),
    annotations: await annotationsOf(dashboard, asking),
    panels,
  };
}

interface Asking {
  picked: readonly Picked[];
  sources: Sources;
  times: Times;
  range: Range;
  scrapeInterval: string;
}

type Answers = Pick<DrawnPanel, "frames" | "unasked">;

async function ask({ json, place }: Pick<DrawnPanel, "json" | "place">, asking: Asking): Promise<Answers> {
  const shown = (json.targets ?? []).filter(({ hide }) => hide !== true);
  const tables = shown.filter(({ format }) => format === "table").length;
  const frames: FrameJson[] = [];
  for (const [index, target] of shown.entries()) {
    const kind = (target.datasource ?? json.datasource)?.type;
    const api = kind === "prometheus" || kind === "loki" ? asking.sources[kind] : undefined;
    if (api === undefined)
      return { frames: [], unasked: `Not asked: there is no data source of the type ${kind ?? "?"}` };
    const asked = {
      ...prepared(target, json, place.width, asking),
      refId: target.refId ?? String.fromCharCode("A".charCodeAt(0) + index),
      several: tables > 1,
    };
    frames.push(...(await (kind === "loki" ? askLoki(api, asked) : askPrometheus(api, asked))));
  }
  return { frames };
}

/** A query with every variable put in, Grafana's own among them. */
function prepared(
  target: TargetJson,
  panel: PanelJson,
  width: number,
  { picked, times, range, scrapeInterval }: Asking,
) {
  const step = times.step(
    range,
    panel.maxDataPoints ?? Math.floor(width),
    target.interval || panel.interval || scrapeInterval,
  );
  const put = (text: string) => putIn(text, picked, builtIn(times, range, step, scrapeInterval));
  const legend = target.legendFormat === undefined ? undefined : put(target.legendFormat);
  return { target, expr: put(target.expr ?? ""), legend, from: range.from / 1000, to: range.to / 1000, step };
}

/** Grafana's own variables. */
function builtIn(times: Times, { from, to }: Range, step: number, scrapeInterval: string): Record<string, string> {
  const [seconds, scraped] = [Math.round((to - from) / 1000), times.seconds(scrapeInterval)];
  const duration = (value: number) => (Number.isInteger(value) ? `${value}s` : `${Math.round(value * 1000)}ms`);
  return {
    __interval: duration(step),
    __interval_ms: String(Math.round(step * 1000)),
    // Four scrapes, so that a rate has two samples even when one is missed; and a scrape more than a step, so that none is left out.
    __rate_interval: duration(Math.max(step + scraped, 4 * scraped)),
    __auto: duration(step),
    __range: `${seconds}s`,
    __range_s: String(seconds),
    __range_ms: String(to - from),
    __from: String(from),
    __to: String(to),
  };
}

function putIn(text: string, picked: readonly Picked[], own: Readonly<Record<string, string>>): string {
  return interpolated(text, (name, format) => {
    const found = picked.find((variable) => variable.name === name);
    return found === undefined ? own[name] : inQuery(found, format);
  });
}

/** How far apart annotations are asked for where they do not say, and how many points of their series at most. */
const ANNOTATION_STEP = "60s";
const ANNOTATION_POINTS = 5000;

async function annotationsOf(dashboard: DashboardJson, asking: Asking): Promise<Annotation[]> {
  const { range, picked, times, scrapeInterval, sources } = asking;
  const found: Annotation[] = [];
  for (const annotation of dashboard.annotations?.list ?? []) {
    const { enable, expr = annotation.target?.expr, step, datasource } = annotation;
    if (enable === false || expr === undefined || datasource?.type !== "prometheus") continue;
    const spaced = times.step(range, ANNOTATION_POINTS, step ?? ANNOTATION_STEP);
    const own = builtIn(times, range, spaced, scrapeInterval);
    found.push(
      ...(await askAnnotations(sources.prometheus, {
        expr: putIn(expr, picked, own),
        title: annotation.titleFormat ?? annotation.name ?? "",
        color: annotation.iconColor ?? "red",
        timed: annotation.useValueForTime === true,
        from: range.from / 1000,
        to: range.to / 1000,
        step: spaced,
      })),
    );
  }
  return found;
}
