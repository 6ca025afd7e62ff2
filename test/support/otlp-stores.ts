/** Both stores of lines behind the real collectors: a real Loki, and a stand-in for Elasticsearch that takes all it is sent. */
import * as fs from "node:fs";
import { waitFor } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import type { Settings } from "../../settings";
import { type StandIn, standIn } from "./elasticsearch";
import { startLogCollectors } from "./log-collectors";
import { type Found, lokiConfig, type RunningLoki, startLoki } from "./loki";
import { written } from "./otlp-logs";
import { toolOrSkip } from "./tools";

/** A document as it was sent, and the stream that it was sent to. */
export type Document = ReturnType<typeof written>[number];

export class OtlpStores {
  readonly #scene = new Scene();
  #loki: RunningLoki | undefined;
  #elasticsearch: StandIn | undefined;

  /** @returns The agent's address. */
  async start(context: Mocha.Context, settings: Settings): Promise<string> {
    const [otelcol, loki] = [toolOrSkip(context, "otelcol"), toolOrSkip(context, "loki")];
    const all = { status: 200, body: { errors: false, items: [] } };
    this.#loki = await startLoki(loki, lokiConfig("loki", settings));
    this.#elasticsearch = await standIn(this.#scene.folder, "9.1.0", () => all);
    const stores = { loki: this.#loki, elasticsearch: this.#elasticsearch };
    return startLogCollectors(otelcol, this.#scene, settings, stores);
  }

  /** What a query of the last hour finds. */
  async inLoki(logql: string): Promise<Found[]> {
    return (await this.#loki?.query(logql, 1 / 24)) ?? [];
  }

  /** What a query of the last hour finds and all documents, once there are so many of each. */
  async have(count: number, logql: string): Promise<{ found: Found[]; documents: Document[] }> {
    let found: Found[] = [];
    let documents: Document[] = [];
    await waitFor(
      `${count} records in each store`,
      async () => {
        found = await this.inLoki(logql);
        documents = written(this.#elasticsearch?.asked ?? []);
        return Math.min(found.length, documents.length) >= count;
      },
      { seconds: 60, said: () => JSON.stringify({ found, documents }).slice(0, 20_000) },
    );
    return { found, documents };
  }

  async end(): Promise<void> {
    await this.#scene.end();
    await this.#elasticsearch?.close();
    await this.#loki?.stop();
    if (this.#loki !== undefined) fs.rmSync(this.#loki.folder, { recursive: true });
  }
}
