/** Traces: a span that an agent takes by OTLP, a gateway samples, and Jaeger gives back. */
import * as crypto from "node:crypto";
import { JAEGER, JAEGER_PORTS } from "../../../names/jaeger";
import { AGENT } from "../../../names/otel-collector";
import { hasTracing } from "../../../settings";
import { judged, type Outcome, passed, skipped } from "./outcome";
import { askService, json, type World } from "./world";

/** The port of the agents for OTLP by HTTP. */
const OTLP = 4318;

/** A check that sends a span, once, and asks for its trace until it is there: the gateways decide on it a while later. */
export function trace(): (world: World) => Promise<Outcome> {
  const id = crypto.randomBytes(16).toString("hex");
  let isSent = false;
  return async (world) => {
    if (!hasTracing(world.settings)) return skipped("tracing.storage is none");
    const { namespace } = world.settings.cluster;
    if (!isSent) {
      await askService(world, [AGENT, OTLP], { method: "POST", path: "/v1/traces", body: span(id, Date.now()) });
      isSent = true;
    }
    const [endpoint] = await world.endpoints(JAEGER, JAEGER_PORTS.query);
    if (endpoint !== undefined) {
      const answer = await world.ask(endpoint, { path: `/api/traces/${id}` });
      // What it does not know, it answers with 404.
      const found = answer.status === 404 ? [] : (json<{ data: unknown[] | null }>(answer, endpoint.pod).data ?? []);
      if (found.length > 0) return passed("a span went by agent and gateway to Jaeger, and was given back");
    }
    const next = `kubectl -n ${namespace} logs -l app.kubernetes.io/instance=otel-gateway --tail=50`;
    return judged([{ what: "an agent took a span, and Jaeger does not have it", next }], "a span", "");
  };
}

/**
 * A span by OTLP's JSON. As one with an error it is kept, whatever share of traces is; as an internal one it is no request, so that
 * no rule counts it as a failed one.
 */
export function span(traceId: string, now: number): Record<string, unknown> {
  const nanoseconds = (ms: number) => `${ms}000000`;
  const attributes = [{ key: "service.name", value: { stringValue: "verification" } }];
  const INTERNAL = 1;
  const ERROR = 2;
  const spans = [
    {
      traceId,
      spanId: traceId.slice(0, 16),
      name: "npm run verify",
      kind: INTERNAL,
      startTimeUnixNano: nanoseconds(now - 1),
      endTimeUnixNano: nanoseconds(now),
      status: { code: ERROR, message: "none: what has an error is kept" },
    },
  ];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "verification" }, spans }] }] };
}
