/** A load at a steady rate: of spans, made and sent by OpenTelemetry's own packages as an application has them, or of log records. */
import { ROOT_CONTEXT, type Span, SpanKind, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { Resource } from "@opentelemetry/resources";
import { BasicTracerProvider, type ReadableSpan, type Tracer } from "@opentelemetry/sdk-trace-base";
import { sleep } from "./processes";

/** Spans of a trace, and traces of a request: 100 spans a request. */
export const SPANS_PER_TRACE = 20;
const TRACES_PER_REQUEST = 5;
export const SPANS_PER_REQUEST = SPANS_PER_TRACE * TRACES_PER_REQUEST;

/** Requests that may be under way at a time. */
const CONCURRENT = 8;

/** What each span carries beside its name, times and kind: eight attributes, as a request to a web service has. */
const ATTRIBUTES = {
  "http.request.method": "GET",
  "http.route": "/api/v1/items/{id}",
  "http.response.status_code": "200",
  "url.full": "https://shop.example.com/api/v1/items/4711?page=2",
  "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64)",
  "server.address": "shop.example.com",
  "network.protocol.version": "1.1",
  "thread.name": "worker-7",
};

/** A trace in which each span is the child of the one before; span n ends 3 ms × n after the start that all have. */
function makeTrace(tracer: Tracer): void {
  const start = Date.now();
  let context = ROOT_CONTEXT;
  for (let number = 1; number <= SPANS_PER_TRACE; number++) {
    const kind = number % 2 === 0 ? SpanKind.CLIENT : SpanKind.SERVER;
    const options = { kind, startTime: start, attributes: ATTRIBUTES };
    const span: Span = tracer.startSpan(`operation-${(number - 1) % 5}`, options, context);
    span.end(start + 3 * number);
    context = trace.setSpan(ROOT_CONTEXT, span);
  }
}

/** What was sent in the end. */
export interface Sent {
  /** Spans or records. */
  sent: number;
  failed: number;
  seconds: number;
}

/**
 * Sends requests at a rate for a while; what the other side is too slow for is sent late, and counted as it is sent.
 * @param send Sends one request, and says whether it was taken.
 */
async function steady(
  perRequest: number,
  perSecond: number,
  seconds: number,
  send: () => Promise<boolean>,
): Promise<Sent> {
  const begin = performance.now();
  const due = () => Math.floor((((performance.now() - begin) / 1000) * perSecond) / perRequest);
  const total = Math.floor((seconds * perSecond) / perRequest);
  let [sent, failed] = [0, 0];
  const sender = async (): Promise<void> => {
    while (sent < total) {
      if (sent < due()) {
        sent++;
        if (!(await send())) failed += perRequest;
      } else await sleep(2);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, sender));
  return { sent: sent * perRequest, failed, seconds: (performance.now() - begin) / 1000 };
}

/** Sends spans at a rate for a while. */
export async function loadSpans(url: string, spansPerSecond: number, seconds: number): Promise<Sent> {
  let made: ReadableSpan[] = [];
  const collect = {
    onStart: () => undefined,
    onEnd: (span: ReadableSpan) => void made.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const resource = new Resource({ "service.name": "shop" });
  const tracer = new BasicTracerProvider({ resource, spanProcessors: [collect] }).getTracer("load");
  const exporter = new OTLPTraceExporter({ url, keepAlive: true, timeoutMillis: 10_000 });
  const send = () =>
    new Promise<boolean>((resolve) => {
      for (let number = 0; number < TRACES_PER_REQUEST; number++) makeTrace(tracer);
      const spans = made;
      made = [];
      exporter.export(spans, ({ error }) => {
        resolve(error === undefined);
      });
    });
  try {
    return await steady(SPANS_PER_REQUEST, spansPerSecond, seconds, send);
  } finally {
    await exporter.shutdown();
  }
}

/** Records of a request. */
const RECORDS_PER_REQUEST = 100;

/**
 * Sends log records of one service at a rate for a while, all alike: one request, over and over.
 * @param body What each of them says.
 */
export async function loadRecords(url: string, body: string, perSecond: number, seconds: number): Promise<Sent> {
  const pairs = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const record = {
    timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
    severityNumber: 9,
    severityText: "INFO",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    body: { stringValue: body },
    attributes: pairs({ "code.function.name": "charge", "code.file.path": "payments.ts", "thread.name": "worker-7" }),
  };
  const request = JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: pairs({ "service.name": "shop", "service.version": "4.1.2" }) },
        scopeLogs: [{ logRecords: Array.from({ length: RECORDS_PER_REQUEST }, () => record) }],
      },
    ],
  });
  return steady(RECORDS_PER_REQUEST, perSecond, seconds, async () => {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: request });
    await answer.arrayBuffer();
    return answer.ok;
  });
}
