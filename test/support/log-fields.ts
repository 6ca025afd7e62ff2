/** Lines with fields that are kept beside them. */
import { DECISION } from "./elastic-world";
import { json, type LineCase, same } from "./log-line";

export const FIELDS: LineCase[] = [
  same(
    "JSON of one level with more in metadata",
    json({
      level: "INFO",
      service: "shop",
      message: "paid",
      metadata: { user_id: "u-7", request_id: "r-1", duration: 12.5, attempt: 1 },
      correlation_id: "c-1",
    }),
    "info",
    { user_id: "u-7", request_id: "r-1", correlation_id: "c-1", duration_ms: "12.5" },
  ),
  same(
    "JSON with what is no value in their places",
    json({ level: "info", event: { a: 1 }, user_id: ["a"], duration: { ms: 1 } }),
    "info",
  ),
  same(
    "JSON with ECS' fields as objects",
    json({ level: "info", event: { action: "Paid", outcome: "success" }, user: { id: 42 } }),
    "info",
    {
      event: "Paid",
      outcome: "success",
      user_id: "42",
    },
  ),
  same("a decision of a program's, and who may contest it", json(DECISION), "info", {
    audit: "true",
    event: "AutomatedDecision",
    user_id: "u-7",
    outcome: "success",
    decision_model: "credit-scoring",
    decision_version: "3.2.0",
    decision_inputs: "application/4711",
    decision_outcome: "refused",
    decision_reason: "income below the limit",
    decision_confidence: "0.87",
    decision_contest: "customer@support",
  }),
  same("a decision in a line that is not for audits", json({ ...DECISION, audit: false }), "info", {
    event: "AutomatedDecision",
    user_id: "u-7",
    outcome: "success",
  }),
  same("JSON with a duration that is a text", json({ level: "info", duration: "12 ms" }), "info"),
  same("JSON with a user of many letters", json({ level: "info", user_id: "u".repeat(100_000) }), "info", {
    user_id: "u".repeat(256),
  }),
  same(
    "JSON with ids that are numbers of many digits, of which floating point would make others",
    '{"level":"info","user":{"id":1234567890123456789},"request_id":9007199254740993,"order":1234567890123456790}',
    "info",
    { user_id: "1234567890123456789", request_id: "9007199254740993" },
  ),
  same(
    "JSON with an id of many digits that is a text",
    '{"level":"info","user_id":"1234567890123456788","x":{"user_id":1234567890123456789}}',
    "info",
    { user_id: "1234567890123456788" },
  ),
  same(
    "a text in brackets",
    "[2026-03-14T09:26:53.589Z] [WARN] [orders] late, trace_id=0af7651916cd43dd8448eb211c80319c",
    "warn",
    {
      trace_id: "0af7651916cd43dd8448eb211c80319c",
    },
  ),
  {
    title: "a user that is an address redacted",
    written: json({ level: "info", metadata: { user_id: "ada.l@example.com" } }),
    kept: json({ level: "info", metadata: { user_id: "<redacted:email>" } }),
    level: "info",
    labels: { user_id: "<redacted:email>" },
  },
];
