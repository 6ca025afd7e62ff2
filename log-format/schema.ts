/** What a line of an application's log is: one JSON object with these fields, and any others. */
import { z } from "zod";
import { AUTOMATED_DECISION } from "./events";
import { LEVELS } from "./levels";

const text = (what: string) => z.string().min(1, { error: "is empty" }).describe(what);

/** Digits of an id in hexadecimal; all of them 0 is none, as W3C's Trace Context has it. */
const id = (digits: number, example: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`), {
      error: `is not ${digits} lower-case hexadecimal digits (for example ${example}), or all of them are 0`,
    })
    .describe(what);

const status = z
  .int({ error: "is not a whole number" })
  .min(100, { error: "is below 100" })
  .max(599, { error: "is above 599" });

/** The fields by their full names: a dot stands for a dot in the name, or for an object within the object. */
export const lineSchema = z
  .looseObject({
    timestamp: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, {
        error: "is not a time of RFC 3339 with a zone (for example 2026-03-14T09:26:53.589Z)",
      })
      .describe("when it happened, RFC 3339, with a zone; best to the millisecond and in UTC"),
    level: z
      .enum(LEVELS, { error: `is not one of ${LEVELS.join(", ")}` })
      .describe("how bad it is: error is what somebody has to look at, fatal is what ends the program"),
    message: text("what happened, in one sentence; what differs from line to line is in fields of its own"),
    service: text("which service: the same name as the pod's label app.kubernetes.io/name"),
    trace_id: id(32, "4bf92f3577b34da6a3ce929d0e0e4736", "the trace that it belongs to").optional(),
    span_id: id(16, "00f067aa0ba902b7", "the span within the trace").optional(),
    logger: text("which part of the program").optional(),
    "error.type": text("the class of the error").optional(),
    "error.message": z.string().describe("what the error says").optional(),
    "error.stack_trace": z.string().describe("its stack trace, as one text with line breaks").optional(),
    "http.request.method": text("the method of a request").optional(),
    "http.response.status_code": status.describe("the status that was answered").optional(),
    "http.route": text("the route, with parameters by name: /orders/{id}").optional(),
    duration_ms: z.number().min(0, { error: "is below 0" }).describe("how long it took, in milliseconds").optional(),
    user_id: text("who it was done by or for: an id, not a name or an address").optional(),
    request_id: text("the request, by the id that its caller or a gateway gave it").optional(),
    correlation_id: text("what several requests have in common, by the caller's own id").optional(),
    source_ip: text("the IP address that it was done from").optional(),
    outcome: z
      .enum(["success", "failure", "unknown"], { error: "is not one of success, failure, unknown" })
      .describe("how it ended")
      .optional(),
    audit: z
      .boolean({ error: "is not true or false" })
      .describe("true for what must be kept for audits (logs.auditRetention); such a line has event and user_id")
      .optional(),
    event: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]*$/, { error: "is not a name in PascalCase (for example UserLogin)" })
      .describe("what kind of event it is, for counting and finding: UserLogin, DataExport")
      .optional(),
    "decision.model": text("the model or the set of rules that decided").optional(),
    "decision.version": text("its version, by which it can be had again").optional(),
    "decision.inputs": text(
      "where what it decided by is kept: an id or an address, not the inputs themselves",
    ).optional(),
    "decision.outcome": text("what was decided, in the program's own word: approved, refused, blocked").optional(),
    "decision.reason": text("why, in words that the person concerned is told").optional(),
    "decision.confidence": z
      .number()
      .min(0, { error: "is below 0" })
      .max(1, { error: "is above 1" })
      .describe("how sure the model was, from 0 to 1")
      .optional(),
    "decision.contest": text("who may contest it, and where: a role, a team or an address").optional(),
  })
  .describe("one line of an application's log");

/** What a line that is marked `audit` must say. */
export const AUDIT_FIELDS = ["event", "user_id"] as const;

/** What an automated decision must say, beside what every audit event does: it is one, and is kept as long. */
export const REQUIRED_OF_DECISIONS = [
  "audit",
  "decision.model",
  "decision.version",
  "decision.inputs",
  "decision.outcome",
  "decision.reason",
  "decision.contest",
] as const;

/** Objects whose fields may also be written with dots. */
const NESTED = {
  decision: ["model", "version", "inputs", "outcome", "reason", "confidence", "contest"],
  error: ["type", "message", "stack_trace"],
  http: ["request", "response", "route"],
};

const ofDecision = REQUIRED_OF_DECISIONS.filter((field) => field !== "audit");
const decisionFlat = { required: ofDecision };
const decisionObject = {
  required: ["decision"],
  properties: { decision: { type: "object", required: ofDecision.map((field) => field.replace("decision.", "")) } },
};

/** The JSON Schema, for editors, tests of applications and pipelines of one's own. */
export function logFormatSchema(): Record<string, unknown> {
  const generated = z.toJSONSchema(lineSchema, { io: "input" }) as { properties: Record<string, object> };
  const nested = Object.entries(NESTED).map(([name, fields]) => [
    name,
    { type: "object", description: `${fields.map((field) => `${name}.${field}`).join(", ")} as an object` },
  ]);
  return {
    ...generated,
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A line of an application's log",
    properties: { ...generated.properties, ...Object.fromEntries(nested) },
    allOf: [
      { if: { properties: { audit: { const: true } }, required: ["audit"] }, then: { required: [...AUDIT_FIELDS] } },
      {
        if: { properties: { event: { const: AUTOMATED_DECISION } }, required: ["event"] },
        // Its parts may be an object's.
        then: { properties: { audit: { const: true } }, required: ["audit"], anyOf: [decisionFlat, decisionObject] },
      },
    ],
  };
}
