/** Stack files in which something is not as it should be: of another type, nearly right, hostile, or a credential. */
import fc from "fast-check";

/** What every planted credential has in it: no output may. */
export const CANARY = "cAnArY7f3a9";

/** Whether a text has a planted credential in it. */
export const isPlanted = (text: string): boolean => text.toLowerCase().includes(CANARY.toLowerCase());

/** Credentials as people paste them into the wrong place. */
const PLANTED = [
  `https://hooks.slack.com/services/T0001/B0001/${CANARY}`,
  `https://user:${CANARY}@example.com/push`,
  `postgres://u:${CANARY}@db:5432`,
  `smtp://u:${CANARY}@smtp.example.com:587`,
  `https://example.com/?api_key=${CANARY}`,
  `xoxb-1234567890-${CANARY}`,
  `ghp_${CANARY}${CANARY}${CANARY}`,
  `Bearer ${CANARY}${CANARY}`,
  `AKIA${CANARY.toUpperCase()}XYZ${CANARY}`,
];

/** What breaks out of a line, a quotation, a template or a program. */
const HOSTILE = [
  "",
  " ",
  "constructor",
  "__proto__",
  "toString",
  "a\nb: c",
  "\u001b[2J\u0007",
  "\u202egnp.exe",
  "a\u2028b\u2029c",
  "zero\u200bwidth",
  "\ud800",
  "{{ .Labels.x }}",
  "{{",
  "${env:HOME}",
  "${HOME}",
  "$(touch x)",
  "#{ENV['X']}",
  "'; rm -rf /; '",
  '"}],"x":[{"',
  "`x`",
  "</match>",
  "a\\",
  "%s%n",
  "(((((",
  "(a+)+$",
  "[",
  "*",
  "x".repeat(60_000),
  `https://${"x".repeat(60_000)}`,
  "1".repeat(5000),
  "NaN",
  "300y",
  "99999999999999999999Gi",
  "0",
  "0d",
  "-1",
  "1e9",
  "true",
  "null",
];

const OTHERS: unknown[] = [null, true, 0, -1, 1.5, 1e21, 100_000, [], {}, [[]], [null], { constructor: 1 }, ["x", 1]];

/** A path into a value, and what is to be there. */
export interface Change {
  path: (string | number)[];
  kind: "hostile" | "near-miss" | "planted" | "type";
}

/** Every path of a value, below its sections. */
function paths(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [at];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => paths(item, [...at, index]))
    : Object.entries(value).flatMap(([name, item]) => paths(item, [...at, name]));
  return at.length === 0 ? inner : [at, ...inner];
}

/** A copy with another value, or another name, at a path. */
function changed(value: unknown, [first, ...rest]: (string | number)[], by: unknown, rename: boolean): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, at) => (at === first ? changed(item, rest, by, rename) : (item as unknown)));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, item]) => {
      if (name !== first) return [name, item as unknown];
      return rename && rest.length === 0 ? [String(by), item as unknown] : [name, changed(item, rest, by, rename)];
    }),
  );
}

/** A name with one letter more, fewer or other, or with other capitals. */
function nearly(name: string): fc.Arbitrary<string> {
  const at = fc.nat(Math.max(name.length - 1, 0));
  return fc.oneof(
    at.map((index) => name.slice(0, index) + name.slice(index + 1)),
    at.map((index) => `${name.slice(0, index)}x${name.slice(index)}`),
    fc.constant(name.toUpperCase()),
    fc.constant(name.toLowerCase()),
    fc.constantFrom(...HOSTILE, ...PLANTED),
  );
}

/** The same stack files, each with one to three changes; a path that an earlier change took away is left out. */
export function mutated(files: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const change = (file: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> => {
    const all = paths(file);
    if (all.length === 0) return fc.constant(file);
    return fc.constantFrom(...all).chain((path) => {
      const by = fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom(...PLANTED), fc.constantFrom(...OTHERS));
      const name = nearly(String(path.at(-1)));
      return fc.oneof(
        { arbitrary: by.map((value) => changed(file, path, value, false)), weight: 3 },
        { arbitrary: name.map((other) => changed(file, path, other, true)), weight: 1 },
      ) as fc.Arbitrary<Record<string, unknown>>;
    });
  };
  return files.chain(change).chain((file) => fc.oneof(fc.constant(file), change(file)));
}
