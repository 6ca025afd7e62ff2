/** Who and what a piece of work belongs to: it goes along with OpenTelemetry's context, through requests, jobs and calls. */
import { randomUUID } from "node:crypto";
import { type Context, context, createContextKey, propagation, ROOT_CONTEXT } from "@opentelemetry/api";

/** The header by which callers without OpenTelemetry hand over a correlation id. */
export const CORRELATION_HEADER = "x-correlation-id";

const CORRELATION = "correlation.id";

/** Baggage that is taken over from a caller. Anything else ends here: whoever is called next would get it, third parties too. */
const BAGGAGE = {
  [CORRELATION]: /^[\w.-]{1,64}$/,
  "app.tenant": /^[a-z0-9-]{1,32}$/,
  "app.channel": /^(web|mobile|bot|load)$/,
};

const USER = createContextKey("user");

/** The headers of a request, or of a job. */
export type Carrier = Record<string, string | string[] | undefined>;

/** The context of work that somebody asked for: their trace, their baggage as far as it is known, and a correlation id. */
export function contextOf(carrier: Carrier): Context {
  const extracted = propagation.extract(ROOT_CONTEXT, carrier);
  const theirs = propagation.getBaggage(extracted);
  let own = propagation.createBaggage();
  for (const [name, pattern] of Object.entries(BAGGAGE)) {
    const value = theirs?.getEntry(name)?.value;
    if (value !== undefined && pattern.test(value)) own = own.setEntry(name, { value });
  }
  const named = carrier[CORRELATION_HEADER];
  const id = typeof named === "string" && BAGGAGE[CORRELATION].test(named) ? named : own.getEntry(CORRELATION)?.value;
  return propagation.setBaggage(extracted, own.setEntry(CORRELATION, { value: id ?? randomUUID() }));
}

/** What a call or a job has to carry for the other side to be in the same trace. */
export function carrierOf(active: Context = context.active()): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  const id = correlationId(active);
  return id === undefined ? carrier : { ...carrier, [CORRELATION_HEADER]: id };
}

export function correlationId(active: Context = context.active()): string | undefined {
  return propagation.getBaggage(active)?.getEntry(CORRELATION)?.value;
}

/** The baggage as attributes: the SDK does not put it on spans by itself. */
export function baggageAttributes(active: Context): Record<string, string> {
  const entries = propagation.getBaggage(active)?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
}

/** The user stays in the process: an id in baggage would go to whoever is called. */
export function withUser(active: Context, userId: string): Context {
  return active.setValue(USER, userId);
}

export function userId(active: Context = context.active()): string | undefined {
  return active.getValue(USER) as string | undefined;
}
