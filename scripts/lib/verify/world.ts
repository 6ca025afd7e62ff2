/** What the checks see of a platform: its settings, and programs that answer. */
import type { Settings } from "../../../settings";
import { LIMITS } from "./limits";
import { Unanswered } from "./outcome";

/** A program in a pod: where it listens. */
export interface Endpoint {
  pod: string;
  port: number;
}

/** A question by HTTP. */
export interface Question {
  path: string;
  method?: "DELETE" | "GET" | "POST";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent with it. Never a credential. */
  headers?: Readonly<Record<string, string>>;
  /** Whoever asks. It stays in memory. */
  user?: { name: string; password: string };
  /** By TLS: the certificate authority, as PEM, and the name that the certificate is for. */
  tls?: { ca: string; name: string };
}

export interface Answer {
  status: number;
  /** The content type without its parameters. */
  type: string;
  text: string;
}

export interface World {
  stack: string;
  settings: Settings;
  /** The ready pods behind a Service, sorted by name. @throws {@link Unanswered} when there is none. */
  endpoints(service: string, port: number): Promise<Endpoint[]>;
  /** Asks a program. @throws {@link Unanswered} when it does not answer. */
  ask(endpoint: Endpoint, question: Question): Promise<Answer>;
  /** A Secret's content. @throws {@link Unanswered} when it is not there. */
  secret(name: string): Promise<Record<string, string>>;
  /** The objects at a path of the API server; none where the kind is unknown. */
  list(path: string): Promise<unknown[]>;
  /** Whether pods run no programs, because their nodes are simulated. */
  isSimulated(): Promise<boolean>;
}

/** The answer of the first pod of a Service, as JSON. */
export async function askService<T>(
  world: World,
  [service, port]: readonly [string, number],
  question: Question,
): Promise<T> {
  const [endpoint] = await world.endpoints(service, port);
  if (endpoint === undefined) throw new Unanswered(`the Service ${service} has no ready pod`);
  return json<T>(await world.ask(endpoint, question), endpoint.pod);
}

/**
 * A successful answer as JSON. Nothing of another answer is repeated but its status and type: it may hold anything.
 * @param who Who answered, for the message.
 * @throws {@link Unanswered}
 */
// Whoever asks knows the form of the answer.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function json<T>(answer: Answer, who: string): T {
  const { status, type, text } = answer;
  if (status === 401 || status === 403) throw new Unanswered(`${who} refuses the user or the password (${status})`);
  if (status < 200 || status > 299) throw new Unanswered(`${who} answers with status ${status}${reason(answer)}`);
  if (text === "") return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    const what = type === "text/html" || /^\s*</.test(text) ? "a page, as a proxy does," : type || "something else";
    throw new Unanswered(`${who} answers with ${what} and not with JSON`);
  }
}

/** What Prometheus, Alertmanager, Loki, Grafana and Elasticsearch say of an error, where they say it in JSON. */
function reason({ text }: Answer): string {
  try {
    const said = JSON.parse(text) as unknown;
    const { error, message } = (typeof said === "object" ? said : { message: said }) as Record<string, unknown>;
    const inner =
      typeof error === "object" && error !== null ? (error as Record<string, unknown>)["reason"] : undefined;
    const found = [message, error, inner, said].find((one) => typeof one === "string");
    return typeof found === "string" ? `: ${shortened(found)}` : "";
  } catch {
    return "";
  }
}

/** A text of an answer on one line, as far as it helps. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= LIMITS.faultCharacters ? line : `${line.slice(0, LIMITS.faultCharacters)}…`;
}
