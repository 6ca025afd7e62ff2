/** What a metric usually is, by its name alone: for all that nobody has said more of. */
import { type Asked, constant, counter, daily, histogram, level, type Shapes } from "./shapes";

const WHOLE = (seed: number, most: number) => 1 + Math.floor(seed * most);

/** Labels whose value says that something went wrong. */
function isFailure({
  labels: { code = "", status_code = "", result = "", status = "", health_type = "", rcode = "" },
}: Asked): boolean {
  return (
    /^5/.test(code) ||
    /^5/.test(status_code) ||
    result === "err" ||
    status === "failure" ||
    health_type === "unhealthy" ||
    rcode === "SERVFAIL"
  );
}

/** So many a second, unless they are those that fail. */
function usual(asked: Asked): number {
  return (4 + 10 * asked.seed) * (isFailure(asked) ? 0.0002 : 1);
}

export const USUAL: Shapes = [
  [/_components$/, (asked) => constant(isFailure(asked) ? 0 : 12)],
  [/_bucket$/, (asked) => histogram(asked, usual(asked), 0.03 + 0.05 * asked.seed)],
  // Nothing goes wrong unless it is said.
  [
    /(fail|error|drop|reject|refus|lost|missed|exceeded|corrupt|duplicate|discard|panic|retr(y|ies)|out_of|oom|tripped|undecided|too_early|unroutable|deadlock|evict|dead_|edac|resets)/,
    () => constant(0),
  ],
  [/(_up|_successful|_success|_synced|safe_to_autoscale)$|_up$|is_running|_running$/, () => constant(1)],
  [/_(info|owner)$/, () => constant(1)],
  [/_seconds_(count)$/, (asked) => counter(asked, usual(asked))],
  [/_seconds_sum$/, (asked) => counter(asked, 0.4)],
  [/_(total|count|sum)$/, (asked) => counter(asked, usual(asked))],
  // What was done was done a while ago.
  [
    /(timestamp_seconds|_time|_created)$/,
    ({ seed }) =>
      (at) =>
        Math.floor(at / 3600) * 3600 - Math.floor(7200 * seed),
  ],
  [/_bytes/, (asked) => level(asked, (0.5 + asked.seed) * 2 ** 28)],
  [/_ratio$/, (asked) => level(asked, 0.6)],
  [/_seconds$/, (asked) => level(asked, 0.05)],
  [/(waiting|pending|queue|lag|current_waits|unassigned|initializing|relocating)/, () => constant(0)],
  [/.*/, (asked) => (asked.seed < 0.3 ? daily(asked, 10) : constant(WHOLE(asked.seed, 8)))],
];
