/** The row of Application health that is about lines and traces: what happened in words. */
import { hasLogs, hasTracing, type Settings } from "../../settings";
import type { Panel } from "../common";
import { logLines } from "../loki";
import { durations } from "../traces/services";

/** Lines that are not well, and the points of requests that lead to their traces. @param picked The matchers of the page's variables. */
export function linesAndTraces(settings: Settings, picked: string): Record<string, Panel[]> {
  const panels = [
    ...(hasTracing(settings) ? [durations(settings.thresholds)] : []),
    ...(hasLogs(settings) ? [troubled(picked)] : []),
  ];
  return panels.length === 0 ? {} : { "Lines and traces": panels };
}

function troubled(picked: string): Panel {
  return logLines({
    title: "Warnings and errors",
    description:
      "The newest lines of level warn, error or fatal of what is picked; a line opens to its labels, to the lines around it, and to its trace.",
    width: 16,
    height: 12,
    queries: [{ expr: `{${picked}, level=~"warn|error|fatal"}` }],
    empty: "No line warns",
  });
}
