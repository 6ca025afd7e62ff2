/** What is drawn: a page with the answers to its queries, as JSON that goes to the browser, and what comes back. */

/** A number as JSON has it: what is not finite is a word. */
export type JsonNumber = number | null | "NaN" | "Infinity" | "-Infinity";

/** A column, as a data source of Grafana's returns it. */
export interface FieldJson {
  name: string;
  type: "time" | "number" | "string" | "other";
  /** Times are milliseconds since 1970. */
  values: readonly unknown[];
  labels?: Readonly<Record<string, string>>;
  /** `displayNameFromDS` is the legend; `interval` the milliseconds between points, by which gaps are told. */
  config?: { displayNameFromDS?: string; interval?: number };
}

export interface FrameJson {
  refId: string;
  name?: string;
  fields: FieldJson[];
  /** What the frame is, where its columns do not tell. */
  kind?: "logs" | "exemplars";
}

/** Where a thing stands on the page, in CSS pixels below the page's header. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A panel or a row of a dashboard's JSON, as far as drawing looks at it. */
export interface PanelJson {
  id?: number;
  type: string;
  title?: string;
  description?: string;
  transparent?: boolean;
  gridPos?: { x: number; y: number; w: number; h: number };
  datasource?: { type?: string; uid?: string } | null;
  targets?: TargetJson[];
  transformations?: { id: string; options: unknown; disabled?: boolean }[];
  fieldConfig?: { defaults?: Record<string, unknown>; overrides?: unknown[] };
  options?: Record<string, unknown>;
  maxDataPoints?: number;
  interval?: string;
  repeat?: string;
  collapsed?: boolean;
  panels?: PanelJson[];
}

export interface TargetJson {
  refId?: string;
  expr?: string;
  hide?: boolean;
  instant?: boolean;
  range?: boolean;
  exemplar?: boolean;
  format?: string;
  queryType?: string;
  legendFormat?: string;
  interval?: string;
  maxLines?: number;
  datasource?: { type?: string; uid?: string } | null;
}

/** A panel with the answers to its queries. */
export interface DrawnPanel {
  json: PanelJson;
  place: Place;
  frames: FrameJson[];
  /** Why it could not be asked; its text stands in the panel. */
  unasked?: string;
}

/** A vertical line of every graph. */
export interface Annotation {
  /** Milliseconds since 1970. */
  time: number;
  timeEnd?: number;
  text: string;
  color: string;
}

/** A variable as the page's top shows it. */
export interface Picked {
  name: string;
  label: string;
  text: string;
  hidden: boolean;
}

export interface PageJson {
  title: string;
  description: string;
  theme: "dark" | "light";
  /** The width of the window in CSS pixels. */
  width: number;
  /** Whether panels stand below each other, as Grafana has them in a narrow window. */
  narrow: boolean;
  /** Milliseconds since 1970. */
  now: number;
  from: number;
  to: number;
  /** What the picture says about itself. */
  note: string;
  picked: Picked[];
  links: { title: string; inMenu: boolean }[];
  annotations: Annotation[];
  panels: DrawnPanel[];
}

/** A text as it stands on the page. */
export interface DrawnText {
  /** The panel's id; 0 for the page's top. */
  panel: number;
  text: string;
  /** In CSS pixels of the page. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** As CSS has it. */
  color: string;
  /** From 0 to 1: the product of what the elements around it have. */
  opacity: number;
  /** In CSS pixels. */
  size: number;
  weight: number;
  /** Whether an ellipsis stands for a part of it. */
  cut: boolean;
  /** Whether it is data word for word, such as a line of a log. */
  verbatim: boolean;
}

/** What a panel came to. */
export interface PanelOutcome {
  id: number;
  title: string;
  type: string;
  /** `component`: by Grafana's own; `simple`: by a drawing of ours, which is marked. */
  drawnBy: "component" | "simple" | "nothing";
  empty: boolean;
  /** Whether a part of it is beyond its edge, to the right. */
  sideways: boolean;
  error?: string;
  /** The colours of its states, neighbours beside each other, and whether a text stands beside each. */
  states: { what: string; colors: string[]; written: boolean }[];
}

export interface DrawnPage {
  height: number;
  panels: PanelOutcome[];
  texts: DrawnText[];
}
