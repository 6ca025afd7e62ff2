/** Requests as users make them, so many a second: an open loop, so that what is slow does not make less of them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Load } from "./options.js";

export interface Outcome {
  sent: number;
  /** Left out, since too many were under way. */
  skipped: number;
  /** By status; "none" for what got no answer. */
  byStatus: Record<string, number>;
  /** Of all that were answered, in milliseconds. */
  p50: number;
  p95: number;
  p99: number;
}

/** A request takes no longer. */
const TIMEOUT_MS = 10_000;

const BODIES = [{ item: "book" }, { item: "lamp", quantity: 2, currency: "USD" }, { item: "chair", quantity: 20 }];

/** The kinds of requests, one after the other: the same load is the same each time. */
const KINDS: ((number: number) => [path: string, body?: unknown])[] = [
  () => ["/search?q=la"],
  () => ["/orders"],
  (number) => ["/orders", BODIES[number % BODIES.length]],
  () => ["/search?q=book"],
];

export async function runLoad(load: Load, password: string | undefined, signal: AbortSignal): Promise<Outcome> {
  const durations: number[] = [];
  const outcome = { sent: 0, skipped: 0, byStatus: {} as Record<string, number> };
  const underWay = new Set<Promise<void>>();
  const headers = { baggage: "app.channel=load", ...(await session(load.url, password)) };

  const send = async (number: number) => {
    const begun = performance.now();
    const [path, body] = (KINDS[number % KINDS.length] ?? KINDS[0])?.(number) ?? ["/"];
    const status = await request(`${load.url}${withFault(path, number, load)}`, body, headers);
    outcome.byStatus[status] = (outcome.byStatus[status] ?? 0) + 1;
    if (status !== "none") durations.push(performance.now() - begun);
  };

  const total = load.seconds * load.rate;
  const begun = performance.now();
  for (let number = 0; number < total && !signal.aborted; number++) {
    const early = begun + (number * 1000) / load.rate - performance.now();
    if (early > 0) await sleep(early, undefined, { signal }).catch(() => undefined);
    if (underWay.size >= load.concurrency) {
      outcome.skipped++;
      continue;
    }
    outcome.sent++;
    const sending = send(number).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
  await Promise.all(underWay);
  durations.sort((a, b) => a - b);
  const percentile = (share: number) => Math.round(durations[Math.ceil(durations.length * share) - 1] ?? 0);
  return { ...outcome, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}

/** Faults spread evenly: of each hundred requests the same share. 37 and 100 have no common divisor. */
function withFault(path: string, number: number, { errors, slow, slowMs }: Load): string {
  const place = (number * 37) % 100;
  const joined = path.includes("?") ? "&" : "?";
  if (place < errors) return `${path}${joined}fail=1`;
  return place < errors + slow ? `${path}${joined}slow=${slowMs}` : path;
}

async function request(url: string, body: unknown, headers: Record<string, string>): Promise<string> {
  const sent = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) };
  try {
    const answer = await fetch(url, { ...sent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.arrayBuffer();
    return String(answer.status);
  } catch {
    return "none";
  }
}

async function session(url: string, password: string | undefined): Promise<Record<string, string>> {
  if (password === undefined || password === "") return {};
  const answer = await fetch(`${url}/login`, { method: "POST", body: JSON.stringify({ user: "ada", password }) });
  if (!answer.ok) throw new Error(`/login answered ${answer.status}: is DEMO_PASSWORD the application's?`);
  const { token } = (await answer.json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}
