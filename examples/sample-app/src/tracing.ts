/** Spans: W3C's headers in and out, errors on them, and to a collector only if OTEL_EXPORTER_OTLP_ENDPOINT names one. */
import { type Attributes, type Context, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { baggageAttributes, userId } from "./caller.js";
import { clean, cleanFields, scrub } from "./redaction.js";

/** Starts tracing for the whole process. Without a collector there are ids all the same, for lines to go by. */
export function startTracing(service: string, processors: SpanProcessor[] = exported()): NodeTracerProvider {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes({ "service.name": service })),
    spanLimits: { attributeValueLengthLimit: 2048, attributeCountLimit: 64, eventCountLimit: 32 },
    spanProcessors: processors,
  });
  provider.register({
    propagator: new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  });
  return provider;
}

/** The exporter reads OTEL_EXPORTER_OTLP_*, and the processor OTEL_BSP_*, by themselves. */
function exported(): SpanProcessor[] {
  const endpoint = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  if (endpoint === undefined || endpoint === "") return [];
  return [new BatchSpanProcessor(new RedactingExporter(new OTLPTraceExporter()))];
}

/** Spans on their way out, without what {@link clean} takes out of lines. */
export class RedactingExporter implements SpanExporter {
  constructor(private readonly inner: SpanExporter) {}

  export(...[spans, done]: Parameters<SpanExporter["export"]>): void {
    this.inner.export(spans.map(redacted), done);
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush?.() ?? Promise.resolve();
  }
}

function redacted(span: ReadableSpan): ReadableSpan {
  const events = span.events.map((event) => ({
    ...event,
    attributes: cleanFields({ ...event.attributes }) as Attributes,
  }));
  return Object.create(span, {
    attributes: { value: cleanFields(span.attributes) },
    events: { value: events },
    status: { value: clean(span.status) },
  }) as ReadableSpan;
}

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
  /** Whose part it is. Default: what is under way. */
  parent?: Context;
}

const tracer = trace.getTracer("sample-app");

/** Begins a span with who it is for; the caller ends it. */
export function beginSpan(name: string, { kind = SpanKind.INTERNAL, attributes = {}, parent }: SpanOptions = {}): Span {
  const active = parent ?? context.active();
  const user = userId(active);
  const whose = { ...baggageAttributes(active), ...(user === undefined ? {} : { "user.id": user }) };
  return tracer.startSpan(name, { kind, attributes: { ...attributes, ...whose } }, active);
}

/** Runs some work within a span of its own; what it throws is recorded there, and thrown on. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const active = options.parent ?? context.active();
  const span = beginSpan(name, options);
  try {
    return await context.with(trace.setSpan(active, span), () => work(span));
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    span.end();
  }
}

export function recordError(span: Span, error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  span.recordException(known);
  span.setAttribute("error.type", known.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: scrub(known.message) });
}

/** What an exemplar says: the trace that a measurement belongs to, if somebody keeps that trace. */
export function exemplarOf(span: Span | undefined): Record<string, string> {
  const { traceId, spanId, traceFlags } = span?.spanContext() ?? { traceId: "", spanId: "", traceFlags: 0 };
  return (traceFlags & 1) === 1 ? { trace_id: traceId, span_id: spanId } : {};
}
