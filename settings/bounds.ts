/**
 * How large a setting may be. The bounds are far above what anybody needs and far below what would keep the program busy: what
 * reads a stack file is done within seconds whatever is in it. They are in the JSON Schema too, so that an editor marks them.
 */
import { z } from "zod";

/** Characters in a text. Prometheus, Alertmanager and Loki take longer ones; nobody reads them. */
export const MOST_CHARACTERS = 1000;

/** Characters in a text that holds a piece of another program's configuration, the longest there is. */
export const MOST_IN_TEXT = 10_000;

/** Characters in a URL. RFC 9110 asks for 8,000 at least; those that people write are far shorter. */
export const MOST_URL_CHARACTERS = 2000;

/** Characters in a host's name (RFC 1035: 255 octets on the wire), with room for `:` and a port. */
export const MOST_HOST_CHARACTERS = 260;

/** Characters in a quantity, a duration or a time of day: `1y2w3d4h5m6s7ms` has 15. */
export const MOST_UNIT_CHARACTERS = 40;

/** Items in a list, and names in a section of names and values. */
export const MOST_ITEMS = 200;

/** Servers, or nodes, of one kind: the plan lists each pod, and a chart of this size is another product. */
export const MOST_SERVERS = 100;

/** Any other number: what 32 bits hold, which Kubernetes, Java and Logstash count in. JSON loses digits from 2^53 on. */
export const MOST_OF_ANYTHING = 2 ** 31 - 1;

/** Characters in one section of a stack file, as JSON. */
export const MOST_IN_SECTION = 262_144;

/** Lists and sections within each other; the settings themselves are nested 8 deep. */
export const MOST_DEPTH = 32;

/** A text of a bounded length. A longer one is not looked at any further. */
export const words = (most = MOST_CHARACTERS, options: Parameters<typeof z.string>[0] = {}) =>
  z.string(options).max(most, { error: `is longer than ${grouped(most)} characters`, abort: true });

/** A list of a bounded length. */
export const list = <T extends z.ZodType>(item: T, most = MOST_ITEMS) =>
  z.array(item).max(most, { error: `has more than ${grouped(most)} items`, abort: true });

/** A section of names and values, so many at most. `__proto__`, which JavaScript would lose, is no name. */
export const pairs = <K extends z.ZodString, V extends z.ZodType>(name: K, value: V, most = MOST_ITEMS) =>
  z
    .record(name, value)
    .refine((record) => Object.keys(record).length <= most, { error: `has more than ${grouped(most)} names` })
    .meta({ maxProperties: most });

/** A whole number from 0. */
export const wholeNumber = (most = MOST_OF_ANYTHING) =>
  z
    .int({ error: "is not a whole number" })
    .min(0, { error: "is below 0" })
    .max(most, { error: `is above ${grouped(most)}` });

/** 100,000: thousands apart. */
export function grouped(amount: number): string {
  return amount.toLocaleString("en");
}
