/** Quantities as pages say them, and as rules have them. */
import type { Alert } from "../../rules/rule";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  the: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  ten: 10,
  half: 0.5,
  quarter: 0.25,
};

/** "15 minutes", "half an hour", "two days", "5 %", "a tenth"; not "within 2": what it counts is not there. */
const DURATION =
  /(?<!lines |documents )\b(\d[\d.]*|half an?|quarter of an|a|an|one|two|three|four|five|ten)[ -](second|minute|hour|day|week)s?\b/g;
const SHARE = /\b(\d[\d.]*) ?%|\b(a tenth|a quarter|half|four fifths)\b(?! an? (?:hour|minute))(?! of an hour)/g;

const SHARES: Readonly<Record<string, number>> = { "a tenth": 10, "a quarter": 25, half: 50, "four fifths": 80 };

/** What a text says, in seconds and in percent, each as it is written. */
export function said(text: string): { seconds: Map<string, number>; percent: Map<string, number> } {
  const count = (word: string) => NUMBERS[word.split(" ")[0] ?? ""] ?? Number.parseFloat(word);
  const seconds = new Map(
    [...text.matchAll(DURATION)].map(([all, word = "", unit = ""]) => [
      all,
      count(word) * (SECONDS[unit[0] ?? ""] ?? 0),
    ]),
  );
  const percent = new Map(
    [...text.matchAll(SHARE)].map(([all, number, share = ""]) => [
      all,
      number === undefined ? (SHARES[share] ?? 0) : Number.parseFloat(number),
    ]),
  );
  return { seconds, percent };
}

/** The times and the shares that the forms of an alert have: waits, ranges, constants, and sums of a wait and a range. */
export function ruled(forms: readonly Alert[]): { seconds: Set<number>; percent: Set<number> } {
  const seconds = new Set<number>();
  const percent = new Set<number>();
  for (const { expr, for: wait, keepFiringFor = "0s" } of forms) {
    const own = durations(wait).concat(durations(keepFiringFor));
    const ranges = [...expr.matchAll(/\[[^\]]*\]|offset \w+/g)].flatMap(([range]) => durations(range));
    const constants = [...expr.matchAll(/(?<![\w.[])(\d[\d.]*)(?: \* (\d+))?(?![\w.[])/g)];
    for (const [, number = "", factor = "1"] of constants) ranges.push(Number(number) * Number(factor));
    for (const one of [...own, ...ranges]) seconds.add(one);
    for (const one of durations(wait)) for (const range of ranges) seconds.add(one + range);
    for (const [, number = ""] of constants) for (const one of [1, 100]) percent.add(Number(number) * one);
    for (const [, number = ""] of constants) percent.add(100 - Number(number));
  }
  return { seconds, percent };
}

function durations(text: string): number[] {
  return [...text.matchAll(/(\d+)([smhdw])/g)].map(
    ([, number = "", unit = ""]) => Number(number) * (SECONDS[unit] ?? 0),
  );
}
