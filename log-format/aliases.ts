/** Other names that are taken for fields of the format. */
import { DURATION_FIELDS, KEPT_FIELDS } from "./names";

/** Names of the Elastic Common Schema, of OpenTelemetry and of the object `metadata` for fields of the format. */
export const ALIASES: Readonly<Record<string, string>> = {
  "@timestamp": "timestamp",
  "log.level": "level",
  "log.logger": "logger",
  "service.name": "service",
  "span.id": "span_id",
  "trace.id": "trace_id",
  ...Object.fromEntries(
    Object.entries({ ...KEPT_FIELDS, duration_ms: DURATION_FIELDS }).flatMap(([field, names]) =>
      names.filter((name) => name !== field).map((name) => [name, field]),
    ),
  ),
};
