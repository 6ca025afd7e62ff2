/** Where a line has what every collector looks for: the first of the names that it has counts; a dot may go one deeper. */

export const LEVEL_FIELDS = ["level", "severity", "lvl", "loglevel", "log_level", "log.level"] as const;
export const TRACE_ID_FIELDS = ["trace_id", "traceId", "traceID", "trace.id"] as const;
export const SPAN_ID_FIELDS = ["span_id", "spanId", "spanID", "span.id"] as const;
export const TIME_FIELDS = ["timestamp", "@timestamp", "time", "ts"] as const;

/**
 * What tells who did what, and in which request: by the name that the format and Loki have for it. It is no label, as its values
 * are many. `event` is last of its names, as it may be the object with the others.
 */
export const KEPT_FIELDS = {
  event: ["event.action", "event"],
  user_id: ["user_id", "user.id", "metadata.user_id"],
  outcome: ["outcome", "event.outcome"],
  source_ip: ["source_ip", "source.ip"],
  request_id: ["request_id", "http.request.id", "metadata.request_id"],
  correlation_id: ["correlation_id", "correlation.id", "metadata.correlation_id"],
} as const satisfies Record<string, readonly string[]>;

/** How long it took, a number of milliseconds. */
export const DURATION_FIELDS = ["duration_ms", "duration", "metadata.duration_ms", "metadata.duration"] as const;

/** What an automated decision says: of audit events alone, by the names that Loki has for it. */
export const DECISION_FIELDS = {
  decision_model: ["decision.model"],
  decision_version: ["decision.version"],
  decision_inputs: ["decision.inputs"],
  decision_outcome: ["decision.outcome"],
  decision_reason: ["decision.reason"],
  decision_confidence: ["decision.confidence"],
  decision_contest: ["decision.contest"],
} as const satisfies Record<string, readonly string[]>;
