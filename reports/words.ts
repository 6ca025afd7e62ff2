/** Figures and texts as people read them. */

/** Characters of a name that are shown: labels may be of any length. */
const LONGEST = 120;

/**
 * What does not belong on a line: control characters, ends of lines, and signs that turn the direction of what follows. A label
 * may hold any of them.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+/gu;

/** A text from somebody else on one line. */
export function plain(text: string, longest = LONGEST): string {
  const line = text.replace(UNPRINTABLE, " ").replace(/ {2,}/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

/** 0.99954 as "99.954 %": as many digits as tell it from all of it. */
export function share(value: number, digits = 3): string {
  return `${Number((value * 100).toFixed(digits))} %`;
}

/** Seconds as "3 d 4 h", "2 h 5 min" or "40 s". */
export function duration(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
  ];
  const from = parts.findIndex(([amount]) => amount > 0);
  if (from === -1) return `${Math.round(seconds)} s`;
  const shown = parts.slice(from, from + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}

/** 1,234,567 as "1.23 M". */
export function amount(value: number): string {
  const [unit, by] = value >= 1e9 ? ["G", 1e9] : value >= 1e6 ? ["M", 1e6] : value >= 1e4 ? ["k", 1e3] : ["", 1];
  return `${Number((value / by).toPrecision(3))} ${unit}`.trim();
}

/** Bytes as gigabytes, which invoices are in: "1.25 GB". */
export function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}

/** "1 firing", "2 firings". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${amount(value)} ${value === 1 ? one : many}`;
}

/** A moment in a time zone: "Mon 23 Nov 2026, 07:00". */
export function moment(seconds: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(seconds * 1000));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")}`;
}
