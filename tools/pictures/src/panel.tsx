/** A panel: its frame with title and description, and in it what its kind draws. */
import {
  CoreApp,
  type DataFrame,
  EventBusSrv,
  type GrafanaTheme2,
  type InterpolateFunction,
  type TimeRange,
} from "@grafana/data";
import { PanelChrome, PanelContextProvider } from "@grafana/ui";
import { Component, type ReactElement, type ReactNode } from "react";
import type { Annotation, DrawnPanel, PanelJson, PanelOutcome } from "../shared/page";
import { isEmpty, prepared, withDefaults } from "./data";
import { KINDS } from "./kinds";
import type { Kind } from "./kinds/kind";
import { statesOf } from "./states";

export interface Drawing {
  theme: GrafanaTheme2;
  timeRange: TimeRange;
  replaceVariables: InterpolateFunction;
  annotations: readonly Annotation[];
}

/** A panel whose data is ready; what fails while it is drawn is noted in its outcome. */
export interface ReadyPanel {
  answered: DrawnPanel;
  outcome: PanelOutcome;
  panel: PanelJson;
  kind?: Kind;
  frames: DataFrame[];
}

export async function ready(answered: DrawnPanel, drawing: Drawing): Promise<ReadyPanel> {
  const { json, unasked } = answered;
  const title = drawing.replaceVariables(json.title ?? "");
  const outcome: PanelOutcome = {
    id: json.id ?? 0,
    title,
    type: json.type,
    drawnBy: "nothing",
    empty: true,
    sideways: false,
    states: [],
  };
  const kind = KINDS[json.type];
  if (kind === undefined) outcome.error = `nothing draws panels of the type ${json.type}`;
  if (json.repeat !== undefined) outcome.error = "panels that are repeated for each value of a variable are not drawn";
  if (kind === undefined || outcome.error !== undefined) return { answered, outcome, panel: json, frames: [] };
  const panel = withDefaults(json, kind.defaults);
  outcome.drawnBy = unasked === undefined ? kind.drawnBy : "nothing";
  outcome.states = statesOf(panel, kind, drawing.theme);
  try {
    const frames = await prepared(answered, panel, kind.defaults, drawing.theme, drawing.replaceVariables);
    outcome.empty = json.type === "text" ? false : isEmpty(frames);
    return { answered, outcome, panel, kind, frames };
  } catch (error) {
    outcome.error = (error as Error).message;
    return { answered, outcome, panel, kind, frames: [] };
  }
}

/** What a component throws is the panel's error, and not the page's. */
class Guard extends Component<{ outcome: PanelOutcome; children: ReactNode }, { failed?: string }> {
  override state: { failed?: string } = {};

  static getDerivedStateFromError(error: Error) {
    return { failed: error.message };
  }

  override componentDidCatch(error: Error) {
    this.props.outcome.error = error.message;
  }

  override render() {
    return this.state.failed === undefined ? this.props.children : <Said text={`Not drawn: ${this.state.failed}`} />;
  }
}

function Said({ text }: { text: string }) {
  return (
    <div style={{ height: "100%", display: "grid", placeItems: "center", textAlign: "center", overflow: "hidden" }}>
      {text}
    </div>
  );
}

export function PanelView({ shown, drawing }: { shown: ReadyPanel; drawing: Drawing }) {
  const { answered, outcome, panel, kind } = shown;
  const { title } = outcome;
  const marked = outcome.drawnBy === "simple";
  const description =
    panel.description === undefined ? {} : { description: drawing.replaceVariables(panel.description) };
  const { x, y, width, height } = answered.place;
  return (
    <div
      data-panel={outcome.id}
      {...(kind?.verbatim === true ? { "data-verbatim": "" } : {})}
      style={{ position: "absolute", left: x, top: y, width, height }}
    >
      <PanelChrome
        title={title}
        {...description}
        width={width}
        height={height}
        displayMode={panel.transparent === true ? "transparent" : "default"}
        hoverHeader={title === ""}
        titleItems={marked ? <Mark theme={drawing.theme} /> : null}
      >
        {(innerWidth, innerHeight) => (
          <PanelContextProvider value={{ eventsScope: "global", eventBus: new EventBusSrv(), app: CoreApp.Dashboard }}>
            <Guard outcome={outcome}>{content(shown, drawing, innerWidth, innerHeight)}</Guard>
          </PanelContextProvider>
        )}
      </PanelChrome>
    </div>
  );
}

/** What tells that Grafana's own drawing looks otherwise. */
function Mark({ theme }: { theme: GrafanaTheme2 }) {
  return <span style={{ color: theme.colors.text.secondary, fontSize: 10, paddingLeft: 6 }}>✎ drawn simply</span>;
}

function content(
  { answered, outcome, panel, kind, frames }: ReadyPanel,
  drawing: Drawing,
  width: number,
  height: number,
): ReactElement {
  if (answered.unasked !== undefined) return <Said text={answered.unasked} />;
  if (outcome.error !== undefined) return <Said text={`Not drawn: ${outcome.error}`} />;
  if (kind === undefined) return <Said text={`Not drawn: ${panel.type}`} />;
  if (outcome.empty && kind.saysEmpty !== true) return <Said text={nothing(panel, drawing)} />;
  return kind.draw({ panel, frames, answered, width, height, ...drawing });
}

function nothing({ fieldConfig }: PanelJson, { replaceVariables }: Drawing): string {
  const text = fieldConfig?.defaults?.noValue;
  return typeof text === "string" ? replaceVariables(text) : "No data";
}
