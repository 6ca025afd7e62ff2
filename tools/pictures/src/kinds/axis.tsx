/** The axis of time below simple drawings, and how long a text is. */
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from "@grafana/data";

export const AXIS = 22;
const FONT = 12;
const STEPS = [1, 5, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000];

/** Moments with round numbers, in milliseconds, far enough apart for their texts. */
export function ticks(from: number, to: number, width: number): number[] {
  const least = ((to - from) / 1000 / Math.max(1, width)) * 80;
  const step = (STEPS.find((seconds) => seconds >= least) ?? 2592000) * 1000;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

interface TimeAxisProps {
  timeRange: TimeRange;
  left: number;
  top: number;
  width: number;
  theme: GrafanaTheme2;
}

export function TimeAxis({ timeRange, left, top, width, theme }: TimeAxisProps) {
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const format = to - from > 86_400_000 * 1.5 ? "MM/DD" : "HH:mm";
  return (
    <g fontSize={FONT} fill={theme.colors.text.primary}>
      {ticks(from, to, width).map((at) => {
        const x = left + ((at - from) / (to - from)) * width;
        // A text that begins or ends outside of the panel would be cut off.
        if (x < left + 14 || x > left + width - 14) return null;
        return (
          <text key={at} x={x} y={top + 16} textAnchor="middle">
            {dateTimeFormat(at, { timeZone: "utc", format })}
          </text>
        );
      })}
    </g>
  );
}

const context = document.createElement("canvas").getContext("2d");

/** The width of a text in CSS pixels. */
export function textWidth(text: string, size = FONT, family = "Inter"): number {
  if (context === null) throw new Error("there is no canvas");
  context.font = `${size}px ${family}`;
  return Math.ceil(context.measureText(text).width);
}

/** A text shortened to a width. */
export function shortened(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let end = text.length;
  while (end > 0 && textWidth(`${text.slice(0, end)}…`) > width) end--;
  return end === 0 ? "" : `${text.slice(0, end)}…`;
}
