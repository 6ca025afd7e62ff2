/** The lines of the made-up cluster: what applications and the platform write, with the errors of the one that fails. */
import { AUDIT_EVENTS, AUTOMATED_DECISION } from "../../../log-format/events";
import { type Cluster, FAILING, type Pod } from "./cluster";
import { hashed } from "./noise";

export interface Line {
  /** The labels of its stream, as the log shippers set them. */
  labels: Record<string, string>;
  /** What is kept beside it. */
  metadata: Record<string, string>;
  line: string;
  /** Seconds since 1970, with a fraction. */
  time: number;
}

/** Seconds before the end from which there are lines. */
const SINCE = 2 * 3600;

/** What the stores of applications say when they are asked too much. */
const STORES = [
  "postgres: deadlock detected (SQLSTATE 40P01)",
  "mysql: Lock wait timeout exceeded",
  "redis: OOM command not allowed",
  "mongodb: not primary",
  "amqp: channel closed",
  "elasticsearch: 429 Too Many Requests",
];

/** Seconds between two lines of a pod: not the same for all, or another few would be those that write most in each run. */
const pauseOf = (pod: string) => 15 + 10 * hashed(`${pod} pause`);

/** @param name The cluster's. @param end The last moment, in seconds since 1970. */
export function allLines({ pods }: Cluster, name: string, end: number): Line[] {
  return pods
    .filter(({ state }) => state !== "pending" && state !== "succeeded")
    .flatMap((pod) => {
      const pause = pauseOf(pod.pod);
      const first = hashed(pod.pod);
      return Array.from({ length: Math.ceil(SINCE / pause - first) }, (_, index) =>
        lineOf(pod, name, index, end - SINCE + (index + first) * pause, end),
      );
    })
    .sort((a, b) => a.time - b.time);
}

function lineOf(
  { namespace, pod, container, node, workload }: Pod,
  cluster: string,
  index: number,
  time: number,
  end: number,
): Line {
  const seed = hashed(`${pod} ${index}`);
  const failing = namespace === FAILING.namespace && workload.name === FAILING.service && time > end - FAILING.since;
  const event =
    namespace === "shop" && workload.name === "gateway" && index % 5 === 0
      ? AUDIT_EVENTS[Math.floor(seed * AUDIT_EVENTS.length)]
      : undefined;
  const level = levelOf(seed, failing, event !== undefined);
  const trace = traceId(`${pod} ${index}`);
  const fields = event === undefined ? said(workload.name, level, seed) : { ...audit(event, seed) };
  return {
    labels: {
      cluster,
      container,
      level,
      namespace,
      node,
      pod,
      service: workload.name,
      ...(event === undefined ? {} : { audit: "true" }),
    },
    metadata: { trace_id: trace, span_id: trace.slice(0, 16), ...(event === undefined ? {} : beside(fields)) },
    line: JSON.stringify({ time: new Date(time * 1000).toISOString(), level, ...fields, trace_id: trace }),
    time,
  };
}

function levelOf(seed: number, failing: boolean, audited: boolean): string {
  if (audited) return "info";
  if (failing && seed < 0.5) return seed < 0.02 ? "fatal" : "error";
  if (seed < 0.004) return "error";
  if (seed < 0.04) return "warn";
  return seed > 0.8 ? "debug" : "info";
}

function said(service: string, level: string, seed: number): Record<string, unknown> {
  const status = level === "error" || level === "fatal" ? 500 : 200;
  const message: Record<string, string> = {
    fatal: "cannot go on: connection pool of ledger is exhausted",
    error: "timeout after 1500 ms while asking ledger",
    warn: `retrying in 200 ms: ${STORES[Math.floor(seed * 1e4) % STORES.length] ?? ""}`,
    info: `handled a request of ${service}`,
    debug: "cache miss",
  };
  return { message: message[level], status, duration_ms: Math.round(20 + 400 * seed * seed) };
}

function audit(event: string, seed: number): Record<string, unknown> {
  const user = `u-${100 + (Math.floor(seed * 97) % 9)}`;
  const outcome = event.endsWith("Failed") ? "failure" : "success";
  const said = { event, user_id: user, outcome, message: `${event} by ${user}`, audit: true };
  return event === AUTOMATED_DECISION ? { ...said, ...decision(seed) } : said;
}

/** What the log shippers keep beside the line of an audit event. */
function beside(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(fields).filter(([name]) => /^(?:event|outcome|user_id|decision\..*)$/.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name.replace(".", "_"), String(value)]));
}

/** The fields of an automated decision, by their flat names. */
function decision(seed: number): Record<string, unknown> {
  const refused = seed * 10 - Math.floor(seed * 10) < 0.3;
  return {
    "decision.model": "credit-limit",
    "decision.version": "7",
    "decision.inputs": `application ${Math.floor(seed * 1e6)}`,
    "decision.outcome": refused ? "refused" : "approved",
    "decision.reason": refused ? "income below the limit" : "income above the limit",
    "decision.confidence": Math.round((0.6 + 0.4 * seed) * 100) / 100,
    "decision.contest": "credit@example.com",
  };
}

/** 32 hexadecimal digits. */
export function traceId(text: string): string {
  return ["a", "b", "c", "d"]
    .map((part) =>
      Math.floor(hashed(`${text} ${part}`) * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("");
}
