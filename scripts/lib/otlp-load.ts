/** A load of spans: OTLP requests that are encoded once and sent at a steady rate, each time with new trace ids. */
import * as http from "node:http";

/** Spans of a trace, and traces of a request: 100 spans a request. */
export const SPANS_PER_TRACE = 20;
const TRACES_PER_REQUEST = 5;
export const SPANS_PER_REQUEST = SPANS_PER_TRACE * TRACES_PER_REQUEST;

/** What each span carries beside its name, times and kind: eight attributes, as a request to a web service has. */
const ATTRIBUTES: Record<string, string> = {
  "http.request.method": "GET",
  "http.route": "/api/v1/items/{id}",
  "http.response.status_code": "200",
  "url.full": "https://shop.example.com/api/v1/items/4711?page=2",
  "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64)",
  "server.address": "shop.example.com",
  "network.protocol.version": "1.1",
  "thread.name": "worker-7",
};

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A field of bytes, a text or a message. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

const integer = (number: number, value: number): Buffer => Buffer.concat([varint(number << 3), varint(value)]);

function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

const attribute = (key: string, value: string): Buffer => Buffer.concat([field(1, key), field(2, field(1, value))]);

/** One request, and where in it the trace ids are. Field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
export function request(): { body: Buffer; ids: number[][] } {
  const start = BigInt(Date.now()) * 1_000_000n;
  const marks: Buffer[] = [];
  const spans = Array.from({ length: TRACES_PER_REQUEST }, (_, trace) => {
    // Found again in the whole, and replaced at each sending.
    const id = Buffer.from(`trace-id-mark-${String(trace).padStart(2, "0")}`);
    marks.push(id);
    return Array.from({ length: SPANS_PER_TRACE }, (_unused, span) => {
      const own = Buffer.alloc(8);
      own.writeUInt32BE(span + 1, 4);
      const parent = Buffer.alloc(8);
      parent.writeUInt32BE(span, 4);
      return field(
        2,
        Buffer.concat([
          field(1, id),
          field(2, own),
          ...(span === 0 ? [] : [field(4, parent)]),
          field(5, `operation-${span % 5}`),
          integer(6, span % 2 === 0 ? 2 : 3),
          fixed64(7, start),
          fixed64(8, start + BigInt((span + 1) * 3_000_000)),
          ...Object.entries(ATTRIBUTES).map(([key, value]) => field(9, attribute(key, value))),
        ]),
      );
    });
  }).flat();
  const resource = field(1, Buffer.concat([field(1, attribute("service.name", "shop"))]));
  const body = field(1, Buffer.concat([resource, field(2, Buffer.concat(spans))]));
  const ids = marks.map((mark) => {
    const at: number[] = [];
    for (let found = body.indexOf(mark); found >= 0; found = body.indexOf(mark, found + 1)) at.push(found);
    return at;
  });
  return { body, ids };
}

/** What was sent in the end. */
export interface Sent {
  spans: number;
  failed: number;
  seconds: number;
}

/** Sends spans at a rate for a while; what the other side is too slow for is sent late, and counted as it is sent. */
export async function load(url: string, spansPerSecond: number, seconds: number): Promise<Sent> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const { body, ids } = request();
  const begin = performance.now();
  const due = () => Math.floor((((performance.now() - begin) / 1000) * spansPerSecond) / SPANS_PER_REQUEST);
  const total = Math.floor((seconds * spansPerSecond) / SPANS_PER_REQUEST);
  let [sent, failed, trace] = [0, 0, 0];
  const send = () =>
    new Promise<void>((resolve) => {
      const copy = Buffer.from(body);
      for (const places of ids) {
        trace++;
        for (const at of places) {
          copy.writeUInt32BE(trace, at);
          // The end of the id is what sampling goes by.
          copy.writeUInt32BE(Math.imul(trace, 0x9e3779b1) >>> 0, at + 12);
        }
      }
      const options = { method: "POST", agent, headers: { "content-type": "application/x-protobuf" } };
      const call = http.request(url, options, (answer) => {
        if (answer.statusCode !== 200) failed += SPANS_PER_REQUEST;
        answer.resume().on("end", resolve);
      });
      call.on("error", () => {
        failed += SPANS_PER_REQUEST;
        resolve();
      });
      call.end(copy);
    });
  const sender = async (): Promise<void> => {
    while (sent < total) {
      if (sent < due()) {
        sent++;
        await send();
      } else await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  agent.destroy();
  return { spans: sent * SPANS_PER_REQUEST, failed, seconds: (performance.now() - begin) / 1000 };
}
