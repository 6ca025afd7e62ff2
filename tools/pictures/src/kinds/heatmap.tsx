/** Heatmaps, drawn simply: a row for each bucket, a column for each moment, more in the stronger colour. */
import {
  type DataFrame,
  type Field,
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  getValueFormat,
} from "@grafana/data";
import * as chromatic from "d3-scale-chromatic";
import { useLayoutEffect, useRef } from "react";
import { AXIS, TimeAxis, textWidth } from "./axis";
import { type Kind, type KindProps, option } from "./kind";

const LEGEND = 26;

interface Colors {
  scheme: string;
  steps: number;
  reverse?: boolean;
  min?: number;
  max?: number;
}

interface Row {
  name: string;
  /** Counts by time. */
  counts: Map<number, number>;
}

export const heatmap: Kind = {
  drawnBy: "simple",
  defaults: {
    options: {
      calculate: false,
      color: { mode: "scheme", scheme: "Oranges", steps: 64, reverse: false },
      yAxis: {},
      cellGap: 1,
      legend: { show: true },
      filterValues: { le: 1e-9 },
    },
  },
  draw: (props) => <Drawn {...props} />,
};

/** Upper bounds of buckets in their order; the largest last. */
const bound = (name: string) => (/^\+?inf/i.test(name) ? Infinity : Number(name));

/** The rows, lowest bucket first. Prometheus' buckets count what is in lower ones too: that is taken off. */
function rowsOf(frames: DataFrame[], { answered }: KindProps): Row[] {
  const named = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    const numbers = frame.fields.filter(({ type }) => type === FieldType.number);
    if (time === undefined) return [];
    return numbers.map((field: Field) => ({
      name: field.labels?.le ?? getFieldDisplayName(field, frame, frames),
      counts: new Map(time.values.map((at: number, index: number) => [at, Number(field.values[index] ?? 0)])),
    }));
  });
  const cumulative = answered.json.targets?.some(({ format }) => format === "heatmap") ?? false;
  if (!cumulative) return named;
  const sorted = [...named].sort((a, b) => bound(a.name) - bound(b.name));
  return sorted.map(({ name, counts }, index) => {
    const below = sorted[index - 1]?.counts;
    return {
      name,
      counts: new Map([...counts].map(([at, count]) => [at, Math.max(0, count - (below?.get(at) ?? 0))])),
    };
  });
}

/** The colours from few to many: on a dark page the scheme is turned round, as Grafana does with those that begin in white. */
function palette({ scheme, steps, reverse = false }: Colors, dark: boolean): string[] {
  const named = (chromatic as unknown as Record<string, (at: number) => string>)[`interpolate${scheme}`];
  if (named === undefined) throw new Error(`there is no colour scheme ${scheme}`);
  const light = /^(?:[A-Z][a-z]*[A-Z][a-z]*|Blues|Greens|Greys|Oranges|Purples|Reds)$/.test(scheme);
  const turned = (dark && light) !== reverse;
  return Array.from({ length: steps }, (_, index) => named((turned ? steps - 1 - index : index) / (steps - 1)));
}

function Drawn(props: KindProps) {
  const { panel, frames, width, height, theme, timeRange } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  if (option<boolean>(panel, "calculate"))
    throw new Error("buckets that Grafana computes are not drawn: give it buckets");
  const rows = rowsOf(frames, props);
  const colors = option<Colors>(panel, "color");
  const shades = palette(colors, theme.isDark);
  const format = getValueFormat(option<{ unit?: string }>(panel, "yAxis").unit ?? "short");
  const decimals = option<{ decimals?: number }>(panel, "yAxis").decimals;
  const nameOf = ({ name }: Row) =>
    Number.isFinite(bound(name)) ? formattedValueToString(format(bound(name), decimals)) : name;
  const left = Math.max(...rows.map((row) => textWidth(nameOf(row)))) + 10;
  const legend = option<{ show: boolean }>(panel, "legend").show ? LEGEND : 0;
  const [inner, tall] = [width - left - 6, height - AXIS - legend];
  const counts = rows.flatMap((row) => [...row.counts.values()]).filter((count) => count > 1e-9);
  const [least, most] = [colors.min ?? Math.min(...counts, 0), colors.max ?? Math.max(...counts, 0)];
  const shade = (count: number) =>
    shades[Math.min(shades.length - 1, Math.floor((shades.length * (count - least)) / (most - least || 1)))] ?? "";
  const moments = [...new Set(rows.flatMap((row) => [...row.counts.keys()]))].sort((a, b) => a - b);
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const step = Math.min(...moments.slice(1).map((at, index) => at - (moments[index] ?? at)), to - from);
  const cell = tall / rows.length;

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined) throw new Error("there is no canvas");
    const gap = option<number>(panel, "cellGap");
    const x = (at: number) => Math.round(((at - from) / (to - from)) * inner);
    context.scale(devicePixelRatio, devicePixelRatio);
    rows.forEach((row, index) => {
      const top = Math.round(tall - (index + 1) * cell);
      const bottom = Math.round(tall - index * cell);
      for (const [at, count] of row.counts) {
        if (count <= 1e-9) continue;
        // Prometheus' count at a moment is of the step before it.
        const [a, b] = [Math.max(0, x(at - step)), x(at)];
        context.fillStyle = shade(count);
        context.fillRect(a, top, Math.max(1, b - a - (b - a > 4 ? gap : 0)), Math.max(1, bottom - top - gap));
      }
    });
  });

  const every = Math.max(1, Math.ceil(16 / cell));
  const unit = (count: number) => formattedValueToString(getValueFormat("short")(count, most < 10 ? 1 : 0));
  return (
    <div style={{ position: "relative", width, height }}>
      <canvas
        ref={canvas}
        width={inner * devicePixelRatio}
        height={tall * devicePixelRatio}
        style={{ position: "absolute", left, top: 0, width: inner, height: tall }}
      />
      <svg width={width} height={height} style={{ position: "absolute" }}>
        <g fontSize={12} fill={theme.colors.text.primary}>
          {rows.map((row, index) =>
            index % every === 0 ? (
              <text key={row.name} x={left - 6} y={tall - (index + 0.5) * cell + 4} textAnchor="end">
                {nameOf(row)}
              </text>
            ) : null,
          )}
        </g>
        <TimeAxis timeRange={timeRange} left={left} top={tall} width={inner} theme={theme} />
        {legend > 0 && (
          <g transform={`translate(${left} ${height - 20})`} fontSize={12} fill={theme.colors.text.primary}>
            {shades.map((color, index) => (
              <rect key={index} x={40 + index * 3} width={3} height={10} fill={color} />
            ))}
            <text x={34} y={10} textAnchor="end">
              {unit(least)}
            </text>
            <text x={46 + shades.length * 3} y={10}>
              {unit(most)}
            </text>
          </g>
        )}
      </svg>
    </div>
  );
}
