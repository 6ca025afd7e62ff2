/** Ruby's regular expressions (Onigmo), which Fluentd and Logstash have, run by a translation that refuses what is none. */

/** Compiles an expression; what its groups match is in `groups`. */
export async function onigmo(): Promise<(expression: string) => RegExp> {
  const { toRegExp } = await import("oniguruma-to-es");
  return (expression) => toRegExp(expression, { rules: { asciiWordBoundaries: true } });
}

/** The named groups that took part in a match; undefined where there is none. */
export function captures(regexp: RegExp, text: string): Record<string, string> | undefined {
  regexp.lastIndex = 0;
  const match = regexp.exec(text);
  if (match === null) return undefined;
  return Object.fromEntries(
    Object.entries(match.groups ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
