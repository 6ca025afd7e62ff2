/** Traces in tests: one that is sent to a real Jaeger, and what Jaeger then has of it. */
import { JAEGER_PORTS } from "../../names/jaeger";
import type { Running } from "./jaeger";

/** The id of {@link trace}. */
export const TRACE = "5b8efff798038103d269b633813fc60c";

/** A trace of two services as a collector sends it by OTLP: a shop that asks a till, which fails. */
export function trace() {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = (service: string, name: string, spanId: string, rest: object) => ({
    resource: { attributes: [attribute("service.name", service), attribute("k8s.cluster.name", "dev")] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: TRACE,
            spanId,
            name,
            startTimeUnixNano: String(now),
            endTimeUnixNano: String(now + 50_000_000n),
            attributes: [attribute("http.request.method", "GET")],
            ...rest,
          },
        ],
      },
    ],
  });
  return {
    resourceSpans: [
      span("shop", "GET /cart", "eee19b7ec3c1b174", { kind: 2 }),
      span("till", "GET /pay", "eee19b7ec3c1b175", { kind: 2, parentSpanId: "eee19b7ec3c1b174", status: { code: 2 } }),
    ],
  };
}

interface Found {
  data: {
    spans: { operationName: string; processID: string; tags: { key: string; value: unknown }[] }[];
    processes: Record<string, { serviceName: string; tags: { key: string; value: unknown }[] }>;
  }[];
}

/** Sends {@link trace} to Jaeger. */
export async function send(jaeger: Running): Promise<Response> {
  return fetch(`${jaeger.url(JAEGER_PORTS.otlpHttp)}/v1/traces`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(trace()),
  });
}

/** What Jaeger's query API answers. */
export async function ask<T>(jaeger: Running, path: string): Promise<T> {
  return (await fetch(`${jaeger.url(JAEGER_PORTS.query)}${path}`)).json() as Promise<T>;
}

/** The trace as Jaeger has it: each span with its service and some of its tags. */
export async function look(jaeger: Running) {
  const { data } = await ask<Found>(jaeger, `/api/traces/${TRACE}`);
  return (data[0]?.spans ?? [])
    .map(({ operationName, processID, tags }) => {
      const process = data[0]?.processes[processID];
      const value = (key: string) => [...tags, ...(process?.tags ?? [])].find((tag) => tag.key === key)?.value;
      return [
        process?.serviceName,
        operationName,
        value("http.request.method"),
        value("k8s.cluster.name"),
        value("error"),
      ];
    })
    .sort();
}

/** What {@link look} finds of {@link trace}. */
export const LOOKS = [
  ["shop", "GET /cart", "GET", "dev", undefined],
  ["till", "GET /pay", "GET", "dev", true],
];

/** What Jaeger tells a service that asks it how much to sample. */
export async function strategy(jaeger: Running, service: string): Promise<Record<string, unknown>> {
  return (await fetch(`${jaeger.url(JAEGER_PORTS.samplingHttp)}/?service=${service}`)).json() as Promise<
    Record<string, unknown>
  >;
}
