/** What a report is asked for on the command line. */
import { hasElastic, hasLogs, type Settings } from "../../../settings";
import { URL_TEXT, seconds } from "../../../settings/units";
import { UserError } from "../stack";
import { type Store, STORES } from "./reach";

/** A day, or a moment in UTC or with its offset. */
const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

export interface Span {
  from: Date;
  /** Without it. */
  to: Date;
}

/** The time of a report: days begin at midnight, UTC. @throws {@link UserError} */
export function spanOf(from: string | undefined, to: string | undefined, now = new Date()): Span {
  const span = { from: moment("--from", from), to: moment("--to", to) };
  if (span.from >= span.to) throw new UserError("--to is not after --from");
  if (span.to > now) throw new UserError("--to is still to come: events of that time are not all there yet");
  return span;
}

function moment(option: string, given: string | undefined): Date {
  if (given === undefined) throw new UserError(`${option} is missing, e.g. ${option} 2026-10-01`);
  const time = new Date(given);
  // A day that a month does not have would be one of the next.
  const isReal = MOMENT.test(given) && !Number.isNaN(time.getTime()) && isDay(given.slice(0, 10));
  if (!isReal) throw new UserError(`${option} is not a day (2026-10-01) or a time (2026-10-01T06:00:00Z)`);
  return time;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The store that is asked. Default: Elasticsearch where there is one, as it keeps audit events apart. */
export function storeOf(given: string | undefined, settings: Settings): Store {
  const there = { loki: hasLogs(settings), elastic: hasElastic(settings) };
  const store = given ?? STORES.toReversed().find((one) => there[one]);
  const known = STORES.find((one) => one === store);
  if (store === undefined) throw new UserError("this stack keeps no logs: there is neither Loki nor Elasticsearch");
  if (known === undefined) throw new UserError(`--store is one of ${STORES.join(", ")}`);
  if (!there[known]) throw new UserError(`this stack has no ${known}: --store is one of what it has`);
  return known;
}

/** How long a store keeps audit events, as the settings say it. */
export function auditRetention(store: Store, { logs, elastic }: Settings): string {
  return store === "loki" ? logs.auditRetention : (elastic?.retention.audit ?? logs.auditRetention);
}

/** Refuses a time of which some is deleted already: what is left would look like all of it. */
export function checkKept(store: Store, settings: Settings, { from }: Span, now = new Date()): void {
  const retention = auditRetention(store, settings);
  if (from.getTime() < now.getTime() - seconds(retention) * 1000)
    throw new UserError(
      `--from is longer ago than ${store} keeps audit events (${retention}): the report would not be whole\n  -> a later --from, or a snapshot (docs/compliance.md)`,
    );
}

/** An address without a credential. */
export function urlOf(given: string): string {
  if (!URL_TEXT.test(given)) throw new UserError("--url is not an http(s) URL");
  return given;
}
