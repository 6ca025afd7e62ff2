/** The application as tests run it: on free ports, with its lines and its spans at hand. */
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { type App, startApp, type Watch } from "../../src/app.js";
import { type Config, readConfig } from "../../src/config.js";
import { createLog } from "../../src/logging.js";
import { RedactingExporter, startTracing } from "../../src/tracing.js";

export const PASSWORD = "a password of this test's";

export type Line = Record<string, unknown>;

const exporter = new InMemorySpanExporter();
// One for the process, as in the application itself.
startTracing("sample-app", [new SimpleSpanProcessor(new RedactingExporter(exporter))]);

export interface Running extends App {
  /** What was written, as it was written. */
  written: string[];
  lines: (message?: string) => Line[];
  spans: () => ReturnType<InMemorySpanExporter["getFinishedSpans"]>;
  /** A request, with a body if there is one; what it answers is parsed if it is JSON. */
  ask: (path: string, request?: Asked) => Promise<Answer>;
}

export interface Asked {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

export async function running(changes: Partial<Config> = {}, watch: Watch = {}): Promise<Running> {
  const written: string[] = [];
  const config = { ...readConfig({ PORT: "0", DEMO_PASSWORD: PASSWORD }), ...changes };
  exporter.reset();
  // Commands of the bot's only where a test wants them.
  const app = await startApp(config, createLog(config, { write: (line) => written.push(line) }), {
    commandEveryMs: 3_600_000,
    ...watch,
  });
  const lines = (message?: string) =>
    written
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => message === undefined || line["message"] === message);
  const ask = async (path: string, { method, body, headers = {} }: Asked = {}): Promise<Answer> => {
    const answer = await fetch(`${app.url}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type") === "application/json";
    return { status: answer.status, headers: answer.headers, text, json: isJson ? (JSON.parse(text) as Line) : {} };
  };
  return { ...app, written, lines, ask, spans: () => exporter.getFinishedSpans() };
}

/** Waits for a condition, half a minute at most. */
export async function until<T>(found: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 1500; tries++) {
    const value = await found();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within half a minute: ${found.toString()}`);
}

/** The value of a series on the page of metrics; its labels in any order. */
export function metric(page: string, name: string, labels: Record<string, string> = {}): number | undefined {
  for (const line of page.split("\n")) {
    const [, found, inner = "", value] = /^(\w+)(?:\{(.*?)\})? ([\d.e+-]+)/.exec(line) ?? [];
    if (found !== name) continue;
    const has = Object.entries(labels).every(([label, wanted]) => `,${inner},`.includes(`,${label}="${wanted}",`));
    if (has) return Number(value);
  }
  return undefined;
}
