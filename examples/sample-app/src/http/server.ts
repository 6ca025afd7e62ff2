/** The HTTP server: around each request its span, its duration, its line, and whose it is. */
import * as http from "node:http";
import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import Router from "find-my-way";
import { contextOf, CORRELATION_HEADER, correlationId, withUser } from "../caller.js";
import type { Drills } from "../drills.js";
import type { Log } from "../logging.js";
import { methodLabel } from "../metrics/performance.js";
import type { ApplicationMetrics } from "../metrics/application-metrics.js";
import { QueueFull } from "../queue.js";
import { beginSpan, exemplarOf, recordError } from "../tracing.js";
import { HttpError, type Incoming, jsonBody, MOST_BYTES, type Reply, type Route } from "./message.js";

/** Every path that is no route, together: whoever calls can send any number of them. */
const UNMATCHED = "unmatched";

/** A client that went away before it was answered, as proxies write it. */
const CLIENT_GONE = 499;

export interface ServerParts {
  routes: readonly Route[];
  metrics: ApplicationMetrics;
  log: Log;
  drills: Drills;
  /** The user of a request's session. */
  userOf: (headers: http.IncomingHttpHeaders) => string | undefined;
  /** Whether the application ends: connections are not kept then, so that none breaks when the server closes. */
  isEnding: () => boolean;
}

interface Match {
  route: Route | undefined;
  template: string;
  params: Record<string, string | undefined>;
}

export function createServer(parts: ServerParts): http.Server {
  const router = Router({ maxParamLength: 64, defaultRoute: () => undefined });
  for (const route of parts.routes) router.on(route.method, route.path, () => undefined, route);
  const limits = { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000 };
  return http.createServer(limits, (request, response) => {
    const match = matched(router, request);
    if (parts.isEnding()) response.shouldKeepAlive = false;
    if (match.route?.isObserved === false) void answer(parts, match, request, response);
    else observed(parts, match, request, response);
  });
}

function matched(
  router: Router.Instance<Router.HTTPVersion.V1>,
  { method = "", url = "" }: http.IncomingMessage,
): Match {
  const [path = ""] = url.split("?");
  const found = method === "GET" || method === "POST" ? router.find(method, path) : null;
  const route = found?.store as Route | null | undefined;
  if (!found || !route) return { route: undefined, template: UNMATCHED, params: {} };
  return { route, template: route.path.replace(/:(\w+)/g, "{$1}"), params: found.params };
}

function observed(
  parts: ServerParts,
  match: Match,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const begun = performance.now();
  const active = whose(parts, request);
  const method = methodLabel(request.method ?? "");
  // No path and no query on it: both may hold what is secret, and have too many values to be grouped by.
  const span = beginSpan(`${method} ${match.template}`, {
    kind: SpanKind.SERVER,
    parent: active,
    attributes: { "http.request.method": method, "http.route": match.template, "url.scheme": "http" },
  });
  const measure = parts.metrics.performance.begin(method);
  context.with(trace.setSpan(active, span), () => {
    // Only "close" comes for every request, also for those whose client is gone.
    response.once(
      "close",
      context.bind(context.active(), () => {
        const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
        const milliseconds = performance.now() - begun;
        ended(parts, span, { method, route: match.template, status, milliseconds });
        measure({ method, route: match.template, status, seconds: milliseconds / 1000, exemplar: exemplarOf(span) });
      }),
    );
    response.setHeader(CORRELATION_HEADER, correlationId() ?? "");
    void answer(parts, match, request, response);
  });
}

function whose(parts: ServerParts, request: http.IncomingMessage): Context {
  const active = contextOf(request.headers);
  const user = parts.userOf(request.headers);
  if (user === undefined) return active;
  parts.metrics.business.userSeen(user);
  return withUser(active, user);
}

interface Ended {
  method: string;
  route: string;
  status: number;
  milliseconds: number;
}

function ended({ log }: ServerParts, span: Span, { method, route, status, milliseconds }: Ended): void {
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  const fields = {
    "http.request.method": method,
    "http.route": route,
    "http.response.status_code": status,
    duration_ms: Math.round(milliseconds * 1000) / 1000,
  };
  log[status >= 500 ? "warn" : "info"](fields, "request answered");
}

/** Answers a request, whatever happens meanwhile. */
async function answer(
  parts: ServerParts,
  { route, params }: Match,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  try {
    if (route === undefined) throw new HttpError(404, "there is nothing of that name");
    if (Number(request.headers["content-length"] ?? 0) > MOST_BYTES) {
      throw new HttpError(413, `the body is larger than ${MOST_BYTES} bytes`);
    }
    const query = new URLSearchParams((request.url ?? "").split("?").slice(1).join("?"));
    if (route.isObserved !== false) await parts.drills.ofRequest(query);
    const incoming: Incoming = {
      params,
      query,
      headers: request.headers,
      sourceIp: request.socket.remoteAddress,
      userId: parts.userOf(request.headers),
      body: () => jsonBody(request),
    };
    send(request, response, await route.handle(incoming));
  } catch (error) {
    send(request, response, failure(parts.log, error));
  }
}

/** What a caller learns of an error: of one that it did not make, nothing. */
function failure(log: Log, error: unknown): Reply {
  if (error instanceof HttpError) return { status: error.status, body: { error: error.message } };
  const span = trace.getActiveSpan();
  if (span !== undefined) recordError(span, error);
  if (error instanceof QueueFull) {
    log.warn({ error }, "request refused: too much to do");
    return { status: 503, body: { error: "there is too much to do, try again later" } };
  }
  log.error({ error }, "request failed");
  return { status: 500, body: { error: "something went wrong here", correlation_id: correlationId() } };
}

function send(request: http.IncomingMessage, response: http.ServerResponse, { status, body, type }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  // What is left of a body that was not read is not waited for.
  if (!request.complete) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": type ?? "application/json", "x-content-type-options": "nosniff" });
  response.end(type === undefined ? JSON.stringify(body) : body);
}
