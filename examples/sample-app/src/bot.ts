/** The bot's loop: connects, takes commands, measures the way to the gateway, and connects anew when that breaks. */
import { setTimeout as sleep } from "node:timers/promises";
import { SpanKind } from "@opentelemetry/api";
import { contextOf } from "./caller.js";
import type { Log } from "./logging.js";
import type { BusinessMetrics } from "./metrics/business.js";
import { type BotMetrics, type Command, COMMANDS } from "./metrics/jobs.js";
import { ITEMS, type Shop } from "./shop.js";
import { inSpan } from "./tracing.js";

const HEARTBEAT_MS = 1000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;

/** A line of the gateway's is not longer; one that is breaks the connection, before it fills the memory. */
const MOST_CHARACTERS = 16_384;

export interface BotParts {
  url: string;
  shop: Shop;
  metrics: BotMetrics;
  business: BusinessMetrics;
  log: Log;
}

export class Bot {
  private readonly ending = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: BotParts) {}

  start(): void {
    this.running = this.loop();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { metrics, log } = this.parts;
    const { signal } = this.ending;
    const isEnding = () => signal.aborted;
    let failures = 0;
    while (!isEnding()) {
      try {
        await this.connected(() => (failures = 0));
      } catch (error) {
        if (!isEnding()) log.warn({ error }, "connection to the gateway lost");
      }
      metrics.connected(false);
      if (isEnding()) return;
      // Longer each time, and by a different time than all the others that lost it at the same moment.
      const wait = Math.min(FIRST_WAIT_MS * 2 ** failures++, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      metrics.reconnected();
    }
  }

  /** One connection, until it ends. */
  private async connected(established: () => void): Promise<void> {
    const broken = new AbortController();
    const signal = AbortSignal.any([this.ending.signal, broken.signal]);
    const answer = await fetch(`${this.parts.url}/events`, { signal });
    if (!answer.ok || answer.body === null) throw new Error(`the gateway answered ${answer.status}`);
    const beating = this.heartbeats(signal).catch((error: unknown) => broken.abort(error));
    try {
      for await (const line of lines(answer.body)) {
        if (line["op"] === "hello") {
          established();
          this.parts.metrics.connected(true);
          this.parts.metrics.guilds(Number(line["guilds"]));
        } else if (line["op"] === "command") await this.command(String(line["text"]));
      }
      throw new Error("the gateway ended the connection");
    } finally {
      broken.abort();
      await beating;
    }
  }

  /** @throws if one is not answered in time: the connection is dead then, though nobody has said so. */
  private async heartbeats(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const begun = performance.now();
      const timely = AbortSignal.any([signal, AbortSignal.timeout(5 * HEARTBEAT_MS)]);
      const answer = await fetch(`${this.parts.url}/heartbeat`, { method: "POST", signal: timely });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`the gateway answered a heartbeat with ${answer.status}`);
      this.parts.metrics.latency((performance.now() - begun) / 1000);
      await sleep(HEARTBEAT_MS, undefined, { signal });
    }
  }

  /** A command that fails is the user's and the page's business, not the connection's. */
  private async command(text: string): Promise<void> {
    const [word = "", argument = ""] = text.slice(0, 200).split(" ");
    const name: Command = COMMANDS.find((one) => one === word) ?? "other";
    const active = contextOf({ baggage: "app.channel=bot" });
    const options = { kind: SpanKind.CONSUMER, attributes: { "bot.command": name }, parent: active };
    const work = inSpan(`command ${name}`, options, async () => {
      try {
        await this.handle(name, argument);
      } catch (error) {
        this.parts.log.warn({ error, command: name }, "command failed");
        throw error;
      }
    });
    await work.then(
      () => this.parts.metrics.handled(name, "success"),
      () => this.parts.metrics.handled(name, "failure"),
    );
  }

  private async handle(name: Command, argument: string): Promise<void> {
    const { shop, business, log } = this.parts;
    const item = ITEMS.find((one) => one === argument);
    if (name === "other" || item === undefined) {
      // What somebody mistypes is answered, and no failure: nobody has to look at it.
      log.info({ command: name }, "command not understood");
      return;
    }
    if (name === "price") {
      business.used("bot_price");
      log.info({ command: name, price: shop.price(item) }, "command answered");
      return;
    }
    await shop.place({ userId: "bot", item, quantity: 1, currency: "EUR", mailFails: false });
  }
}

/** The objects of a body, one a line. */
async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    if (rest.length > MOST_CHARACTERS) throw new Error("the gateway's line is too long");
    for (const part of parts) yield JSON.parse(part) as Record<string, unknown>;
  }
}
