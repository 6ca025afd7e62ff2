/** Spans for tests, sent as applications send them, and looked for where they have to come out. */

/** A span; ids follow from the numbers, so the same test has the same traces. */
export interface TestSpan {
  trace: number;
  span: number;
  parent?: number;
  service: string;
  name: string;
  kind?: "CLIENT" | "SERVER";
  milliseconds?: number;
  error?: boolean;
  attributes?: Record<string, string>;
}

const hex = (number: number, length: number) => number.toString(16).padStart(length, "0");

/** The id of a trace. Sampling goes by its last bytes, so a number is spread over them. */
export function traceId(trace: number): string {
  const spread = (Math.imul(trace, 0x9e3779b1) >>> 0) * 0x10000 + ((Math.imul(trace, 0x85ebca6b) >>> 0) % 0x10000);
  return `${hex(trace, 16)}${hex(spread, 16)}`;
}

export const spanId = (span: number): string => hex(span + 0x1000, 16);

const attribute = ([key, value]: [string, string]) => ({ key, value: { stringValue: value } });

/** Sends spans by OTLP over HTTP, a request for each service. */
export async function sendOtlp(address: string, spans: readonly TestSpan[]): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const resourceSpans = [...new Set(spans.map(({ service }) => service))].map((service) => ({
    resource: { attributes: [attribute(["service.name", service])] },
    scopeSpans: [
      {
        spans: spans
          .filter((span) => span.service === service)
          .map(({ trace, span, parent, name, kind = "SERVER", milliseconds = 10, error = false, attributes = {} }) => ({
            traceId: traceId(trace),
            spanId: spanId(span),
            ...(parent === undefined ? {} : { parentSpanId: spanId(parent) }),
            name,
            kind: kind === "SERVER" ? 2 : 3,
            startTimeUnixNano: String(now - BigInt(milliseconds) * 1_000_000n),
            endTimeUnixNano: String(now),
            attributes: Object.entries(attributes).map(attribute),
            status: error ? { code: 2 } : {},
          })),
      },
    ],
  }));
  await post(`http://${address}:4318/v1/traces`, { resourceSpans });
}

/** Sends a span as Zipkin's clients do. */
export async function sendZipkin(
  address: string,
  { trace, span, service, name, attributes = {} }: TestSpan,
): Promise<void> {
  const timestamp = Date.now() * 1000;
  await post(`http://${address}:9411/api/v2/spans`, [
    {
      traceId: traceId(trace),
      id: spanId(span),
      kind: "SERVER",
      name,
      timestamp,
      duration: 10_000,
      localEndpoint: { serviceName: service },
      tags: attributes,
    },
  ]);
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

interface JaegerSpan {
  operationName: string;
  processID: string;
  tags: { key: string; value: unknown }[];
}

/** Tags of spans, by the spans' names. */
export type JaegerTrace = Record<string, Record<string, unknown>>;

/** A trace as Jaeger has it: each span's tags, those of its process among them, by the span's name; undefined if there is none. */
export function jaegerTrace(jaeger: string, trace: number): Promise<JaegerTrace | undefined> {
  return jaegerTraceOf(jaeger, traceId(trace));
}

/** The same, by the trace's id. */
export async function jaegerTraceOf(jaeger: string, id: string): Promise<JaegerTrace | undefined> {
  const answer = await fetch(`http://${jaeger}:16686/api/traces/${id}`);
  if (!answer.ok) return undefined;
  const { data } = (await answer.json()) as {
    data: { spans: JaegerSpan[]; processes: Record<string, { serviceName: string; tags: JaegerSpan["tags"] }> }[];
  };
  const [found] = data;
  if (found === undefined) return undefined;
  return Object.fromEntries(
    found.spans.map(({ operationName, processID, tags }) => {
      const process = found.processes[processID];
      const all = [...(process?.tags ?? []), ...tags].map(({ key, value }) => [key, value] as const);
      return [operationName, { service: process?.serviceName, ...Object.fromEntries(all) }];
    }),
  );
}

/** A series of Prometheus' answer. */
export interface Series {
  metric: Record<string, string>;
  value: [number, string];
}

/** What Prometheus answers to a query. */
export async function promQuery(prometheus: string, query: string): Promise<Series[]> {
  const answer = await fetch(`http://${prometheus}:9090/api/v1/query?query=${encodeURIComponent(query)}`);
  return ((await answer.json()) as { data: { result: Series[] } }).data.result;
}

/** The exemplars of a query's series over the last five minutes. */
export async function promExemplars(prometheus: string, query: string): Promise<Record<string, string>[]> {
  const now = Date.now() / 1000;
  const parameters = new URLSearchParams({ query, start: String(now - 300), end: String(now + 60) });
  const answer = await fetch(`http://${prometheus}:9090/api/v1/query_exemplars?${parameters.toString()}`);
  const { data } = (await answer.json()) as { data: { exemplars: { labels: Record<string, string> }[] }[] };
  return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels));
}
