/** Samples as rows: what is known, and why something is not. */
import type { Answer, Sample } from "../ask";
import type { Known } from "../report";

export function samples(answer: Answer | undefined): readonly Sample[] {
  return answer === undefined || "failed" in answer ? [] : answer.samples;
}

export function first(answer: Answer | undefined): number | undefined {
  return samples(answer)[0]?.value;
}

/** @param orNone Whether no sample means that there is nothing to tell, rather than that nobody measures it. */
export function rowsOf<T>(
  answer: Answer | undefined,
  none: string,
  row: (sample: Sample) => T,
  orNone = false,
): Known<T> {
  if (answer !== undefined && "failed" in answer) return { known: false, why: answer.failed };
  const found = samples(answer).map(row);
  return found.length > 0 || (orNone && answer !== undefined)
    ? { known: true, rows: found }
    : { known: false, why: none };
}

export function byLabels(answer: Answer | undefined, names: readonly string[]): Map<string, Sample> {
  return new Map(samples(answer).map((sample) => [keyOf(sample.labels, names), sample]));
}

export function keyOf(labels: Sample["labels"], names: readonly string[]): string {
  return names.length === 1 ? (labels[names[0] ?? ""] ?? "") : JSON.stringify(names.map((name) => labels[name] ?? ""));
}

export function sorted<T>(known: Known<T>, compare: (a: T, b: T) => number): Known<T> {
  return known.known ? { known: true, rows: [...known.rows].sort(compare) } : known;
}
