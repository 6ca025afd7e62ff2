/** What came of a page, for people and for programs. */
import type { PanelOutcome } from "../../../tools/pictures/shared/page";
import type { Findings } from "./inspect";

export interface PageReport extends Findings {
  uid: string;
  theme: string;
  size: string;
  /** Whether rows are open that the page folds away at first. */
  allRows: boolean;
  /** The picture's file. */
  file: string;
  /** In CSS pixels. */
  height: number;
  /** Whether a window of 1920 × 1080 shows all of it; undefined for another window, and for a page with all its rows open. */
  fits?: boolean;
  panels: PanelOutcome[];
  /** Errors that nothing on the page caught. */
  errors: string[];
}

/** Whether something has to be mended: a panel that could not be drawn, or a text such as `NaN`. */
export function isBroken({ panels, defects, errors }: PageReport): boolean {
  return errors.length > 0 || defects.length > 0 || panels.some(({ error }) => error !== undefined);
}

/** A page's findings as lines of text. Not every text that is hard to read is named: a table has the same in each of its rows. */
export function described(report: PageReport): string {
  const { uid, theme, size, allRows, height, fits, panels, errors, defects, contrast, cut, alike } = report;
  const by = (kind: PanelOutcome["drawnBy"]) => panels.filter(({ drawnBy }) => drawnBy === kind);
  const fit = fits === undefined ? "" : fits ? ", fits 1080p" : ", does not fit 1080p";
  const empty = panels.filter(({ empty, drawnBy }) => empty && drawnBy !== "nothing");
  const bare = alike.filter(({ written }) => !written);
  const lines = [
    `${uid} ${theme} ${size}${allRows ? ", all rows open" : ""}: ${by("component").length} panels by Grafana's components, ${by("simple").length} drawn simply, ${height} px high${fit}`,
    ...by("nothing").flatMap(({ title, error }) => (error === undefined ? [`not asked: ${title}`] : [])),
    ...panels.flatMap(({ title, error }) => (error === undefined ? [] : [`NOT DRAWN: ${title}: ${error}`])),
    ...errors.map((error) => `ERROR: ${error}`),
    ...unique(defects.map(({ panel, text }) => `NO VALUE: ${panel}: ${text}`)),
    ...named("without data", empty),
    ...named(
      "wider than its panel",
      panels.filter(({ sideways }) => sideways),
    ),
    ...unique(contrast.map(({ panel, ratio, needed }) => `hard to read: ${panel}: ${ratio} to 1, not ${needed}`)),
    ...unique(cut.map(({ panel }) => `cut off: ${panel}`)),
    ...bare.map(
      ({ panel, what, lacking, colors }) =>
        `told by colour alone: ${panel}: ${what}: ${colors.join(" and ")} without ${lacking}`,
    ),
  ];
  return lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join("\n");
}

/** One line with the titles of panels; none without panels. */
function named(what: string, panels: readonly PanelOutcome[]): string[] {
  return panels.length === 0 ? [] : [`${what}: ${panels.map(({ title }) => title).join(", ")}`];
}

/** Each line once, with how often it came. */
function unique(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
}
