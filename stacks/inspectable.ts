/**
 * Errors as Pulumi's Node host can show them. It inspects each with colours, and of a frame with nothing behind the name of a
 * scoped package, `node_modules/@pulumi/resource.ts`, Node.js 20.20 makes no end: it fills the memory for about a minute, until a
 * string is as long as one can be. Pulumi's source maps have such paths, and every error that comes out of a promise such frames.
 */

/** A frame that has one, or two, path segments behind `node_modules`, the first of which is a scope. */
const ENDLESS = /^\s*at .*[\\/]node_modules[\\/]@[^\\/]*(?:[\\/][^\\/]*)?$/;

/** Takes out of an error, and of those that it was made of, the frames that cannot be shown. */
export function makeInspectable(error: unknown, seen = new Set<unknown>()): void {
  if (!(error instanceof Error) || seen.has(error)) return;
  seen.add(error);
  if (error.stack !== undefined) {
    error.stack = error.stack
      .split("\n")
      .filter((line) => !ENDLESS.test(line))
      .join("\n");
  }
  const parts: unknown[] = error instanceof AggregateError ? error.errors : [];
  for (const inner of [error.cause, ...parts]) makeInspectable(inner, seen);
}

/** Does so with every error that nobody catches, before the host gets to see it. */
export function showErrorsAtOnce(): void {
  process.prependListener("uncaughtException", (error) => {
    makeInspectable(error);
  });
  process.prependListener("unhandledRejection", (error) => {
    makeInspectable(error);
  });
}
