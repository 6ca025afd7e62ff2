/** Counters whose series begin with their first event. */

/**
 * What a counter has grown by within some minutes, counting what it began with. `increase` takes a series' first sample for
 * its beginning: a counter with labels, which is there from its first event on, would have counted nothing, however large
 * the event. Its first value counts where its target was there before it (`up`) or the pod is that young; after a gap in
 * what Prometheus sees, old counters are not taken for new ones.
 * @param matchers What selects the counter; `namespace` is among its labels, and `pod`.
 */
export function grown(metric: string, matchers: string, minutes: number): string {
  const series = `${metric}{${matchers}}`;
  return `(
      (${series} unless ${series} offset ${minutes}m)
      and on (namespace, pod) (
        up offset ${minutes}m == 1
        or time() - kube_pod_start_time{job="kube-state-metrics"} < ${minutes * 60}
      )
      or increase(${series}[${minutes}m])
    )`;
}

/**
 * How much each series of a counter has grown within a window, the value it began with included when it began within the
 * window: the counterpart of {@link grown} for a target without a pod, such as an API server. A series counts as new only if its target was scraped before the window too: after a gap nothing is new.
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
