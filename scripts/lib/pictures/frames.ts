/** Answers of Prometheus and Loki as Grafana's data sources turn them into frames. */
import type { FieldJson, FrameJson, JsonNumber } from "../../../tools/pictures/shared/page";
import type { Answer, Labels, Line, Series } from "../panels/ask";

/** An answer as the data source that gave it has it. @param several Whether the panel has several tables. */
export function framesOf({ target, query, legend, step, isLog, series, lines }: Answer, several: boolean): FrameJson[] {
  const { refId, language, isInstant, isTable } = target;
  if (isLog) return [logsFrame(refId, lines)];
  // Loki's makes a table of every instant query, and numbers its column even where it is the only one.
  if (language === "loki" && isInstant) return [tableFrame(refId, series, true)];
  if (language === "prometheus" && isTable) return [tableFrame(refId, series, several)];
  return seriesFrames(refId, series, (labels) => legendOf(labels, legend, query), isInstant ? undefined : step);
}

/** A number as Prometheus writes it. */
export function numberOf(text: string): JsonNumber {
  const words: Readonly<Record<string, JsonNumber>> = {
    NaN: "NaN",
    "+Inf": "Infinity",
    Inf: "Infinity",
    "-Inf": "-Infinity",
  };
  return words[text] ?? Number(text);
}

/** What a series is called: by the legend, or else by its labels; without any, by its query. */
export function legendOf(labels: Labels, legend: string, expr: string): string {
  if (legend !== "" && legend !== "__auto")
    return legend.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
  const { __name__: name = "", ...others } = labels;
  const pairs = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length === 0) return name === "" ? expr : name;
  return `${name}{${pairs.map(([label, value]) => `${label}="${value}"`).join(", ")}}`;
}

/** A frame for each series. @param step Seconds between points of a range. */
export function seriesFrames(
  refId: string,
  series: readonly Series[],
  name: (labels: Labels) => string,
  step?: number,
): FrameJson[] {
  return series.map(({ labels, values }) => {
    const legend = name(labels);
    return {
      refId,
      name: legend,
      fields: [
        {
          name: "Time",
          type: "time",
          values: values.map(([at]) => Math.round(at * 1000)),
          ...(step === undefined ? {} : { config: { interval: step * 1000 } }),
        },
        {
          name: "Value",
          type: "number",
          values: values.map(([, value]) => numberOf(value)),
          labels,
          config: { displayNameFromDS: legend },
        },
      ],
    };
  });
}

/**
 * One frame with a row for each point, and a column for each label.
 * @param several Whether the panel has other tables: then the letter of the query is in the column's name.
 */
export function tableFrame(refId: string, series: readonly Series[], several: boolean): FrameJson {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels).sort()))];
  const rows = series.flatMap(({ labels, values }) => values.map(([at, value]) => ({ labels, at, value })));
  const column = (name: string, type: FieldJson["type"], values: unknown[]): FieldJson => ({ name, type, values });
  return {
    refId,
    fields: [
      column(
        "Time",
        "time",
        rows.map(({ at }) => Math.round(at * 1000)),
      ),
      ...names.map((name) =>
        column(
          name,
          "string",
          rows.map(({ labels }) => labels[name] ?? ""),
        ),
      ),
      column(
        several ? `Value #${refId}` : "Value",
        "number",
        rows.map(({ value }) => numberOf(value)),
      ),
    ],
  };
}

/** Lines of logs, the newest first. */
export function logsFrame(refId: string, lines: readonly Line[]): FrameJson {
  const sorted = [...lines].sort((a, b) => (a.at === b.at ? 0 : BigInt(a.at) > BigInt(b.at) ? -1 : 1));
  const column = (name: string, type: FieldJson["type"], values: unknown[]): FieldJson => ({ name, type, values });
  return {
    refId,
    kind: "logs",
    fields: [
      column(
        "labels",
        "other",
        sorted.map(({ labels }) => labels),
      ),
      column(
        "Time",
        "time",
        sorted.map(({ at }) => Number(BigInt(at) / 1_000_000n)),
      ),
      column(
        "Line",
        "string",
        sorted.map(({ line }) => line),
      ),
      column(
        "tsNs",
        "string",
        sorted.map(({ at }) => at),
      ),
    ],
  };
}
