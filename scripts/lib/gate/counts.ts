/** Events among so many, in slices of time of one length: failed requests among all, slow ones among all. */

export interface Counts {
  /** Events by slice, oldest first. */
  events: readonly number[];
  /** What they are among, by slice: requests. */
  among: readonly number[];
}

/** Events among so many, of some slices together. */
export interface Share {
  events: number;
  among: number;
  /** How many slices they are of: those in which there was anything. */
  slices: number;
}

export function ratio({ events, among }: Pick<Share, "events" | "among">): number {
  return among === 0 ? 0 : events / among;
}

/** The slices `from` to before `to` in which there was anything; what is outside of the history is left out. */
export function filled({ among }: Pick<Counts, "among">, from: number, to: number): number[] {
  const found: number[] = [];
  for (let slice = Math.max(from, 0); slice < Math.min(to, among.length); slice++)
    if ((among[slice] ?? 0) > 0) found.push(slice);
  return found;
}

export function shareOf({ events, among }: Counts, slices: readonly number[]): Share {
  const sum = (values: readonly number[]) => slices.reduce((all, slice) => all + (values[slice] ?? 0), 0);
  return { events: sum(events), among: sum(among), slices: slices.length };
}

/**
 * The half of some slices in which the share is neither among the lowest nor among the highest: what an incident of yesterday was
 * like is not what is usual.
 */
export function middleHalf({ events, among }: Counts, slices: readonly number[]): number[] {
  const of = (slice: number) => (events[slice] ?? 0) / (among[slice] ?? 1);
  const sorted = [...slices].sort((a, b) => of(a) - of(b) || a - b);
  const quarter = Math.floor(sorted.length / 4);
  return sorted.slice(quarter, sorted.length - quarter);
}
