/** The embedded database: SQLite as WebAssembly, in memory, so that nothing has to be installed. It goes with the process. */
import { SpanKind } from "@opentelemetry/api";
import { type Database as Sqlite, default as sqlite } from "node-sqlite3-wasm";
import type { Drills } from "./drills.js";
import type { PerformanceMetrics } from "./metrics/performance.js";
import { inSpan } from "./tracing.js";

export interface Order {
  id: string;
  userId: string;
  item: string;
  amount: number;
  currency: string;
}

/** Longer no query takes; a request has given up by then. */
const TIMEOUT_MS = 2000;

const SCHEMA = `
  CREATE TABLE orders (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, item TEXT NOT NULL, amount REAL NOT NULL, currency TEXT NOT NULL
  )`;

/** Orders that are kept: it is memory. */
const MOST_ORDERS = 10_000;

export class Database {
  private readonly sqlite: Sqlite;

  constructor(
    private readonly metrics: PerformanceMetrics,
    private readonly drills: Drills,
  ) {
    this.sqlite = new sqlite.Database(":memory:");
    this.sqlite.exec(SCHEMA);
  }

  async insert(order: Order): Promise<void> {
    const sql = "INSERT INTO orders (id, user_id, item, amount, currency) VALUES (?, ?, ?, ?, ?)";
    await this.operation("INSERT", sql, () =>
      this.sqlite.run(sql, [order.id, order.userId, order.item, order.amount, order.currency]),
    );
    const old = `DELETE FROM orders WHERE rowid <= (SELECT max(rowid) FROM orders) - ${MOST_ORDERS}`;
    await this.operation("DELETE", old, () => this.sqlite.run(old));
  }

  async find(id: string): Promise<Order | undefined> {
    const sql = "SELECT id, user_id AS userId, item, amount, currency FROM orders WHERE id = ?";
    const found = await this.operation("SELECT", sql, () => this.sqlite.get(sql, [id]));
    return found === null ? undefined : (found as unknown as Order);
  }

  async latest(count: number): Promise<Order[]> {
    const sql = "SELECT id, user_id AS userId, item, amount, currency FROM orders ORDER BY rowid DESC LIMIT ?";
    return (await this.operation("SELECT", sql, () => this.sqlite.all(sql, [count]))) as unknown as Order[];
  }

  /** @throws if it does not answer before the signal. */
  async check(signal: AbortSignal): Promise<void> {
    await this.drills.reach("database", signal);
    this.sqlite.get("SELECT 1");
  }

  close(): void {
    this.sqlite.close();
  }

  /** One operation with its span and its duration. Values are bound, so the text of the query is the same for all of them. */
  private operation<T>(name: "INSERT" | "SELECT" | "DELETE", text: string, work: () => T): Promise<T> {
    const attributes = {
      "db.system.name": "sqlite",
      "db.operation.name": name,
      "db.collection.name": "orders",
      "db.query.text": text,
    };
    return inSpan(`${name} orders`, { kind: SpanKind.CLIENT, attributes }, async () => {
      const begun = performance.now();
      let outcome: "success" | "failure" = "failure";
      try {
        await this.drills.reach("database", AbortSignal.timeout(TIMEOUT_MS));
        const result = work();
        outcome = "success";
        return result;
      } finally {
        this.metrics.queried(name, outcome, (performance.now() - begun) / 1000);
      }
    });
  }
}
