/** The colours by which a panel tells states. */
import type { GrafanaTheme2 } from "@grafana/data";
import type { PanelJson, PanelOutcome } from "../shared/page";
import type { Kind } from "./kinds/kind";

type States = PanelOutcome["states"];

interface Thresholds {
  steps: { color: string }[];
}

type Mapping =
  | { type: "value"; options: Record<string, { color?: string }> }
  | { type: "range" | "regex" | "special"; options: { result: { color?: string } } };

/** Panels whose colour is a state wherever thresholds are set. */
const BY_STATE = new Set(["stat", "gauge", "bargauge", "state-timeline", "status-history"]);

/** @param panel With the defaults of its kind. */
export function statesOf(panel: PanelJson, kind: Kind, theme: GrafanaTheme2): States {
  const written = kind.bareStates?.(panel) !== true;
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const rules = overrides as { matcher: { options: unknown }; properties: { id: string; value: unknown }[] }[];
  const cells = (defaults.custom as { cellOptions?: { type: string } } | undefined)?.cellOptions?.type ?? "auto";
  const byThresholds = (defaults.color as { mode?: string } | undefined)?.mode === "thresholds";
  const counted = byThresholds && (BY_STATE.has(panel.type) || (panel.type === "table" && cells !== "auto"));
  const found: States = [];
  const add = (what: string, colors: (string | undefined)[]) => {
    const named = [...new Set(colors.filter((color) => color !== undefined && color !== "transparent"))] as string[];
    if (named.length > 1)
      found.push({ what, colors: named.map((color) => theme.visualization.getColorByName(color)), written });
  };
  if (counted) add("thresholds", steps(defaults.thresholds));
  add("mappings", mapped(defaults.mappings));
  for (const { matcher, properties } of rules)
    for (const { id, value } of properties) {
      if (id === "thresholds") add(`thresholds of ${String(matcher.options)}`, steps(value));
      if (id === "mappings") add(`mappings of ${String(matcher.options)}`, mapped(value));
    }
  return found;
}

const steps = (value: unknown) => ((value as Thresholds | undefined)?.steps ?? []).map(({ color }) => color);

function mapped(value: unknown): (string | undefined)[] {
  return ((value ?? []) as Mapping[]).flatMap((mapping) =>
    mapping.type === "value"
      ? Object.values(mapping.options).map(({ color }) => color)
      : [mapping.options.result.color],
  );
}
