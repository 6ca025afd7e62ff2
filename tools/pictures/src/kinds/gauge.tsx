/** Gauges, drawn simply: an arc up to the value, and around it the thresholds. */
import { formattedValueToString, type FieldDisplay, type GrafanaTheme2 } from "@grafana/data";
import { arc } from "d3-shape";
import { type Kind, option } from "./kind";
import { displayValues } from "./stat";

const HALF = (Math.PI * 2) / 3;

export const gauge: Kind = {
  drawnBy: "simple",
  saysEmpty: true,
  defaults: {
    options: {
      reduceOptions: { values: false, calcs: ["lastNotNull"], fields: "" },
      orientation: "auto",
      showThresholdMarkers: true,
    },
  },
  draw: (props) => {
    const { panel, width, height, theme } = props;
    const values = displayValues(props);
    // "vertical" stacks gauges in Grafana, "horizontal" and "auto" put them beside each other while they are wide enough.
    const columns = option(panel, "orientation") === "vertical" ? 1 : best(values.length, width, height);
    const rows = Math.ceil(values.length / columns);
    return (
      <div style={{ display: "grid", gridTemplateColumns: `repeat(${columns}, 1fr)`, width, height }}>
        {values.map((value, index) => (
          <Dial
            key={index}
            value={value}
            named={values.length > 1}
            markers={option(panel, "showThresholdMarkers")}
            width={width / columns}
            height={height / rows}
            theme={theme}
          />
        ))}
      </div>
    );
  },
};

/** The number of columns with which dials are largest. */
function best(count: number, width: number, height: number): number {
  const size = (columns: number) => Math.min(width / columns, height / Math.ceil(count / columns));
  return Array.from({ length: Math.max(1, count) }, (_, index) => index + 1).reduce((most, columns) =>
    size(columns) > size(most) ? columns : most,
  );
}

interface DialProps {
  value: FieldDisplay;
  named: boolean;
  markers: boolean;
  width: number;
  height: number;
  theme: GrafanaTheme2;
}

function Dial({ value: { display, field }, named, markers, width, height, theme }: DialProps) {
  const title = named ? 20 : 0;
  const radius = Math.min(width / 2, (height - title) / 1.6) - 4;
  const tall = 1.5 * radius + 8;
  const [min, max] = [field.min ?? 0, field.max ?? 100];
  const angle = (value: number) => -HALF + (Math.min(Math.max((value - min) / (max - min), 0), 1) || 0) * 2 * HALF;
  const ring = (from: number, to: number, inner: number, outer: number) =>
    arc()({ startAngle: from, endAngle: to, innerRadius: inner * radius, outerRadius: outer * radius }) ?? "";
  const steps = field.thresholds?.steps ?? [];
  const share = field.thresholds?.mode === "percentage" ? (max - min) / 100 : undefined;
  const at = (value: number) => angle(share === undefined ? value : min + value * share);
  return (
    <div style={{ textAlign: "center", display: "grid", alignContent: "center", height }}>
      <svg width={width} height={tall}>
        <g transform={`translate(${width / 2} ${radius + 4})`}>
          <path d={ring(-HALF, HALF, 0.72, 0.93)} fill={theme.colors.background.secondary} />
          <path d={ring(-HALF, angle(display.numeric), 0.72, 0.93)} fill={display.color} />
          {markers &&
            steps.map(({ value, color }, index) => (
              <path
                key={index}
                d={ring(at(value), at(steps[index + 1]?.value ?? Infinity), 0.95, 1)}
                fill={theme.visualization.getColorByName(color)}
              />
            ))}
          <text textAnchor="middle" dy="0.3em" fontSize={Math.max(12, radius / 3)} fill={theme.colors.text.primary}>
            {formattedValueToString(display)}
          </text>
        </g>
      </svg>
      {named && <div style={{ height: title, overflow: "hidden", textOverflow: "ellipsis" }}>{display.title}</div>}
    </div>
  );
}
