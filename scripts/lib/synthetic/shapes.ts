/** What series are over time: numbers that belong to a series and to a moment, the same every time. */
import { busyness, happened, jitter } from "./noise";
import type { Labels } from "./labels";
import type { Cluster } from "./cluster";

/** A value at a moment, in seconds since 1970. */
export type Shape = (at: number) => number;

/** A series of which a shape is wanted. */
export interface Asked {
  cluster: Cluster;
  metric: string;
  labels: Labels;
  /** From 0 to 1: the series' own. Those of one histogram have the same. */
  seed: number;
  /** The last moment that there is. */
  end: number;
}

/** Shapes of the metrics that a pattern fits; undefined where there is no such series. The first pattern that fits counts. */
export type Shapes = readonly (readonly [metrics: RegExp, of: (asked: Asked) => Shape | undefined])[];

/** Since when everything counts, before the end, in seconds. */
export const AGE = 40 * 86_400;

export const constant =
  (value: number): Shape =>
  () =>
    value;

/** A level that goes up and down a little. */
export function level({ seed }: Asked, mean: number): Shape {
  return (at) => mean * jitter(seed, at);
}

/** A level that follows the day. */
export function daily({ seed }: Asked, mean: number): Shape {
  return (at) => mean * busyness(seed, at);
}

/** A counter of so many a second. */
export function counter({ seed, end }: Asked, rate: number): Shape {
  return (at) => rate * happened(seed, end - AGE, at);
}

/** A counter whose rate is another one for the last seconds. */
export function counterThen(asked: Asked, rate: number, since: number, then: number): Shape {
  const { seed, end } = asked;
  const turn = end - since;
  return (at) => {
    const before = rate * happened(seed, end - AGE, Math.min(at, turn));
    return at <= turn ? before : before + then * happened(seed, turn, at);
  };
}

/** A counter of whole numbers: things that seldom happen. */
export function seldom(asked: Asked, perHour: number): Shape {
  const own = counter(asked, perHour / 3600);
  return (at) => Math.floor(own(at));
}

/** A counter of what happened a few times at one moment, so many seconds before the end. */
export function once({ end }: Asked, ago: number, count = 3): Shape {
  return (at) => (at < end - ago ? 0 : count);
}

/** From one value to another, in a straight line over the last seconds; before, the first of them. */
export function ramp({ end }: Asked, from: number, to: number, seconds: number): Shape {
  return (at) => from + (to - from) * Math.min(1, Math.max(0, (at - end + seconds) / seconds));
}

/** A value that is another one for the last seconds. */
export function then({ end }: Asked, before: number, since: number, after: number): Shape {
  return (at) => (at > end - since ? after : before);
}

/** The part of what is counted by a histogram that is in a bucket: of exponentially distributed values. */
export function share(le: string | undefined, mean: number): number {
  return le === undefined || le === "+Inf" ? 1 : 1 - Math.exp(-Number(le) / mean);
}

/** A histogram's counter: a bucket's by the label `le`, or the count, or the sum. @param then What mean and for how many last seconds. */
export function histogram(asked: Asked, rate: number, mean: number, slow?: { since: number; mean: number }): Shape {
  const { metric, labels } = asked;
  if (metric.endsWith("_sum")) return counter(asked, rate * mean);
  const part = share(labels["le"], mean);
  return slow === undefined
    ? counter(asked, rate * part)
    : counterThen(asked, rate * part, slow.since, rate * share(labels["le"], slow.mean));
}
