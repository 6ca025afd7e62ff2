/** What series cost, for people, for pull requests and for scripts. */
import * as yaml from "yaml";
import { grouped } from "../../../settings/bounds";
import { code, fence } from "../markdown";
import { columns } from "../summary/table";
import { type Assessment, seriesOf } from "./assess";
import type { Suggestion } from "./suggest";
import { isNumber, share, type Table, tablesOf } from "./tables";

export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

export function cardinalityReport(found: Assessment, format: Format, top: number): string {
  if (format === "json") return JSON.stringify(cut(found, top), null, 2);
  const tables = tablesOf(found, top).filter(({ rows, notes }) => rows.length + notes.length > 0);
  return format === "text" ? text(found, tables) : markdown(found, tables);
}

/** The lists, as long as they were asked for. */
function cut(found: Assessment, top: number): Assessment & { unreadSeries: number } {
  const first = <T>(list: readonly T[]) => list.slice(0, top);
  return {
    ...found,
    metrics: first(found.metrics),
    labels: first(found.labels),
    jobs: first(found.jobs),
    owners: first(found.owners),
    unread: first(found.unread),
    unreadSeries: seriesOf(found.unread),
    unreadRecordings: first(found.unreadRecordings),
  };
}

function headline({ series, samplesPerSecond, unread, metrics, listed }: Assessment): string {
  const all =
    metrics.length < listed ? `${grouped(metrics.length)} metrics` : `at least ${grouped(metrics.length)} metrics`;
  const rate = samplesPerSecond === undefined ? "" : `, ${grouped(Math.round(samplesPerSecond))} samples a second`;
  const idle = seriesOf(unread);
  return `${grouped(series)} series of ${all}${rate}; nothing known reads ${grouped(unread.length)} of the metrics, ${grouped(idle)} series (${share(idle, series)})`;
}

/** What an entry of `apps` would have. */
export function snippet({ app, drop, keep }: Suggestion): string {
  const settings = (list: "drop" | "keep", patterns: readonly string[]) =>
    yaml.stringify({ apps: [{ name: app, metrics: { [list]: patterns } }] }, { lineWidth: 0 });
  return (
    settings("drop", drop) +
    (keep === undefined ? "" : `# or, of which nothing new gets in by itself:\n${commented(settings("keep", keep))}`)
  );
}

function commented(text: string): string {
  return text.trimEnd().replace(/^/gm, "# ") + "\n";
}

function told({ app, unread, series }: Suggestion): string {
  if (unread.length === 0) return `${app}: everything that it exposes is read`;
  return `${app}: nothing known reads ${unread.length} of its metrics, ${grouped(seriesOf(unread))} of ${grouped(series)} series; in the stack file:`;
}

function text(found: Assessment, tables: readonly Table[]): string {
  return [
    headline(found),
    ...tables.map(({ title, heads, rows, notes }) =>
      [
        `\n${title}`,
        ...(rows.length > 0
          ? columns(
              [heads, ...rows],
              heads.map((_, at) => at).filter((at) => isNumber(heads[at])),
            )
          : []),
        ...notes.map((note) => `  ${note}`),
      ].join("\n"),
    ),
    ...found.suggestions.map((one) => `\n${told(one)}${one.drop.length > 0 ? `\n${snippet(one)}` : ""}`),
  ].join("\n");
}

function markdown(found: Assessment, tables: readonly Table[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `### ${headline(found)}`,
    ...tables.flatMap(({ title, heads, rows, notes }) => [
      `\n#### ${title}\n`,
      ...(rows.length > 0
        ? [
            row(heads),
            row(heads.map((head) => (isNumber(head) ? "--:" : "---"))),
            ...rows.map((cells) => row(cells.map((cell, at) => (isNumber(heads[at]) ? cell : code(cell, "cell"))))),
            "",
          ]
        : []),
      ...notes.map((note) => `${note}\n`),
    ]),
    ...found.suggestions.flatMap((one) => [
      `\n${told(one)}\n`,
      ...(one.drop.length > 0 ? [fence(snippet(one), "yaml")] : []),
    ]),
  ].join("\n");
}
