/** Programs asked by HTTP. */
import type { Ask, Source } from "./ask";

/** For one question: a month of a busy platform takes Prometheus seconds. */
const ANSWER_MS = 60_000;

/** The longest answer that is read. */
const ANSWER_BYTES = 32 * 2 ** 20;

/** What is sent with each question to a program: its credentials. */
export type Headers = Readonly<Record<string, string>>;

/** Asks each program at its address. No redirect is followed: what it leads to is given neither the question nor a credential. */
export function askByHttp(
  sources: Readonly<Partial<Record<Source, string>>>,
  headers: Readonly<Partial<Record<Source, Headers>>> = {},
  timeoutMs = ANSWER_MS,
): Ask {
  return async (source, path) => {
    const url = sources[source];
    if (url === undefined) throw new Error(`this stack has no ${source}`);
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${url}${path}`, {
        headers: headers[source] ?? {},
        signal: AbortSignal.timeout(timeoutMs),
        redirect: "manual",
      });
      status = response.status;
      text = await bodyOf(response);
    } catch (error) {
      throw new Error(`${source} does not answer (${reasonOf(error, timeoutMs)})`, { cause: error });
    }
    return jsonOf(source, status, text);
  };
}

/** An answer as JSON. @throws What the program says of its error, where it says it in JSON as Prometheus does. */
export function jsonOf(source: Source, status: number, text: string): unknown {
  if (status >= 300 && status <= 399)
    throw new Error(`${source} answers with status ${status}, a redirect, which is not followed`);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`${source} answers with status ${status} and not with JSON`);
  }
  if (status >= 200 && status <= 299) return answer;
  const { error } = (typeof answer === "object" && answer !== null ? answer : {}) as { error?: unknown };
  throw new Error(`${source} answers with status ${status}${typeof error === "string" ? `: ${error}` : ""}`);
}

/** The text of an answer, up to the longest that is read. */
export async function bodyOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > ANSWER_BYTES) throw new Error(`the answer is longer than ${ANSWER_BYTES} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString();
}

/** The code of a failed connection, or what stands behind it, which says more than "fetch failed", and has no address in it. */
export function reasonOf(error: unknown, timeoutMs = ANSWER_MS): string {
  const { cause, name, message } = error as Error & { cause?: { code?: unknown; message?: unknown } };
  if (typeof cause?.code === "string") return cause.code;
  if (name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  return typeof cause?.message === "string" && !cause.message.includes("/") ? cause.message : message;
}
