/** Parts of a whole, and bars by category, drawn simply: the panels "Pie chart", "Bar chart" and "Histogram". */
import {
  buildHistogram,
  type DataFrame,
  type Field,
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  getFieldSeriesColor,
  type GrafanaTheme2,
  histogramFieldsToFrame,
} from "@grafana/data";
import { arc, pie } from "d3-shape";
import { shortened, textWidth } from "./axis";
import { type Kind, type KindProps, option } from "./kind";
import { displayValues } from "./stat";

export const pieChart: Kind = {
  drawnBy: "simple",
  defaults: {
    color: "palette-classic",
    options: { reduceOptions: { values: false, calcs: ["lastNotNull"], fields: "" }, pieType: "pie" },
  },
  draw: (props) => {
    const { panel, width, height, theme } = props;
    const values = displayValues(props).filter(({ display }) => display.numeric > 0);
    const sum = values.reduce((total, { display }) => total + display.numeric, 0);
    const radius = Math.min(width / 2, height) / 2 - 4;
    const slices = pie<number>().sort(null)(values.map(({ display }) => display.numeric));
    const shape = arc<(typeof slices)[number]>().outerRadius(radius);
    shape.innerRadius(option(panel, "pieType") === "donut" ? radius * 0.6 : 0);
    return (
      <div style={{ display: "flex", width, height, alignItems: "center", gap: 12 }}>
        <svg width={2 * radius + 8} height={height} style={{ flex: "none" }}>
          <g transform={`translate(${radius + 4} ${height / 2})`}>
            {slices.map((slice, index) => (
              <path
                key={index}
                d={shape(slice) ?? ""}
                fill={values[index]?.display.color}
                stroke={theme.colors.background.primary}
              />
            ))}
          </g>
        </svg>
        <div style={{ overflow: "hidden", ...theme.typography.bodySmall }}>
          {values.map(({ display }, index) => (
            <div key={index} style={{ whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" }}>
              <span
                style={{
                  display: "inline-block",
                  width: 14,
                  height: 4,
                  background: display.color,
                  margin: "0 6px 3px 0",
                }}
              />
              {display.title} {formattedValueToString(display)} ({Math.round((100 * display.numeric) / sum)}%)
            </div>
          ))}
        </div>
      </div>
    );
  },
};

export const barChart: Kind = {
  drawnBy: "simple",
  defaults: {
    color: "palette-classic",
    options: { orientation: "auto", stacking: "none" },
    custom: { fillOpacity: 80 },
  },
  draw: ({ panel, frames, width, height, theme }) => {
    const [frame] = frames;
    if (frame === undefined) throw new Error("it has no frame");
    const wanted = option<string | undefined>(panel, "xField");
    const category = frame.fields.find(({ name, type }) =>
      wanted === undefined ? type === FieldType.string : name === wanted,
    );
    const names = (row: number) =>
      String(category === undefined ? row : (category.display?.(category.values[row]).text ?? ""));
    return (
      <Bars {...{ frame, names, width, height, theme }} horizontal={option(panel, "orientation") === "horizontal"} />
    );
  },
};

export const histogram: Kind = {
  drawnBy: "simple",
  defaults: { color: "palette-classic", custom: { fillOpacity: 80 } },
  draw: ({ frames, panel, width, height, theme }: KindProps) => {
    const built = buildHistogram(frames, { bucketSize: option(panel, "bucketSize"), bucketOffset: 0 });
    if (built === null) throw new Error("it has no numbers");
    const frame = histogramFieldsToFrame(built, theme);
    const [lower] = frame.fields;
    const unit = frames[0]?.fields.find(({ type }) => type === FieldType.number);
    const names = (row: number) => {
      const value: unknown = lower?.values[row];
      return unit?.display === undefined ? String(value) : formattedValueToString(unit.display(value));
    };
    const counts = { ...frame, fields: frame.fields.slice(2) };
    return <Bars {...{ frame: counts, names, width, height, theme }} horizontal={false} />;
  },
};

interface BarsProps {
  frame: DataFrame;
  names: (row: number) => string;
  width: number;
  height: number;
  theme: GrafanaTheme2;
  horizontal: boolean;
}

function Bars({ frame, names, width, height, theme, horizontal }: BarsProps) {
  const series = frame.fields.filter(({ type }) => type === FieldType.number);
  const most = Math.max(1e-9, ...series.flatMap(({ values }) => values.map(Number)));
  const rows = Array.from({ length: frame.length }, (_, row) => row);
  const legend = series.length > 1 ? 22 : 0;
  const side = horizontal ? Math.min(width / 3, Math.max(...rows.map((row) => textWidth(names(row)))) + 10) : 0;
  const [long, across] = horizontal ? [width - side - 60, height - legend] : [height - legend - 40, width];
  const cell = across / rows.length;
  const thick = (cell * 0.8) / series.length;
  const every = horizontal ? 1 : Math.ceil((Math.max(...rows.map((row) => textWidth(names(row)))) + 10) / cell);
  const color = (field: Field) => field.config.custom?.lineColor ?? getFieldSeriesColor(field, theme).color;
  return (
    <div style={{ width, height }}>
      <svg width={width} height={height - legend} fontSize={12} fill={theme.colors.text.primary}>
        {rows.map((row) => (
          <g key={row} transform={horizontal ? `translate(0 ${row * cell})` : `translate(${row * cell} 0)`}>
            {series.map((field, index) => {
              const value = Number(field.values[row]);
              const length = (Math.max(0, value) / most) * long;
              const offset = cell * 0.1 + index * thick;
              const shown = field.display === undefined ? String(value) : formattedValueToString(field.display(value));
              return horizontal ? (
                <g key={index}>
                  <rect x={side} y={offset} width={length} height={thick} fill={color(field)} />
                  {thick >= 12 && <text x={side + length + 4} y={offset + thick / 2 + 4} children={shown} />}
                </g>
              ) : (
                <g key={index}>
                  <rect x={offset} y={18 + long - length} width={thick} height={length} fill={color(field)} />
                  {thick >= textWidth(shown) && (
                    <text x={offset + thick / 2} y={14 + long - length} textAnchor="middle" children={shown} />
                  )}
                </g>
              );
            })}
            {horizontal ? (
              <text x={side - 6} y={cell / 2 + 4} textAnchor="end" children={shortened(names(row), side - 10)} />
            ) : (
              row % every === 0 && <text x={cell / 2} y={long + 34} textAnchor="middle" children={names(row)} />
            )}
          </g>
        ))}
      </svg>
      {legend > 0 && (
        <div style={{ display: "flex", gap: 12, ...theme.typography.bodySmall }}>
          {series.map((field, index) => (
            <span key={index} style={{ color: theme.colors.text.primary }}>
              <span
                style={{
                  display: "inline-block",
                  width: 14,
                  height: 4,
                  background: color(field),
                  margin: "0 6px 3px 0",
                }}
              />
              {getFieldDisplayName(field, frame)}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
