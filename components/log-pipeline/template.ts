/** Pieces of Go templates with sprig's functions, as Promtail and Alloy evaluate them. */

/** A text in Go's quotes: JSON's are. */
export const quoted = (text: string) => JSON.stringify(text);

/** Pairs of a line of the log format; one that is empty is left out. */
export function lineOf(pairs: Readonly<Record<string, string>>): string {
  const set = Object.entries(pairs).map(
    ([name, value]) => `{{ with ${value} }}{{ $_ := set $line ${quoted(name)} . }}{{ end }}`,
  );
  return `{{ $line := dict }}${set.join("")}{{ toRawJson $line }}`;
}
