/** Lines of a small shop, one or more for each panel in Kibana, and lines that are meant to be refused. */
import type { Fields } from "./collector-ruby";

export const TIME = "2026-11-20T10:00:00.123456789Z";

const trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const span_id = "00f067aa0ba902b7";

const KUBERNETES: Record<"Fluentd" | "Logstash", Fields> = {
  Fluentd: { namespace_name: "shop", pod_name: "web-5d4f8c7b9-abcde", container_name: "app", host: "node-1" },
  Logstash: {
    namespace: "shop",
    pod: { name: "web-5d4f8c7b9-abcde" },
    container: { name: "app" },
    node: { name: "node-1" },
  },
};

/** A decision of a program's, as the format has it. */
export const DECISION = {
  audit: true,
  level: "info",
  message: "credit refused",
  event: "AutomatedDecision",
  user_id: "u-7",
  outcome: "success",
  decision: {
    model: "credit-scoring",
    version: "3.2.0",
    inputs: "application/4711",
    outcome: "refused",
    reason: "income below the limit",
    confidence: 0.87,
    contest: "customer@support",
  },
};

const login = { audit: true, user_id: "u-7", source_ip: "10.0.0.7", trace_id, span_id };

/** The fields that the applications write. */
const LINES: Fields[] = [
  { level: "info", message: "paid", trace_id, span_id, user_id: "u-7", order: 7 },
  { level: "warn", message: "slow", duration: { ms: 1200 } },
  {
    level: "error",
    message: "payment failed",
    trace_id,
    span_id,
    user_id: "u-7",
    error: { type: "CardRefused", message: "no cover", stack_trace: "CardRefused: no cover\n\tat pay" },
  },
  { level: "fatal", message: "no database", error: { type: "NoDatabase", message: "refused", stack_trace: "at main" } },
  { ...login, level: "info", message: "UserLogin", event: "UserLogin", outcome: "success" },
  { ...login, level: "warn", message: "UserLoginFailed", event: "UserLoginFailed", outcome: "failure" },
  { ...login, level: "warn", message: "a shell", event: "RootShellOpened", outcome: "success" },
  { ...DECISION, trace_id, span_id },
  { ...login, level: "info", message: "changed", event: "RoleChanged", outcome: "unknown" },
];

/** A line as a collector has it once it is taken apart. */
export function lineOf(collector: "Fluentd" | "Logstash", app: Fields): Fields {
  return { message: "{…}", stream: "stdout", kubernetes: KUBERNETES[collector], app };
}

export const linesOf = (collector: "Fluentd" | "Logstash") => LINES.map((app) => lineOf(collector, app));

const nested = (depth: number): Fields => (depth === 0 ? { end: 1 } : { a: nested(depth - 1) });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`field-${i}`, i]));

/** Lines of applications that write what they like, by what it is; of one that Elasticsearch refuses, how it says why. */
export const HOSTILE: Record<string, { line: Fields; reason?: RegExp }> = {
  "10,000 fields": { line: many(10_000) },
  "objects 15 deep": { line: nested(15) },
  "objects 25 deep": { line: nested(25), reason: /exceeds the maximum depth limit of \[20\]/ },
  "a field of one type": { line: { value: 1 } },
  "the same field of another type": { line: { value: { inner: ["text", 2, null] } } },
  "the same field of a third type": { line: { value: "text" } },
  "names with dots that are one another's beginning": { line: { "a.b": 1, "a.b.c": 2, a: "text" } },
  "a name that is empty": { line: { "": 1 } },
  "a name of dots": { line: { "..": 1, ".": 2 } },
  "a name of 40,000 characters": { line: { ["n".repeat(40_000)]: "x" }, reason: /immense field/ },
  // As a text it is beyond the 32,766 bytes that an indexed keyword may have.
  "objects 25 deep and long texts of four bytes a letter": {
    line: { deep: nested(25), text: "\u{1f4a5}".repeat(40_000) },
    reason: /maximum depth limit/,
  },
  "a text of 1 MB": { line: { value: "x".repeat(1_000_000) } },
  "a message of 1 MB": { line: { message: "x".repeat(1_000_000) } },
  "ids of 100,000 characters": { line: { trace_id: "x".repeat(100_000), user_id: "\u00e9".repeat(100_000) } },
  "a stack trace of 1 MB": {
    line: { level: "error", error: { type: "\u00e9".repeat(40_000), stack_trace: "\u00e9".repeat(500_000) } },
  },
  "a status that is a text": { line: { http: { status_code: "teapot", method: ["GET", "PUT"] } } },
  "a status beyond a long": { line: { http: { status_code: 1e30 } } },
  "an address that is none": { line: { source_ip: "nobody" } },
  "objects where the schema has a text": {
    line: { error: { type: { a: 1 }, message: { b: [1] }, code: [{ c: 1 }] }, logger: [{ a: 1 }] },
  },
  "a user that is a list": { line: { user: [{ id: 1 }, { id: 2 }], user_id: [1, [2, { a: 3 }]] } },
  "a name with a zero byte": { line: { "a\u0000b": "c" }, reason: /reserved character/ },
  "texts with a zero byte": { line: { value: "a\u0000b", message: "a\u0000b", user_id: "a\u0000b" } },
};
