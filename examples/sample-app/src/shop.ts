/** What the application is for: orders. Each step says what it is in spans, lines and business numbers. */
import { randomUUID } from "node:crypto";
import { trace } from "@opentelemetry/api";
import type { Cache } from "./cache.js";
import type { Database, Order } from "./database.js";
import { HttpError } from "./http/message.js";
import type { Log } from "./logging.js";
import type { BusinessMetrics, Currency } from "./metrics/business.js";
import { type Payments, PaymentsUnavailable } from "./payments.js";
import type { Queue } from "./queue.js";
import { inSpan } from "./tracing.js";

export const ITEMS = ["book", "lamp", "chair"] as const;
export type Item = (typeof ITEMS)[number];
const PRICES: Readonly<Record<Item, number>> = { book: 20, lamp: 50, chair: 120 };

/** Above it a rule refuses an order by itself: an automated decision, which is audited. */
const MOST_AMOUNT = 5000;

/** A mail to be sent. */
export interface Mail {
  orderId: string;
  /** A drill: the job fails as often as it is tried. */
  fails: boolean;
}

export interface Wanted {
  userId: string;
  item: Item;
  quantity: number;
  currency: Currency;
  mailFails: boolean;
}

export interface ShopParts {
  database: Database;
  cache: Cache;
  payments: Payments;
  mails: Queue<Mail>;
  business: BusinessMetrics;
  log: Log;
}

export class Shop {
  constructor(private readonly parts: ShopParts) {}

  price(item: Item): number {
    return PRICES[item];
  }

  search(text: string): Promise<Item[]> {
    this.parts.business.used("search");
    this.parts.business.visited();
    return this.parts.cache.through(`search:${text}`, () => Promise.resolve(ITEMS.filter((one) => one.includes(text))));
  }

  find(id: string): Promise<Order | undefined> {
    return this.parts.cache.through(`order:${id}`, () => this.parts.database.find(id));
  }

  latest(): Promise<Order[]> {
    return this.parts.database.latest(20);
  }

  /** @throws {@link HttpError} with 402 or 422 where it is refused, 502 while nobody can pay. */
  place({ userId, item, quantity, currency, mailFails }: Wanted): Promise<Order> {
    const { business, database, log, mails } = this.parts;
    const amount = this.price(item) * quantity;
    const attributes = { "order.item": item, "order.amount": amount, "order.currency": currency };
    return inSpan("place order", { attributes }, async (span) => {
      business.used("order");
      this.decide(userId, amount);
      await this.pay(amount, currency);
      const order = { id: randomUUID(), userId, item, amount, currency };
      span.setAttribute("order.id", order.id);
      await database.insert(order);
      await mails.add({ orderId: order.id, fails: mailFails });
      business.orderPaid(amount, currency);
      log.info({ order_id: order.id, amount, currency }, "order placed");
      return order;
    });
  }

  /** Decided by no person: who, what and by which rule has to be known later. */
  private decide(userId: string, amount: number): void {
    const isRefused = amount > MOST_AMOUNT;
    if (amount > MOST_AMOUNT / 2) {
      this.parts.log.audit("order decided by a rule", {
        event: "AutomatedDecision",
        userId,
        outcome: "success",
        details: {
          "decision.model": "amount-limit",
          "decision.version": "1",
          // Not the amount itself: what is kept for years says where it stands, and not what it says.
          "decision.inputs": trace.getActiveSpan()?.spanContext().traceId ?? "none: it is not traced",
          "decision.outcome": isRefused ? "refused" : "accepted",
          "decision.reason": `orders above ${MOST_AMOUNT} are not taken`,
          "decision.confidence": 1,
          "decision.contest": "shop@example.com",
        },
      });
    }
    if (!isRefused) return;
    this.parts.business.orderFailed("refused_by_rule");
    throw new HttpError(422, `orders above ${MOST_AMOUNT} are not taken`);
  }

  private async pay(amount: number, currency: Currency): Promise<void> {
    const { business, log, payments } = this.parts;
    try {
      if (await payments.pay(amount, currency)) return;
    } catch (error) {
      if (!(error instanceof PaymentsUnavailable)) throw error;
      business.orderFailed("payment_unavailable");
      log.error({ error }, "payment not possible");
      throw new HttpError(502, "payments cannot be taken now");
    }
    business.orderFailed("payment_refused");
    log.warn({ amount, currency }, "payment refused");
    throw new HttpError(402, "the payment was refused");
  }
}
