/** What the application is for, in numbers (docs/business.md): names that the platform's alerts read. */
import { Counter, Gauge } from "prom-client";
import type { AppRegistry } from "./registry.js";

export const CURRENCIES = ["EUR", "USD"] as const;
export const FEATURES = ["search", "order", "bot_price"] as const;
export const FAILURES = ["payment_refused", "payment_unavailable", "refused_by_rule"] as const;

export type Currency = (typeof CURRENCIES)[number];
export type Feature = (typeof FEATURES)[number];
export type Failure = (typeof FAILURES)[number];

/** For how long somebody counts as active after a request. */
const ACTIVE_MS = 5 * 60_000;

/** Users that are remembered at most: ids come from outside. */
const MOST_USERS = 10_000;

export class BusinessMetrics {
  private readonly lastSeen = new Map<string, number>();
  private readonly transactions: Counter;
  private readonly revenue: Counter<"currency">;
  private readonly visits: Counter;
  private readonly conversions: Counter;
  private readonly features: Counter<"feature">;
  private readonly errors: Counter<"reason">;

  constructor(
    registers: AppRegistry[],
    private readonly now: () => number = Date.now,
  ) {
    this.transactions = new Counter({ name: "business_transactions_total", help: "Orders that were paid", registers });
    this.revenue = new Counter({
      name: "business_revenue_total",
      help: "What was paid, in the currency's own unit",
      labelNames: ["currency"],
      registers,
    });
    this.visits = new Counter({ name: "business_visits_total", help: "Visits that may become an order", registers });
    this.conversions = new Counter({
      name: "business_conversions_total",
      help: "Visits that became an order",
      registers,
    });
    this.features = new Counter({
      name: "business_feature_uses_total",
      help: "Uses of a feature",
      labelNames: ["feature"],
      registers,
    });
    this.errors = new Counter({
      name: "business_errors_total",
      help: "Orders that were not completed",
      labelNames: ["reason"],
      registers,
    });
    const active = () => this.activeUsers();
    new Gauge({
      name: "business_active_users",
      help: "Users with a request within the last five minutes",
      registers,
      collect() {
        this.set(active());
      },
    });
    // A counter that appears with its first event has lost that event: each begins with zero.
    for (const currency of CURRENCIES) this.revenue.inc({ currency }, 0);
    for (const feature of FEATURES) this.features.inc({ feature }, 0);
    for (const reason of FAILURES) this.errors.inc({ reason }, 0);
  }

  orderPaid(amount: number, currency: Currency): void {
    this.transactions.inc();
    this.conversions.inc();
    this.revenue.inc({ currency }, amount);
  }

  orderFailed(reason: Failure): void {
    this.errors.inc({ reason });
  }

  visited(): void {
    this.visits.inc();
  }

  used(feature: Feature): void {
    this.features.inc({ feature });
  }

  userSeen(id: string): void {
    // A Map keeps the order of insertion: the first is who was seen longest ago.
    this.lastSeen.delete(id);
    this.lastSeen.set(id, this.now());
    const [oldest] = this.lastSeen.keys();
    if (this.lastSeen.size > MOST_USERS && oldest !== undefined) this.lastSeen.delete(oldest);
  }

  private activeUsers(): number {
    for (const [id, at] of this.lastSeen) {
      if (this.now() - at <= ACTIVE_MS) break;
      this.lastSeen.delete(id);
    }
    return this.lastSeen.size;
  }
}
