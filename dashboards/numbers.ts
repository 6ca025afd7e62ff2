/** The backgrounds of numbers and cells: what Grafana writes on them can be read, and what has no state has none. */
import { BigValueColorMode } from "@grafana/grafana-foundation-sdk/common";
import type { Panel, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";

/**
 * The colours of states as backgrounds. Grafana writes in white on what is darker than a brightness of 180 of 255, in black on the
 * others, and on its own orange, green and blue the white is hard to read: 2 to 3 to 1, where WCAG 2.2 asks for 4.5 to 1 (1.4.3).
 * With these it is 5 to 1 at least. Any two of them differ by 11 at least (CIEDE2000), whichever cones somebody lacks: who sees no
 * red from green has their lightness.
 */
export const BACKGROUNDS: Readonly<Record<string, string>> = {
  green: "#2b7a2b",
  yellow: "#fff08a",
  orange: "#ffaa40",
  red: "#ad0317",
  blue: "#1f60c4",
  purple: "#d9b3ff",
};

/** A colour of a state as a background that can be read. */
export const background = (color: string) => BACKGROUNDS[color] ?? color;

/** Gives numbers on a background colours that can be read, and those whose colour is always the same none at all. */
export function withBackground({ type, fieldConfig, options }: Panel): void {
  if (type !== "stat" || fieldConfig === undefined) return;
  const { defaults, overrides } = fieldConfig;
  const own = overrides.flatMap(({ properties }) => properties.filter(({ id }) => id === "thresholds"));
  const hasState =
    (defaults.thresholds?.steps.length ?? 0) > 1 || own.length > 0 || (defaults.mappings ?? []).length > 0;
  if (!hasState) {
    Object.assign(options as object, { colorMode: BigValueColorMode.None });
    return;
  }
  if (defaults.thresholds !== undefined) defaults.thresholds = readable(defaults.thresholds);
  for (const property of own) property.value = readable(property.value as ThresholdsConfig);
  if (defaults.mappings !== undefined) defaults.mappings = readableMappings(defaults.mappings);
  for (const { properties } of overrides)
    for (const property of properties)
      if (property.id === "mappings") property.value = readableMappings(property.value as ValueMapping[]);
}

/** Thresholds with backgrounds that can be read. */
export function readable({ mode, steps }: ThresholdsConfig): ThresholdsConfig {
  return { mode, steps: steps.map((step) => ({ ...step, color: background(step.color) })) };
}

/** Values that are shown as words, with the colours of states wherever they are: one for each value, or one for a range. */
function readableMappings(mappings: readonly ValueMapping[]): ValueMapping[] {
  const readableColor = (key: string, value: unknown) =>
    key === "color" && typeof value === "string" ? background(value) : value;
  return JSON.parse(JSON.stringify(mappings, readableColor)) as ValueMapping[];
}
