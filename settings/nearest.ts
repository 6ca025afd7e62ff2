/** What somebody may have meant. */
import { closest, distance } from "fastest-levenshtein";

/** "did you mean …?" only where the nearest is near: at most a third of the word is different. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Nobody mistypes so long a word, and comparing takes the longer the longer it is.
  if (known.length === 0 || word.length > 100) return undefined;
  const found = closest(
    word.toLowerCase(),
    [...known].map((k) => k.toLowerCase()),
  );
  const candidate = known.find((k) => k.toLowerCase() === found);
  if (candidate === undefined) return undefined;
  return distance(word.toLowerCase(), found) <= Math.max(1, Math.ceil(word.length / 3)) ? candidate : undefined;
}
