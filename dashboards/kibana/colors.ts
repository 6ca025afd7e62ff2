/** Colours that mean the same everywhere. */

/** By `log.level`: the worse, the redder; what is common stays quiet. */
export const LEVELS = {
  fatal: "#7d1f1f",
  error: "#d6402f",
  warn: "#e8b33f",
  info: "#6fa8dc",
  debug: "#b8c4ce",
  trace: "#d9e0e6",
  unknown: "#a79fb8",
};

/** By `event.outcome`. */
export const OUTCOMES = { failure: "#d6402f", success: "#54a868", unknown: "#a79fb8" };

/** A number that should be low. */
export const BAD = "#d6402f";
