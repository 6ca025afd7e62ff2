/** Lines that say when they were. */
import { json } from "./log-line";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** RFC 3339 in UTC. */
const utc = (time: number) => new Date(time).toISOString();

/** How a line says when it was, and whether that is believed. `at` is when the runtime read it. */
export const TIMES: readonly { title: string; written: (at: number) => string; said?: (at: number) => number }[] = [
  {
    title: "RFC 3339",
    written: (at) => json({ timestamp: utc(at - 60_000), message: "t" }),
    said: (at) => at - 60_000,
  },
  {
    title: "a zone",
    written: (at) => json({ "@timestamp": utc(at - 60_000 + 2 * HOUR).replace("Z", "+02:00"), message: "t" }),
    said: (at) => at - 60_000,
  },
  { title: "seconds", written: (at) => json({ ts: (at - 60_000) / 1000, message: "t" }), said: (at) => at - 60_000 },
  { title: "milliseconds", written: (at) => json({ time: at - 60_000, message: "t" }), said: (at) => at - 60_000 },
  {
    title: "a text in brackets, without a zone",
    written: (at) =>
      `[${utc(at - 60_000)
        .replace("T", " ")
        .replace(".", ",")
        .replace("Z", "")}] [INFO] [shop] t`,
    said: (at) => at - 60_000,
  },
  { title: "logfmt", written: (at) => `time=${utc(at - 60_000)} level=info msg=t`, said: (at) => at - 60_000 },
  {
    title: "29 minutes ago",
    written: (at) => json({ timestamp: utc(at - 29 * MINUTE) }),
    said: (at) => at - 29 * MINUTE,
  },
  { title: "31 minutes ago", written: (at) => json({ timestamp: utc(at - 31 * MINUTE) }) },
  { title: "in 4 minutes", written: (at) => json({ timestamp: utc(at + 4 * MINUTE) }), said: (at) => at + 4 * MINUTE },
  { title: "in 6 minutes", written: (at) => json({ timestamp: utc(at + 6 * MINUTE) }) },
  { title: "in the year 2099", written: () => json({ timestamp: "2099-01-01T00:00:00Z" }) },
  { title: "1970", written: () => json({ timestamp: 0 }) },
  { title: "no date", written: () => json({ timestamp: "2026-02-31T25:61:00Z" }) },
  { title: "a text", written: () => json({ timestamp: "yesterday" }) },
  { title: "nothing", written: () => "hello" },
];
