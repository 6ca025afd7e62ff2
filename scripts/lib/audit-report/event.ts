/** An audit event as a report has it, whichever store it is read from. */

/** The columns of a report, in their order. */
export const COLUMNS = [
  "time",
  "user",
  "action",
  "outcome",
  "source",
  "cluster",
  "namespace",
  "service",
  "pod",
  "trace",
  "span",
  "request",
  "correlation",
  "message",
  "record",
] as const;
type Column = (typeof COLUMNS)[number];

/** An audit event; what it does not say is an empty text. */
export interface AuditEvent extends Record<Column, string> {
  /** When it was, in nanoseconds since 1970: the order of a report. */
  at: bigint;
}

const SECOND = 1_000_000_000n;

/** A line of Loki's: its labels, what is kept beside it, and its text. */
export function eventOfLine(labels: Readonly<Record<string, string>>, at: bigint, line: string): AuditEvent {
  const label = (name: string) => labels[name] ?? "";
  const { message, msg } = objectOf(line) ?? { message: line };
  const nanoseconds = String(at % SECOND).padStart(9, "0");
  return {
    at,
    time: new Date(Number(at / SECOND) * 1000).toISOString().replace(".000Z", `.${nanoseconds}Z`),
    user: label("user_id"),
    action: label("event"),
    outcome: label("outcome"),
    source: label("source_ip"),
    cluster: label("cluster"),
    namespace: label("namespace"),
    service: label("service"),
    pod: label("pod"),
    trace: label("trace_id"),
    span: label("span_id"),
    request: label("request_id"),
    correlation: label("correlation_id"),
    message: textOf(message ?? msg),
    record: line,
  };
}

/** Where a document of Elasticsearch's has what the columns want: the first of the names that it has. */
const FIELDS = {
  user: ["user.id", "user.name"],
  action: ["event.action"],
  outcome: ["event.outcome"],
  source: ["source.ip", "source.address", "client.ip"],
  cluster: ["orchestrator.cluster.name"],
  namespace: ["kubernetes.namespace"],
  service: ["service.name"],
  pod: ["kubernetes.pod.name"],
  trace: ["trace.id"],
  span: ["span.id"],
  request: ["http.request.id"],
  correlation: ["correlation.id"],
  message: ["message"],
} as const satisfies Partial<Record<Column, readonly string[]>>;

/** A document of Elasticsearch's. @param milliseconds Its time, since 1970. */
export function eventOfDocument(source: Readonly<Record<string, unknown>>, milliseconds: number): AuditEvent {
  const columns = Object.fromEntries(
    Object.entries(FIELDS).map(([column, names]) => [
      column,
      textOf(names.map((name) => field(source, name)).find((value) => value !== undefined)),
    ]),
  );
  return {
    ...(columns as Record<keyof typeof FIELDS, string>),
    at: BigInt(milliseconds) * 1_000_000n,
    time: new Date(milliseconds).toISOString(),
    record: canonical(source),
  };
}

/** A field by its full name, whose dots may stand within a name or between an object and what is in it. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const all = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(all, name)) return all[name];
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const outer = name.slice(0, dot);
    const found = Object.hasOwn(all, outer) ? field(all[outer], name.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const found = JSON.parse(line) as unknown;
    return typeof found === "object" && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : canonical(value);
}

/** JSON with its keys sorted: the same content is the same text, whoever wrote it down. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
