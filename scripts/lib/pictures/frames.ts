/** Answers of Prometheus and Loki as Grafana's data sources turn them into frames. */
import type { FieldJson, FrameJson, JsonNumber } from "../../../tools/pictures/shared/page";

export type Labels = Readonly<Record<string, string>>;

/** A series with its points: seconds since 1970, and the number as Prometheus writes it. */
export interface Points {
  metric: Labels;
  values: readonly (readonly [at: number, value: string])[];
}

/** A line of a log: nanoseconds since 1970 as Loki writes them. */
export interface LogLine {
  labels: Labels;
  at: string;
  line: string;
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
export function legendOf(metric: Labels, legend: string | undefined, expr: string): string {
  if (legend !== undefined && legend !== "" && legend !== "__auto")
    return legend.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => metric[label] ?? "");
  const { __name__: name = "", ...labels } = metric;
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length === 0) return name === "" ? expr : name;
  return `${name}{${pairs.map(([label, value]) => `${label}="${value}"`).join(", ")}}`;
}

/** A frame for each series. @param step Seconds between points of a range. */
export function seriesFrames(
  refId: string,
  series: readonly Points[],
  name: (metric: Labels) => string,
  step?: number,
): FrameJson[] {
  return series.map(({ metric, values }) => {
    const legend = name(metric);
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
          labels: metric,
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
export function tableFrame(refId: string, series: readonly Points[], several: boolean): FrameJson {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric).sort()))];
  const rows = series.flatMap(({ metric, values }) => values.map(([at, value]) => ({ metric, at, value })));
  const column = (name: string, type: FieldJson["type"], values: unknown[]): FieldJson => ({ name, type, values });
  return {
    refId,
    fields: [
      column(
        "Time",
        "time",
        rows.map(({ at }) => Math.round(at * 1000)),
      ),
      ...labels.map((label) =>
        column(
          label,
          "string",
          rows.map(({ metric }) => metric[label] ?? ""),
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
export function logsFrame(refId: string, lines: readonly LogLine[]): FrameJson {
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
