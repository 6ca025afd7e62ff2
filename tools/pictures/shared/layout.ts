/** Where panels stand: Grafana's grid of 24 columns, or one column in a narrow window. */
import type { PanelJson, Place } from "./page";

/** Grafana's measures, in CSS pixels. */
const CELL = 30;
const GAP = 8;
const COLUMNS = 24;
const PADDING = 16;
const NARROW_PADDING = 8;

/** A screen of 1080p, in CSS pixels. */
export const FULL_HD = { width: 1920, height: 1080 } as const;

/** The width below which Grafana stacks panels. */
export const NARROW = 769;

/** Panels and rows in the order in which they are read, with their places. Those of a collapsed row are not shown. */
export function layout(panels: readonly PanelJson[], width: number): { json: PanelJson; place: Place }[] {
  const at = ({ gridPos }: PanelJson) => gridPos ?? { x: 0, y: 0, w: COLUMNS, h: 1 };
  const sorted = [...panels].sort((a, b) => at(a).y - at(b).y || at(a).x - at(b).x);
  const tall = (h: number) => h * CELL + (h - 1) * GAP;
  if (width < NARROW) {
    let y = 0;
    return sorted.map((json) => {
      const height = tall(at(json).h);
      const place = { x: NARROW_PADDING, y, width: width - 2 * NARROW_PADDING, height };
      y += height + GAP;
      return { json, place };
    });
  }
  const column = columnOf(width);
  return sorted.map((json) => {
    const { x, y, w, h } = at(json);
    const left = Math.round(PADDING + x * (column + GAP));
    return { json, place: { x: left, y: y * (CELL + GAP), width: widthOf(w, width), height: tall(h) } };
  });
}

/** The pixels of so many columns in a window. */
export function widthOf(columns: number, width: number): number {
  return Math.round(columns * columnOf(width) + Math.max(0, columns - 1) * GAP);
}

function columnOf(width: number): number {
  return (width - 2 * PADDING - (COLUMNS - 1) * GAP) / COLUMNS;
}
