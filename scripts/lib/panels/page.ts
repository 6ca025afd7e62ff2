/** A page as it is shown: its time, what is picked, its panels and what they ask. */
import type { Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard } from "../../../dashboards/page";
import type { Picked } from "./interpolate";
import type { TimeRange } from "./time";

/** Whom to ask, and when. */
export interface Sources {
  prometheus: string;
  loki?: string;
  /** Seconds since 1970. */
  now: number;
  /** Seconds between scrapes, as the data source is told. */
  scrape: number;
}

/** A page at a time, with what is picked. */
export interface Shown {
  dashboard: Dashboard;
  range: TimeRange;
  picked: Picked;
}

/** A query of a panel. */
export interface Target {
  refId: string;
  expr: string;
  legend: string;
  language: "loki" | "other" | "prometheus";
  /** Whether it is asked at the end of the time shown alone. */
  isInstant: boolean;
  /** Whether its answer is a table, where each label has a column. */
  isTable: boolean;
}

export function variablesOf({ templating }: Dashboard): VariableModel[] {
  return templating.list ?? [];
}

/** A panel's queries. */
export function targetsOf(panel: Panel): Target[] {
  return (panel.targets ?? []).map((given) => {
    const { refId = "", expr = "", legendFormat = "", instant, queryType, format, datasource } = given as RawTarget;
    const type = datasource?.type ?? panel.datasource?.type ?? "prometheus";
    return {
      refId,
      expr,
      legend: legendFormat,
      language: type === "prometheus" || type === "loki" ? type : "other",
      isInstant: instant === true || queryType === "instant",
      isTable: format === "table",
    };
  });
}

interface RawTarget {
  refId?: string;
  expr?: string;
  legendFormat?: string;
  instant?: boolean;
  queryType?: string;
  format?: string;
  datasource?: { type?: string };
}
