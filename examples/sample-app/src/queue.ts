/** A queue in memory and the worker that takes its jobs: the trace goes on in the job, whenever it is done. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SpanKind } from "@opentelemetry/api";
import { carrierOf, contextOf } from "./caller.js";
import type { Log } from "./logging.js";
import type { QueueState, WorkerMetrics } from "./metrics/jobs.js";
import { inSpan } from "./tracing.js";

/** A message as a broker would hold it: the headers beside the body. */
interface Message<Job> {
  id: string;
  headers: Record<string, string>;
  job: Job;
  queuedAt: number;
  attempt: number;
}

export const MOST_WAITING = 1000;
const MOST_DEAD = 1000;
const ATTEMPTS = 3;
const RETRY_MS = 50;

/** The queue takes no more: who asked has to be told, rather than memory run out. */
export class QueueFull extends Error {
  override name = "QueueFull";
}

export class Queue<Job> {
  private readonly waiting: Message<Job>[] = [];
  private dead = 0;
  private isStopping = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly metrics: WorkerMetrics,
    private readonly log: Log,
  ) {
    metrics.watch(name, () => this.state());
  }

  /** @throws {@link QueueFull} */
  async add(job: Job): Promise<void> {
    await inSpan(`send ${this.name}`, { kind: SpanKind.PRODUCER, attributes: this.attributes("send") }, (span) => {
      if (this.waiting.length >= MOST_WAITING) throw new QueueFull(`${this.name} holds ${MOST_WAITING} jobs already`);
      const message = { id: randomUUID(), headers: carrierOf(), job, queuedAt: Date.now(), attempt: 1 };
      span.setAttribute("messaging.message.id", message.id);
      this.waiting.push(message);
      this.wake();
      return Promise.resolve();
    });
  }

  state(): QueueState {
    const [oldest] = this.waiting;
    const oldestSeconds = oldest === undefined ? 0 : (Date.now() - oldest.queuedAt) / 1000;
    return { waiting: this.waiting.length, oldestSeconds, dead: this.dead };
  }

  /** @throws if it takes no jobs. */
  check(): Promise<void> {
    return this.waiting.length < MOST_WAITING
      ? Promise.resolve()
      : Promise.reject(new QueueFull(`${this.name} is full`));
  }

  /** Begins to take jobs, one after the other. */
  work(handle: (job: Job) => Promise<void>): void {
    this.running = this.loop(handle);
  }

  /** Does what waits, and takes nothing more; jobs that fail now are not tried again. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
  }

  private async loop(handle: (job: Job) => Promise<void>): Promise<void> {
    for (;;) {
      const message = this.waiting.shift();
      if (message !== undefined) await this.attempt(message, handle);
      else if (this.isStopping) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private async attempt(message: Message<Job>, handle: (job: Job) => Promise<void>): Promise<void> {
    const attributes = { ...this.attributes("process"), "messaging.message.id": message.id, attempt: message.attempt };
    const options = { kind: SpanKind.CONSUMER, attributes, parent: contextOf(message.headers) };
    try {
      await inSpan(`process ${this.name}`, options, async () => {
        try {
          await handle(message.job);
          this.log.info({ queue: this.name, attempt: message.attempt }, "job done");
        } catch (error) {
          this.failed(message, error);
          throw error;
        }
      });
      this.metrics.ended(this.name, "success");
    } catch {
      this.metrics.ended(this.name, "failure");
      if (message.attempt >= ATTEMPTS || this.isStopping) {
        this.dead = Math.min(this.dead + 1, MOST_DEAD);
        return;
      }
      await sleep(RETRY_MS * message.attempt);
      this.waiting.unshift({ ...message, attempt: message.attempt + 1 });
    }
  }

  /** A failure that is tried again is no error yet: nobody has to look at it. */
  private failed({ attempt }: Message<Job>, error: unknown): void {
    const isLast = attempt >= ATTEMPTS || this.isStopping;
    this.log[isLast ? "error" : "warn"]({ queue: this.name, attempt, error }, isLast ? "job given up" : "job failed");
  }

  private attributes(operation: "send" | "process"): Record<string, string> {
    return {
      "messaging.system": "in_memory",
      "messaging.operation.type": operation,
      "messaging.destination.name": this.name,
    };
  }
}
