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
