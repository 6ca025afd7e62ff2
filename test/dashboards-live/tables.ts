/** Tables, as Grafana makes them of what several queries return. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Answer } from "../../scripts/lib/panels/ask";
import { labelsOf } from "../support/synthetic";

/** Columns that are renamed, and are not there. */
export function wrongColumns({ transformations = [], fieldConfig }: Panel, answers: readonly Answer[]): string[] {
  const organize = transformations.find(({ id }) => id === "organize")?.options as
    { renameByName?: Record<string, string> } | undefined;
  if (organize === undefined || answers.length === 0) return [];
  const labels = new Set(answers.flatMap(labelsOf).flatMap(Object.keys));
  // Loki's data source names the values of a table by the query even where it is the only one.
  const isOnly = answers.length === 1 && answers[0]?.target.language !== "loki";
  const values = isOnly ? ["Value"] : answers.map(({ target }) => `Value #${target.refId}`);
  const fields = ["Time", ...labels, ...values];
  const renamed = organize.renameByName ?? {};
  const missing = Object.keys(renamed).filter((field) => !fields.includes(field));
  const shown = new Set(fields.map((field) => renamed[field] ?? field));
  const overridden = (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === "byName")
    .map(({ matcher }) => String(matcher.options))
    .filter((column) => !shown.has(column));
  return [
    ...missing.map((field) => `no column ${field}`),
    ...overridden.map((column) => `no column ${column} to be formatted`),
  ];
}

/** Queries of a table with rows of their own alone: Grafana puts rows together whose labels agree, a metric's name among them. */
export function columnsApart({ title = "", transformations = [] }: Panel, answers: readonly Answer[]): string[] {
  if (answers.length < 2 || !transformations.some(({ id }) => id === "merge")) return [];
  const rows: { labels: Labels; from: string[] }[] = [];
  for (const { target, series } of answers)
    for (const { labels } of series) {
      const row = rows.find((one) =>
        Object.entries(labels).every(([name, value]) => (one.labels[name] ?? value) === value),
      );
      if (row === undefined) rows.push({ labels, from: [target.refId] });
      else {
        row.labels = { ...row.labels, ...labels };
        row.from.push(target.refId);
      }
    }
  return answers.flatMap(({ target: { refId } }) =>
    rows.some(({ from }) => from.includes(refId) && from.length > 1) ? [] : [`${title} ${refId}`],
  );
}

type Labels = Readonly<Record<string, string>>;
