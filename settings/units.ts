/**
 * The units that settings are written in. Patterns are shared with the JSON Schema, so that an editor and the program
 * refuse the same texts.
 */

/** Prometheus' own duration syntax: `15d`, `1h30m`, `45s`; not nothing. Source: prometheus/common `model.ParseDuration`. */
export const DURATION = /^(?=.*[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/** A Kubernetes quantity of bytes with a binary or decimal suffix: `50Gi`, `500M`; not nothing. */
export const BYTES = /^(?=.*[1-9])\d+(\.\d+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)$/;

/** A Kubernetes quantity of CPU: `250m`, `2`, `0.5`. */
export const CPU = /^(\d+m|\d+(\.\d+)?)$/;

/** A Kubernetes object name (RFC 1123 label). */
export const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A DNS host name of at least one label. */
export const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** `host:port`. */
export const HOST_PORT = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?:\d{1,5}$/;

/** A time of day, `HH:MM`, with `24:00` for the end of the day as Alertmanager has it. */
export const TIME_OF_DAY = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

const SECONDS: Record<string, number> = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

const FACTORS: Record<string, number> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Seconds in a duration that {@link DURATION} accepts; a year is 365 days, as in Prometheus. */
export function seconds(duration: string): number {
  return [...duration.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? Number.NaN),
    0,
  );
}

/** A duration in whole hours, as Loki wants its retention: `168h`. */
export function hours(duration: string): string {
  return `${Math.round(seconds(duration) / 3600)}h`;
}

/** Bytes in a quantity that {@link BYTES} accepts. */
export function bytes(quantity: string): number {
  const [, amount, unit] = /^([\d.]+)([A-Za-z]+)$/.exec(quantity) ?? [];
  return Number(amount) * (FACTORS[unit ?? ""] ?? Number.NaN);
}

/** A number of bytes in the largest binary unit that keeps at least one whole, to one decimal: `12.5Gi`. */
export function formatBytes(amount: number): string {
  const units = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
  const power = Math.min(Math.max(Math.floor(Math.log2(Math.max(amount, 1)) / 10), 0), units.length - 1);
  return `${Math.round((amount / 2 ** (10 * power)) * 10) / 10}${units[power] ?? ""}`;
}

/** Cores in a quantity that {@link CPU} accepts: 0.25 in `250m`. */
export function cores(quantity: string): number {
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity);
}
