/** Programs in pods, asked through the API server: a port is forwarded for each question, as `kubectl port-forward` does it. */
import * as http from "node:http";
import type * as https from "node:https";
import { type Duplex, duplexPair, PassThrough } from "node:stream";
import * as tls from "node:tls";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { LIMITS } from "./limits";
import { Unanswered } from "./outcome";
import type { Answer, Endpoint, Question } from "./world";

/** What ends a question without an answer, whichever is first. */
export interface Bounds {
  /** Ends all of it, as an interrupt does. */
  signal: AbortSignal;
  requestMs?: number;
  answerBytes?: number;
}

/**
 * Asks a program in a pod. Nothing listens on this machine meanwhile, so that nobody else can come by the same way.
 * @throws {@link Unanswered} when there is no answer, with what the kubelet or the API server say of it.
 */
export async function reach(
  config: KubeConfig,
  namespace: string,
  endpoint: Endpoint,
  question: Question,
  { signal, requestMs = LIMITS.requestMs, answerBytes = LIMITS.answerBytes }: Bounds,
): Promise<Answer> {
  const late = AbortSignal.timeout(requestMs);
  const over = AbortSignal.any([signal, late]);
  const who = `${endpoint.pod}:${endpoint.port}`;
  const said: Buffer[] = [];
  const errors = new PassThrough().on("data", (chunk: Buffer) => said.push(chunk));
  const [near, far] = duplexPair();
  // What is written after the end of either is nobody's loss, and the question has an error of its own.
  for (const stream of [near, far, errors]) stream.on("error", () => undefined);
  let close: () => void = () => undefined;
  try {
    close = await forward(config, namespace, endpoint, { far, errors }, over);
    return await exchange(near, endpoint, question, { over, answerBytes });
  } catch (error) {
    if (signal.aborted) throw new Unanswered(`${who}: interrupted`);
    if (error instanceof Unanswered) throw error;
    const words = Buffer.concat(said).toString().trim();
    const why = late.aborted ? `no answer within ${requestMs / 1000} s` : (error as Error).message;
    throw refused(`${who}: ${words === "" ? why : words}`);
  } finally {
    near.destroy();
    close();
  }
}

interface Socket {
  addEventListener: (type: "close", listener: () => void) => void;
  close: () => void;
}

/** Forwards a port. @returns What ends it. */
async function forward(
  config: KubeConfig,
  namespace: string,
  { pod, port }: Endpoint,
  { far, errors }: { far: Duplex; errors: PassThrough },
  over: AbortSignal,
): Promise<() => void> {
  const { PortForward } = await import("@kubernetes/client-node");
  // The client hands these options on to the request, which it gives no end of its own.
  const patient = Object.assign(Object.create(config) as KubeConfig, {
    applyToHTTPSOptions: async (options: https.RequestOptions) => {
      await config.applyToHTTPSOptions(options);
      options.signal = over;
    },
  });
  const opening = new PortForward(patient).portForward(namespace, pod, [port], far, errors, far);
  // Without retries, which are not asked for, it is a socket; its type is of a package that is not ours to import.
  const socket = (await Promise.race([opening, aborted(over)])) as unknown as Socket;
  // Of a pair one end does not see the other one's destruction, but that nothing more will come.
  socket.addEventListener("close", () => far.end());
  return () => socket.close();
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Error("no answer in time"));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

function exchange(
  near: Duplex,
  { port }: Endpoint,
  { path, method = "GET", body, headers, user, tls: secure }: Question,
  { over, answerBytes }: { over: AbortSignal; answerBytes: number },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      path,
      method,
      headers: {
        Host: secure?.name ?? `localhost:${port}`,
        Accept: "application/json",
        Connection: "close",
        ...headers,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(user === undefined ? {} : { auth: `${user.name}:${user.password}` }),
      signal: over,
      createConnection: () =>
        secure === undefined ? near : tls.connect({ socket: near, ca: secure.ca, servername: secure.name }),
    });
    near.on("close", () => request.destroy(new Error("the port-forward ended before the answer")));
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size <= answerBytes) return;
        reject(new Error(`the answer is longer than ${answerBytes} bytes`));
        request.destroy();
      });
      response.on("error", reject);
      response.on("end", () => {
        const type = (response.headers["content-type"] ?? "").split(";", 1)[0] ?? "";
        resolve({ status: response.statusCode ?? 0, type: type.trim(), text: Buffer.concat(chunks).toString() });
      });
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** What the API server refuses is not the program's fault. */
function refused(message: string): Unanswered {
  const [, status] = /Unexpected server response: (\d+)/.exec(message) ?? [];
  if (status === "401" || status === "403") {
    const way = "it takes the right to create pods/portforward";
    return new Unanswered(`the API server does not forward a port to ${message} (${way})`, true);
  }
  return new Unanswered(message, /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|certificate/.test(message) && status === undefined);
}
