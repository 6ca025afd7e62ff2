/** Helm values in tests. */

/** A value deep in the Helm values, by a path with dots; a dot in a key is written \. */
export function at(values: unknown, path: string): unknown {
  return path
    .split(/(?<!\\)\./)
    .reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key.replaceAll("\\.", ".")],
      values,
    );
}
