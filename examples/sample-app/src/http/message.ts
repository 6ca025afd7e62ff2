/** Requests and answers as the routes see them. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** An answer that is not a success, and says why. */
export class HttpError extends Error {
  override name = "HttpError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Incoming {
  params: Record<string, string | undefined>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  sourceIp: string | undefined;
  /** The id of who has logged in; undefined for everybody else. */
  userId: string | undefined;
  /** The body, a JSON object of at most {@link MOST_BYTES}. @throws {@link HttpError} */
  body: () => Promise<Record<string, unknown>>;
}

export interface Reply {
  status: number;
  /** Written as JSON, unless it is a text with its `type`. */
  body: unknown;
  type?: string;
}

export interface Route {
  method: "GET" | "POST";
  /** With parameters as `:id`, for the router. */
  path: string;
  /** Whether it is measured, traced and logged. Default: true; not so for what only the platform asks. */
  isObserved?: boolean;
  handle: (request: Incoming) => Promise<Reply>;
}

export const MOST_BYTES = 64 * 1024;

/** Reads a body, and no more of it than is taken. */
export async function jsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new HttpError(413, `the body is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  const body = parsed(Buffer.concat(chunks).toString("utf8"));
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HttpError(400, "the body is not a JSON object");
  }
  return body as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
