/** A page as it is shown: its time, what is picked, its panels and what they ask. */
import type { TimeRange } from "./time";

/** A variable of a dashboard's JSON, as far as it matters what it offers and puts in. */
export interface Variable {
  type: string;
  name: string;
  query?: string | Readonly<Record<string, unknown>>;
  current?: { text?: string | string[]; value?: string | string[] } | null;
  options?: readonly { value?: unknown }[];
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string | null;
  datasource?: { type?: string } | null;
}

/** A dashboard's JSON, as far as it matters what is asked. */
export interface WithVariables {
  time?: { from: string; to: string };
  templating?: { list?: readonly Variable[] };
}

/** What is picked of each variable: its values, or all there are. */
export type Picked = Readonly<Record<string, readonly string[] | "all">>;

/** A page at a time, with what is picked. */
export interface Shown<P extends WithVariables = WithVariables> {
  dashboard: P;
  range: TimeRange;
  picked: Picked;
}

/** A query of a panel. */
export interface Target {
  refId: string;
  expr: string;
  legend: string;
  language: "loki" | "other" | "prometheus";
  /** The type of the data source that is asked. */
  dataSource: string;
  /** Whether it is asked at the end of the time shown alone. */
  isInstant: boolean;
  /** Whether its answer is a table, where each label has a column. */
  isTable: boolean;
  isHidden: boolean;
  hasExemplars: boolean;
  /** The least time between its points, e.g. `1m`, where that is not the scrapes'. */
  least: string;
  /** The most lines of a log. */
  mostLines: number;
}

export function variablesOf<V extends Variable>({
  templating,
}: {
  templating?: { list?: readonly V[] };
}): readonly V[] {
  return templating?.list ?? [];
}

/** Lines that Grafana's data source asks for where a panel does not say. */
const MOST_LINES = 1000;

/** A panel's queries. */
export function targetsOf(panel: PanelWithTargets): Target[] {
  return (panel.targets ?? []).map((given, index) => {
    const target: RawTarget = given;
    const type = target.datasource?.type ?? panel.datasource?.type ?? "prometheus";
    return {
      refId: target.refId ?? String.fromCharCode("A".charCodeAt(0) + index),
      expr: target.expr ?? "",
      legend: target.legendFormat ?? "",
      language: type === "prometheus" || type === "loki" ? type : "other",
      dataSource: type,
      // Grafana asks for a range unless it is told otherwise.
      isInstant: type === "loki" ? target.queryType === "instant" : target.instant === true && target.range !== true,
      isTable: target.format === "table",
      isHidden: target.hide === true,
      hasExemplars: target.exemplar === true,
      least: target.interval || panel.interval || "",
      mostLines: target.maxLines ?? MOST_LINES,
    };
  });
}

/** A panel's JSON, as far as it matters what it asks. */
export interface PanelWithTargets {
  targets?: readonly object[];
  gridPos?: { w: number };
  maxDataPoints?: number;
  datasource?: { type?: string } | null;
  interval?: string;
}

interface RawTarget {
  refId?: string;
  expr?: string;
  legendFormat?: string;
  hide?: boolean;
  instant?: boolean;
  range?: boolean;
  exemplar?: boolean;
  queryType?: string;
  format?: string;
  interval?: string;
  maxLines?: number;
  datasource?: { type?: string } | null;
}
