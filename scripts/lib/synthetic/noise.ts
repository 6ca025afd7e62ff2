/** Numbers that look like chance, and are the same every time. */

/** A number from 0 to 1 that belongs to a text. */
export function hashed(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  // The last steps of MurmurHash3: texts that differ in their ends alone are far from each other.
  hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const DAY = 86_400;

/** About 1: less at night, a little less on weekends, and waves of some minutes that belong to the seed. @param at Seconds since 1970. */
export function busyness(seed: number, at: number): number {
  const day = 1 + 0.35 * Math.sin((2 * Math.PI * (at - 9 * 3600)) / DAY);
  const weekday = new Date(at * 1000).getUTCDay();
  const week = weekday === 0 || weekday === 6 ? 0.8 : 1;
  return day * week * jitter(seed, at);
}

/** About 1, in waves of 7 and 23 minutes. */
export function jitter(seed: number, at: number): number {
  return 1 + 0.06 * Math.sin(at / 67 + seed * 40) + 0.05 * Math.sin(at / 221 + seed * 90);
}

/** How often something happened from a moment on, whose rate is 1 times {@link busyness}: its integral, but for weekends. */
export function happened(seed: number, from: number, at: number): number {
  return sum(seed, at) - sum(seed, from);
}

function sum(seed: number, at: number): number {
  const turn = (2 * Math.PI) / DAY;
  const day = (-0.35 / turn) * Math.cos(turn * (at - 9 * 3600));
  return at + day - 0.06 * 67 * Math.cos(at / 67 + seed * 40) - 0.05 * 221 * Math.cos(at / 221 + seed * 90);
}
