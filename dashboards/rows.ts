/** A page's rows: those that a screen does not hold are folded away, one click from being seen, and ask nothing until then. */
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";

type Placed = Panel | RowPanel;

/**
 * The rows of the grid that a screen of 1920 × 1080 shows below Grafana's own bars: about 960 lines of it, of which each row
 * takes 30, with 8 between two.
 */
export const SCREEN = 25;

/** Every panel of a page, those in folded rows too, without the rows themselves. */
export function everyPanel({ panels = [] }: { panels?: Placed[] }): Panel[] {
  return panels.flatMap((placed) => (isRow(placed) ? placed.panels : [placed]));
}

/** The panels of a row, folded or not. @throws if the page has no such row. */
export function panelsOfRow({ title, panels = [] }: { title?: string; panels?: Placed[] }, row: string): Panel[] {
  const found = sections(unfolded(panels)).find((section) => section.row?.title === row);
  if (found === undefined) throw new Error(`${title ?? "the page"} has no row ${row}`);
  return found.panels;
}

/**
 * Folds the rows away that a screen does not hold, together with the titles of all that come after them. What comes first stays
 * open, however high it is.
 * @param panels Rows and panels in the order in which they are read, none of them folded.
 */
export function folded(panels: readonly Placed[]): Placed[] {
  const rows = sections(panels);
  let left = SCREEN - rows.filter(({ row }) => row !== undefined).length;
  let moved = 0;
  return rows.flatMap((section, index) => {
    const { row, height } = section;
    const all = section.panels.map((panel) => lifted(panel, moved));
    if (row === undefined) {
      left -= height;
      return all;
    }
    const here = lifted(row, moved);
    if (index === 0 || height <= left) {
      left -= height;
      return [here, ...all];
    }
    // Whatever comes after one that is folded is folded as well: what is open is the page's beginning.
    left = 0;
    moved += height;
    return [{ ...here, collapsed: true, panels: all }];
  });
}

/** A page's rows and panels with every row open, as they stand when somebody has opened them all. */
export function unfolded(panels: readonly Placed[]): Placed[] {
  let moved = 0;
  return panels.flatMap((placed) => {
    const here = lifted(placed, -moved);
    if (!isRow(here) || !here.collapsed) return [here];
    const top = (placed.gridPos?.y ?? 0) + 1;
    const bottom = Math.max(top, ...here.panels.map(({ gridPos: { y, h } = AT_TOP }) => y + h));
    const all = here.panels.map((panel) => lifted(panel, -moved));
    moved += bottom - top;
    return [{ ...here, collapsed: false, panels: [] }, ...all];
  });
}

const AT_TOP = { x: 0, y: 0, w: 24, h: 1 };

interface Section {
  row?: RowPanel;
  panels: Panel[];
  /** Where its panels begin in the grid, and how high they are together, without the row's title. */
  top: number;
  height: number;
}

function sections(panels: readonly Placed[]): Section[] {
  const found: Section[] = [];
  for (const placed of panels) {
    if (isRow(placed)) found.push({ row: placed, panels: [], top: (placed.gridPos?.y ?? 0) + 1, height: 0 });
    else {
      const { y, h } = placed.gridPos ?? AT_TOP;
      if (found.length === 0) found.push({ panels: [], top: y, height: 0 });
      const section = found.at(-1);
      section?.panels.push(placed);
      if (section !== undefined) section.height = Math.max(section.height, y + h - section.top);
    }
  }
  return found;
}

function isRow(placed: Placed): placed is RowPanel {
  return placed.type === "row" && "panels" in placed;
}

/** A row or a panel further up in the grid. */
function lifted<T extends Placed>(placed: T, by: number): T {
  const { gridPos } = placed;
  return gridPos === undefined ? placed : { ...placed, gridPos: { ...gridPos, y: gridPos.y - by } };
}
