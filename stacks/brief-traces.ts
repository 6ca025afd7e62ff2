/**
 * Traces of one frame while resources are made. For each promise Pulumi's SDK takes a trace that nobody reads unless
 * `PULUMI_DEBUG_PROMISE_LEAKS` is set, and ts-node maps each of its frames back to TypeScript: of a program with 1,000
 * applications that was four fifths of the time. The position that Pulumi keeps of a resource is taken otherwise, and stays.
 */

/** Makes something without long traces. An error that is thrown meanwhile says where, and not by whom that was called. */
export function withBriefTraces<T>(make: () => T): T {
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] !== undefined) return make();
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.min(usual, 1);
  try {
    return make();
  } finally {
    Error.stackTraceLimit = usual;
  }
}
