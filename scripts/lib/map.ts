/** Whether a value is what YAML and JSON know as a map, which neither a list nor nothing is. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
