/** Programs asked by HTTP. */
import type { Ask, Source } from "./ask";

/** For one question: a month of a busy platform takes Prometheus seconds. */
const ANSWER_MS = 60_000;

/** The longest answer that is read. */
const ANSWER_BYTES = 32 * 2 ** 20;

/** Asks each program at its address. */
export function askByHttp(sources: Readonly<Partial<Record<Source, string>>>): Ask {
  return async (source, path) => {
    const url = sources[source];
    if (url === undefined) throw new Error(`this stack has no ${source}`);
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(ANSWER_MS), redirect: "error" });
      status = response.status;
      text = await bodyOf(response);
    } catch (error) {
      throw new Error(`${source} does not answer (${reasonOf(error)})`, { cause: error });
    }
    return jsonOf(source, status, text);
  };
}

/** An answer as JSON. @throws What the program says of its error, where it says it in JSON as Prometheus does. */
export function jsonOf(source: Source, status: number, text: string): unknown {
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

async function bodyOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > ANSWER_BYTES) throw new Error(`the answer is longer than ${ANSWER_BYTES} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString();
}

/** The code of a failed connection, which says more than "fetch failed", and has no address in it. */
export function reasonOf(error: unknown): string {
  const { cause, name, message } = error as Error & { cause?: { code?: unknown } };
  if (typeof cause?.code === "string") return cause.code;
  return name === "TimeoutError" ? `no answer within ${ANSWER_MS / 1000} s` : message;
}
