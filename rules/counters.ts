/** Counters that a program makes at their first event: `increase` would take that first value for the start. */

/**
 * How much each series of a counter has grown within a window, the value it began with included when it began within the
 * window. A series counts as new only if its target was scraped before the window too: after a gap nothing is new.
 * @param up The target's `up`, with the matchers of its job.
 * @param window A duration as PromQL writes it.
 */
export function growth(counter: string, up: string, window: string): string {
  return `
    (
      increase(${counter}[${window}]) > 0
      or (${counter} > 0 unless ${counter} offset ${window}) and on (instance) ${up} offset ${window} == 1
    )`;
}
