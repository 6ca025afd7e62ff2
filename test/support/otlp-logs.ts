/** Log records by OTLP as an application sends them, and what a store of documents was asked to write. */
import assert from "node:assert/strict";
import type { StandIn } from "./elasticsearch";

export type Value = boolean | number | string | Record<string, unknown>;

/** A record, by what tells it from others: its attribute `case`. */
export interface SentRecord {
  id: string;
  body?: Value;
  attributes?: Record<string, Value>;
  span?: string;
  /** When it was. Default: now; null is a record that does not say. */
  time?: Date | null;
}

function anyValue(value: unknown): unknown {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return { doubleValue: value };
  if (typeof value === "object" && value !== null)
    return {
      kvlistValue: { values: Object.entries(value).map(([key, nested]) => ({ key, value: anyValue(nested) })) },
    };
  return { stringValue: String(value) };
}

const pairs = (values: Record<string, unknown>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

/** Sends records of one service, with more attributes of it, at the level of information, to a collector. */
export async function sendLogs(
  address: string,
  service: string,
  trace: string,
  records: readonly SentRecord[],
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const logRecords = records.map(({ id, body = "", attributes = {}, span, time }, index) => ({
    ...(time === null
      ? {}
      : { timeUnixNano: String(time ? BigInt(time.getTime()) * 1_000_000n : now + BigInt(index)) }),
    severityNumber: 9,
    traceId: trace,
    ...(span === undefined ? {} : { spanId: span }),
    body: anyValue(body),
    attributes: pairs({ case: id, ...attributes }),
  }));
  const resource = { attributes: pairs({ "service.name": service, ...more }) };
  const sent = await fetch(`http://${address}:4318/v1/logs`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
  assert.equal(sent.status, 200, await sent.text());
}

/** What a store was asked to write, with the index of each document. */
export function written(asked: StandIn["asked"]): { index: string; source: Record<string, unknown> }[] {
  return asked
    .filter(({ path: to }) => to.includes("_bulk"))
    .flatMap(({ body }) => {
      const lines = body
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
      return lines.flatMap((line, at) => {
        const index = line["create"]?.["_index"];
        return typeof index === "string" ? [{ index, source: lines[at + 1] as Record<string, unknown> }] : [];
      });
    });
}

/** Attributes that have a text where the mapping has an object, or the other way round, by what they are. */
export const HOSTILE_ATTRIBUTES: Record<string, Record<string, Value>> = {
  "an error that is a text": { error: "boom" },
  "a user and a service that are texts": { user: "bo", service: "x", host: "y", http: "GET" },
  "labels that are a text": { labels: "x", kubernetes: "y", log: "z", app: "w", span: "s", trace: "t" },
  "an event that is an object": { event: { name: "x" }, outcome: { a: "b" } },
  "objects where one value is": {
    user_id: { id: "x" },
    "user.roles": { a: "b" },
    "url.path": { a: "b" },
    logger: { a: 1 },
  },
  "texts where numbers are": { "http.response.status_code": "teapot", duration_ms: "12 ms", "source.ip": "nobody" },
  "the platform's own names": {
    "@timestamp": "never",
    message: { a: "b" },
    "data_stream.dataset": "audit",
    "log.level": "x",
  },
  "names that are one another's beginning": { a: "1", "a.b": "2", "a.b.c": "3" },
};
