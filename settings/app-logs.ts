/** How the lines of one application are read and kept in Loki: `apps[].logs`. */
import { z } from "zod";
import { list } from "./bounds";
import { filled } from "./texts";

/** Levels of which lines may be dropped: what is worse has alerts. */
export const DROPPED_LEVELS = ["trace", "debug", "info"] as const;

/** What the groups of a pattern may be. */
export const LINE_FIELDS = ["level", "trace_id", "span_id"] as const;

export const appLogs = z
  .strictObject({
    pattern: filled()
      .optional()
      .describe(
        "a regular expression (RE2) of its lines where they are text of a form of its own, with the named groups level, trace_id or span_id. Default: JSON and the usual forms of text are read",
      ),
    drop: list(z.enum(DROPPED_LEVELS)).default([]).describe("levels whose lines are not kept; audit events are"),
  })
  .optional()
  .describe("its log lines on their way to Loki");
