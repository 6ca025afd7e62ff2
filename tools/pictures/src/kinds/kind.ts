/** What a kind of panel is for drawing. */
import type { DataFrame, GrafanaTheme2, InterpolateFunction, TimeRange } from "@grafana/data";
import type { ReactElement } from "react";
import type { Annotation, DrawnPanel, PanelJson } from "../../shared/page";
import type { Defaults } from "../registry";

export interface KindProps {
  /** With the defaults of its kind. */
  panel: PanelJson;
  frames: DataFrame[];
  answered: DrawnPanel;
  width: number;
  height: number;
  theme: GrafanaTheme2;
  timeRange: TimeRange;
  replaceVariables: InterpolateFunction;
  annotations: readonly Annotation[];
}

export interface Kind {
  /** Grafana's own component, or a drawing of ours, which is marked. */
  drawnBy: "component" | "simple";
  defaults: Defaults;
  /** Whether the colours of states can stand without a text beside them. Default: they cannot. */
  bareStates?: (panel: PanelJson) => boolean;
  /** Whether texts are data word for word, such as lines of a log. */
  verbatim?: boolean;
  /** Whether it says itself that it has no data. */
  saysEmpty?: boolean;
  draw: (props: KindProps) => ReactElement;
}

/** An option of a panel. */
export function option<T>({ options = {} }: PanelJson, name: string): T {
  return options[name] as T;
}
