/** Lines of logs, drawn simply: a bar in the colour of the level, the time, and the line in a font of one width. */
import { dateTimeFormat, type DataFrame, type GrafanaTheme2 } from "@grafana/data";
import { type Kind, option } from "./kind";

interface Line {
  time: number;
  body: string;
  labels: Record<string, string>;
}

/** Grafana's colours of levels. */
function levelColor(level: string, theme: GrafanaTheme2): string {
  const named: Record<string, string> = {
    critical: "purple",
    fatal: "purple",
    error: "red",
    warn: "yellow",
    warning: "yellow",
    info: "green",
    debug: "blue",
    trace: "light-blue",
  };
  return named[level] === undefined ? theme.colors.text.disabled : theme.visualization.getColorByName(named[level]);
}

function linesOf(frames: readonly DataFrame[]): Line[] {
  return frames.flatMap(({ fields, length }) => {
    const column = (...names: string[]) =>
      fields.find(({ name }) => names.includes(name))?.values as unknown[] | undefined;
    const [times, bodies, labels] = [column("Time", "timestamp"), column("Line", "body"), column("labels")];
    if (times === undefined || bodies === undefined) throw new Error("it has no columns of times and of lines");
    return Array.from({ length }, (_, row) => ({
      time: Number(times[row]),
      body: String(bodies[row]),
      labels: (labels?.[row] ?? {}) as Record<string, string>,
    }));
  });
}

const shortLabels = (labels: Record<string, string>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");

export const logs: Kind = {
  drawnBy: "simple",
  verbatim: true,
  defaults: { options: { showTime: true, wrapLogMessage: true, sortOrder: "Descending", showLabels: false } },
  draw: ({ panel, frames, height, theme }) => {
    const direction = option(panel, "sortOrder") === "Ascending" ? 1 : -1;
    const lines = linesOf(frames).sort((a, b) => direction * (a.time - b.time));
    const wrap = option<boolean>(panel, "wrapLogMessage");
    return (
      <div
        style={{
          height,
          overflow: "hidden",
          ...theme.typography.bodySmall,
          fontFamily: theme.typography.fontFamilyMonospace,
        }}
      >
        {lines.map(({ time, body, labels }, index) => (
          <div key={index} style={{ display: "flex", gap: 8, padding: "1px 0", alignItems: "stretch" }}>
            <span
              style={{ flex: "0 0 3px", background: levelColor(labels.detected_level ?? labels.level ?? "", theme) }}
            />
            {option<boolean>(panel, "showTime") && (
              <span style={{ flex: "none", color: theme.colors.text.secondary }}>
                {dateTimeFormat(time, { timeZone: "utc", format: "YYYY-MM-DD HH:mm:ss.SSS" })}
              </span>
            )}
            {option<boolean>(panel, "showLabels") && (
              <span style={{ flex: "none", maxWidth: "30%", overflow: "hidden", color: theme.colors.text.secondary }}>
                {shortLabels(labels)}
              </span>
            )}
            <span
              style={
                wrap ? { whiteSpace: "pre-wrap", overflowWrap: "anywhere" } : { whiteSpace: "pre", overflow: "hidden" }
              }
            >
              {body}
            </span>
          </div>
        ))}
      </div>
    );
  },
};
