/** A stack's configuration as Pulumi hands it over, taken apart. */

/** Pulumi hands objects and numbers over as JSON, and strings as they are. */
export function fromJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Every text and number in a value with its path, the keys of sections among them. */
export function texts(
  value: unknown,
  at: readonly PropertyKey[] = [],
): { path: readonly PropertyKey[]; text: string }[] {
  if (typeof value === "string" || typeof value === "number") return [{ path: at, text: String(value) }];
  // What is marked `secure` is a mistake of its own.
  if (typeof value !== "object" || value === null || isMarked(value)) return [];
  return Object.entries(value).flatMap(([key, nested]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [...(Array.isArray(value) ? [] : [{ path, text: key }]), ...texts(nested, path)];
  });
}

/**
 * Paths of what is marked `secure`, as `pulumi config set --secret` marks it, and still is as it was written: Pulumi hands a
 * value that it decrypts over without the mark.
 */
export function marksLeft(value: unknown, at: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== "object" || value === null) return [];
  if (isMarked(value)) return [at];
  return Object.entries(value).flatMap(([key, nested]) =>
    marksLeft(nested, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Whether a value is marked `secure`, and has nothing beside the mark: only then Pulumi takes it for encrypted. */
export function isMarked(value: unknown): value is { secure: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, "secure") &&
    Object.keys(value).length === 1
  );
}

/** The value at a path, undefined where there is none. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, part)
        ? (at as Record<PropertyKey, unknown>)[part]
        : undefined,
    input,
  );
}
