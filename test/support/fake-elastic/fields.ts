/** What the parts of the imitation have in common: fields, units, and how Elasticsearch refuses. */

export type Json = Record<string, unknown>;

/** A refusal: the status, and Elasticsearch's own word for the kind of mistake. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** What is wrong with a value of a request. */
export function illegal(reason: string): Refusal {
  return new Refusal(400, "illegal_argument_exception", reason);
}

/** What is wrong with the form of a request. */
export function unparsable(reason: string): Refusal {
  return new Refusal(400, "x_content_parse_exception", reason);
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with no other fields than these. Elasticsearch's parsers are strict unless said otherwise. */
export function object(
  where: string,
  value: unknown,
  known: readonly string[],
  required: readonly string[] = [],
): Json {
  if (!isObject(value)) throw unparsable(`[${where}] is not an object`);
  for (const field of Object.keys(value)) {
    if (!known.includes(field)) throw unparsable(`[${where}] unknown field [${field}]`);
  }
  for (const field of required) {
    if (value[field] === undefined) throw illegal(`Required [${field}] in [${where}]`);
  }
  return value;
}

/** Elasticsearch's reference, "API conventions", "Time units": one number and one unit, of which days are the largest. */
export function time(where: string, value: unknown): number {
  const [, amount, unit] = /^(\d+)(d|h|m|s|ms|micros|nanos)$/.exec(String(value)) ?? [];
  const lengths: Record<string, number> = {
    d: 86_400_000,
    h: 3_600_000,
    m: 60_000,
    s: 1000,
    ms: 1,
    micros: 1e-3,
    nanos: 1e-6,
  };
  if (typeof value !== "string" || unit === undefined)
    throw illegal(
      `failed to parse setting [${where}] with value [${String(value)}] as a time value: unit is missing or unrecognized`,
    );
  return Number(amount) * (lengths[unit] ?? Number.NaN);
}

/** "API conventions", "Byte size units": powers of 1024, the letters in either case. */
export function size(where: string, value: unknown): void {
  if (typeof value !== "string" || !/^\d+(\.\d+)?(b|kb|mb|gb|tb|pb)$/i.test(value))
    throw illegal(
      `failed to parse setting [${where}] with value [${String(value)}] as a size in bytes: unit is missing or unrecognized`,
    );
}

export function whole(where: string, value: unknown, from: number): void {
  if (!Number.isInteger(value) || (value as number) < from)
    throw illegal(`Failed to parse value [${String(value)}] for setting [${where}] must be >= ${from}`);
}
