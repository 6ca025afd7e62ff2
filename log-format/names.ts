/** Where a line has what every collector looks for: the first of the names that it has counts; a dot may go one deeper. */

export const LEVEL_FIELDS = ["level", "severity", "lvl", "loglevel", "log_level", "log.level"] as const;
export const TRACE_ID_FIELDS = ["trace_id", "traceId", "traceID", "trace.id"] as const;
export const SPAN_ID_FIELDS = ["span_id", "spanId", "spanID", "span.id"] as const;
