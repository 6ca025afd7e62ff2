/** States over time, drawn simply: the panels "State timeline" and "Status history". */
import { type Field, FieldType, formattedValueToString, getFieldDisplayName } from "@grafana/data";
import { AXIS, shortened, textWidth, TimeAxis } from "./axis";
import { type Kind, type KindProps, option } from "./kind";

interface Span {
  from: number;
  to: number;
  text: string;
  color: string;
}

const custom = { lineWidth: 0, fillOpacity: 70 };
const bareStates = ({ options = {} }: { options?: Record<string, unknown> }) => options.showValue === "never";

export const stateTimeline: Kind = {
  drawnBy: "simple",
  bareStates,
  defaults: { options: { showValue: "auto", mergeValues: true, rowHeight: 0.9, legend: { showLegend: true } }, custom },
  draw: (props) => <Drawn {...props} merged={option(props.panel, "mergeValues")} />,
};

export const statusHistory: Kind = {
  drawnBy: "simple",
  bareStates,
  defaults: { options: { showValue: "auto", rowHeight: 0.9, colWidth: 0.9, legend: { showLegend: true } }, custom },
  draw: (props) => <Drawn {...props} merged={false} />,
};

/** What a field was, from when until when. */
function spans(times: number[], { values, display }: Field, merged: boolean, end: number): Span[] {
  if (display === undefined) throw new Error("its field is without a display");
  const found: Span[] = [];
  const step = Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
  times.forEach((from, index) => {
    const value: unknown = values[index];
    if (value === null || value === undefined) return;
    const shown = display(value);
    const to = Math.min(times[index + 1] ?? end, Number.isFinite(step) ? from + 1.5 * step : end);
    const span = { from, to, text: formattedValueToString(shown), color: shown.color ?? "gray" };
    const last = found.at(-1);
    if (merged && last !== undefined && last.text === span.text && last.color === span.color && last.to >= from)
      last.to = to;
    else found.push(span);
  });
  return found;
}

function Drawn({ panel, frames, width, height, theme, timeRange, merged }: KindProps & { merged: boolean }) {
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const rows = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    if (time === undefined) throw new Error("it has no times");
    return frame.fields
      .filter((field) => field !== time && [FieldType.number, FieldType.string, FieldType.boolean].includes(field.type))
      .map((field) => ({
        name: getFieldDisplayName(field, frame, frames),
        spans: spans(time.values as number[], field, merged, to),
      }));
  });
  const states = [
    ...new Map(
      rows.flatMap((row) => row.spans).map(({ text, color }) => [`${text} ${color}`, { text, color }]),
    ).values(),
  ];
  const legend = option<{ showLegend: boolean }>(panel, "legend").showLegend && states.length <= 12 ? 22 : 0;
  const left = Math.min(width / 3, Math.max(...rows.map(({ name }) => textWidth(name))) + 10);
  const [inner, tall] = [width - left, height - AXIS - legend];
  const cell = tall / rows.length;
  const thick = cell * option<number>(panel, "rowHeight");
  const x = (at: number) => left + Math.min(1, Math.max(0, (at - from) / (to - from))) * inner;
  const opacity =
    Number((panel.fieldConfig?.defaults?.custom as { fillOpacity?: number } | undefined)?.fillOpacity ?? 70) / 100;
  const never = option(panel, "showValue") === "never";
  return (
    <div style={{ width, height }}>
      <svg width={width} height={height - legend} fontSize={12}>
        {rows.map(({ name, spans }, index) => {
          const top = index * cell + (cell - thick) / 2;
          return (
            <g key={index}>
              <text x={left - 6} y={top + thick / 2 + 4} textAnchor="end" fill={theme.colors.text.primary}>
                {shortened(name, left - 10)}
              </text>
              {spans.map((span, at) => {
                const [a, b] = [x(span.from), x(span.to)];
                const fits = !never && thick >= 14 && b - a > textWidth(span.text) + 8;
                return (
                  <g key={at}>
                    <rect
                      x={a}
                      y={top}
                      width={Math.max(1, b - a - (merged ? 0 : 1))}
                      height={thick}
                      fill={span.color}
                      fillOpacity={opacity}
                    />
                    {fits && (
                      <text x={a + 5} y={top + thick / 2 + 4} fill={theme.colors.getContrastText(span.color)}>
                        {span.text}
                      </text>
                    )}
                  </g>
                );
              })}
            </g>
          );
        })}
        <TimeAxis timeRange={timeRange} left={left} top={tall} width={inner} theme={theme} />
      </svg>
      {legend > 0 && (
        <div style={{ display: "flex", gap: 12, paddingLeft: left, ...theme.typography.bodySmall }}>
          {states.map(({ text, color }) => (
            <span key={text}>
              <span
                style={{ display: "inline-block", width: 14, height: 4, background: color, margin: "0 6px 3px 0" }}
              />
              {text}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
