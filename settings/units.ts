/**
 * The units that settings are written in, and what each consumer calls them. Patterns are shared with the JSON Schema, so that
 * an editor and the program refuse the same texts; what a pattern cannot say is a limit beside it.
 */

/** Prometheus' own duration syntax: `15d`, `1h30m`, `45s`; not nothing. Source: prometheus/common `model.ParseDuration`. */
export const DURATION = /^(?=.*[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/**
 * The longest duration, in seconds: 290 years. Prometheus, Loki and Alertmanager count nanoseconds in 64 bits, which end after
 * 292 years of 365 days, and refuse what is longer (`model.ParseDuration`: "duration out of range").
 */
export const MAX_SECONDS = 290 * 31_536_000;

/** A Kubernetes quantity of bytes with a binary or decimal suffix: `50Gi`, `500M`; not nothing. */
export const BYTES = /^(?=.*[1-9])\d+(\.\d+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)$/;

/** The largest quantity in bytes, 1024Pi. Kubernetes' and everybody's 64 bits end at 8192Pi, and some take a multiple of it. */
export const MAX_BYTES = 2 ** 60;

/** A Kubernetes quantity of CPU in no finer steps than Kubernetes takes, 1m: `250m`, `2`, `0.5`. */
export const CPU = /^(\d{1,9}m|\d{1,6}(\.\d{1,3})?)$/;

/** A Kubernetes object name (RFC 1123 label). */
export const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** A DNS host name of at least one label, not an address. */
export const HOST = new RegExp(`^(?![0-9.]+$)(${LABEL}\\.)*${LABEL}$`);

/**
 * How long a host name may be: Kubernetes takes names of 253 characters for an ingress and for a Secret (RFC 1123 subdomain),
 * and the longest that are made of a domain are `alertmanager.<domain>`, and `<host>-tls`.
 */
export const MAX_HOST = 253 - "alertmanager.".length - "-tls".length;

const PORT = "(6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})";

/** `host:port`. */
export const HOST_PORT = new RegExp(`^(${LABEL}\\.)*${LABEL}:${PORT}$`);

/** `host` or `host:port`. */
export const ENDPOINT = new RegExp(`^[\\w-]+(\\.[\\w-]+)*(:${PORT})?$`);

const URL_HOST = `https?://([\\w.~!$&'()*+,;=:%-]*@)?([\\w-]+(\\.[\\w-]+)*\\.?|\\[[0-9A-Fa-f:.]+\\])(:${PORT})?`;
const URL_CHARACTERS = "([\\w.~:/[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*";

/**
 * An HTTP(S) URL with the characters of RFC 3986, which are nothing to templates (`{{`), to references to the environment
 * (`${`), to quotes and to lines.
 */
export const URL_TEXT = new RegExp(`^${URL_HOST}([/?#]${URL_CHARACTERS.replace("/[", "/?#[")})?$`);

/** Such a URL of a folder, to which a file's name can be added: without a query or a fragment. */
export const FOLDER_URL = new RegExp(`^${URL_HOST}(/${URL_CHARACTERS})?$`);

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

/** Whether a duration is one that everybody's 64 bits of nanoseconds hold. */
export function isDuration(duration: string): boolean {
  return DURATION.test(duration) && seconds(duration) <= MAX_SECONDS;
}

/** Whole seconds as a duration, in the largest units that say it: 5400 is `1h30m`. */
export function shortDuration(total: number): string {
  let rest = total;
  const parts = (["d", "h", "m", "s"] as const).map((unit) => {
    const size = SECONDS[unit] ?? 1;
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? "" : `${amount}${unit}`;
  });
  return parts.join("") || "0s";
}

/** A duration in whole milliseconds, whatever fractions of seconds come to. */
export function milliseconds(duration: string): number {
  return Math.round(seconds(duration) * 1000);
}

/** A duration in whole hours, as Loki wants its retention: `168h`. */
export function hours(duration: string): string {
  return `${Math.round(seconds(duration) / 3600)}h`;
}

/**
 * A duration in hours, minutes, seconds and milliseconds, which is all that Go's `time.ParseDuration` and the operator's
 * `GoDuration` know: 5d is `120h`. One that has no other units stays as it is written.
 */
export function goDuration(duration: string): string {
  if (!/[dwy]/.test(duration)) return duration;
  const units: [string, number][] = [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ];
  let left = milliseconds(duration);
  return units
    .map(([unit, size]) => {
      const amount = Math.floor(left / size);
      left -= amount * size;
      return amount === 0 ? "" : `${amount}${unit}`;
    })
    .join("");
}

/**
 * A duration in seconds, as Fluentd takes it. Fluentd reads one unit only, and takes the `m` of `500ms` for minutes
 * (`Fluent::Config.time_value`); a number without a unit is seconds with their fraction.
 */
export function fluentdTime(duration: string): string {
  const amount = milliseconds(duration);
  return amount % 1000 === 0 ? `${amount / 1000}s` : String(amount / 1000);
}

/** Bytes in a quantity that {@link BYTES} accepts. */
export function bytes(quantity: string): number {
  const [, amount, unit] = /^([\d.]+)([A-Za-z]+)$/.exec(quantity) ?? [];
  return Number(amount) * (FACTORS[unit ?? ""] ?? Number.NaN);
}

/** Bytes in a quantity as the API server writes it: with a suffix, as a plain number, or in thousandths (`m`). */
export function quantityBytes(quantity: string): number {
  if (quantity.endsWith("m")) return Number(quantity.slice(0, -1)) / 1000;
  return /[A-Za-z]$/.test(quantity) ? bytes(quantity) : Number(quantity);
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
