/** Lines in the platform's format (docs/log-format.md), on the standard output. */
import { trace } from "@opentelemetry/api";
import { type DestinationStream, type Logger, pino } from "pino";
import { correlationId, userId } from "./caller.js";
import type { Config } from "./config.js";
import { cleanFields } from "./redaction.js";

/** What is audited. The platform keeps these lines longer, and its page Traceability offers them by name. */
export interface AuditEvent {
  /** UserLogin, UserLoginFailed, …: PascalCase, one of a few. */
  event: string;
  /** Whose doing, or whom it is about; an automated decision is about somebody too. */
  userId: string;
  outcome: "success" | "failure" | "unknown";
  sourceIp?: string | undefined;
  /** What else somebody has to know who asks why, a year later. */
  details?: Record<string, string | number | boolean>;
}

export interface Log extends Logger {
  audit(message: string, event: AuditEvent): void;
}

/** @param destination Where lines go. Default: the standard output, written at once, so that the last words are not lost. */
export function createLog(
  { service, logLevel }: Pick<Config, "service" | "logLevel">,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Log {
  const log = pino(
    {
      level: logLevel,
      base: { service },
      messageKey: "message",
      errorKey: "error",
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }), log: (fields) => cleanFields(fields) },
      // pino would take what cleanFields has made of an error for an error of its own kind.
      serializers: { error: (cleaned: unknown) => cleaned },
      mixin: correlation,
    },
    destination,
  );
  return Object.assign(log, {
    audit: (message: string, { event, userId: user, outcome, sourceIp, details }: AuditEvent) => {
      log.info({ ...details, audit: true, event, user_id: user, outcome, source_ip: sourceIp }, message);
    },
  });
}

/** What leads from a line to its trace, and to the lines of everybody else who worked on the same. */
function correlation(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  const [id, user] = [correlationId(), userId()];
  return {
    ...(span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId }),
    ...(id === undefined ? {} : { correlation_id: id }),
    ...(user === undefined ? {} : { user_id: user }),
  };
}
