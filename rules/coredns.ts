/** The cluster's DNS: whether it is there, answers, in time, and takes its configuration. */
import { NETWORK_UID } from "../names/dashboards";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const JOB = 'job="coredns"';

/** The share of answers that are failures: some, and so many that what needs names fails too. */
const ERROR_PERCENT = { critical: 25, high: 3 };

/** Failures in 5 minutes below which their share does not count: two of three are no rate. */
const ERRORS = 10;

/** The share of slow answers that is too many, and the bucket of CoreDNS' own that is nearest to a second. */
const SLOW_PERCENT = 1;
const SLOW_SECONDS = "1.024";

const common = { ...PLATFORM, component: "coredns", dashboard: NETWORK_UID };

export function coredns({ metrics }: Pick<RuleSettings, "metrics">): RuleGroup[] {
  return [
    {
      name: "coredns",
      rules: [
        // A shard cannot tell targets that are gone from those that another shard scrapes.
        ...(metrics.shards === 1 ? [down()] : []),
        errorsHigh("critical"),
        errorsHigh("high"),
        latencyHigh(),
        panicking(),
        reloadFailing(),
      ],
    },
  ];
}

function down(): Alert {
  return {
    ...common,
    alert: "CoreDnsDown",
    severity: "critical",
    // A cluster whose DNS has another label is not scraped, and must not be told that it has none: only what has been up
    // can be down.
    expr: `absent(up{${JOB}} == 1) and on () max_over_time(max(up{${JOB}})[7d:10m]) == 1`,
    for: "5m",
    keepFiringFor: "2m",
    summary: "No CoreDNS answers Prometheus",
    description: `
      Every CoreDNS that Prometheus knew has been down or gone for 5 minutes. Without it no pod finds another by its name,
      and Alertmanager finds none of its channels: this message may be late.`,
  };
}

/** Under one name: the critical one mutes the other. */
function errorsHigh(severity: "critical" | "high"): Alert {
  const failures = `coredns_dns_responses_total{${JOB},rcode=~"SERVFAIL|REFUSED"}`;
  const percent = ERROR_PERCENT[severity];
  return {
    ...common,
    alert: "CoreDnsErrorsHigh",
    severity,
    expr: `
      sum(rate(${failures}[5m])) / sum(rate(coredns_dns_responses_total{${JOB}}[5m])) > ${percent} / 100
      and sum(increase(${failures}[5m])) >= ${ERRORS}`,
    for: severity === "critical" ? "5m" : "10m",
    keepFiringFor: "5m",
    summary: "CoreDNS fails to answer",
    description: `
      {{ $value | humanizePercentage }} of CoreDNS' answers are SERVFAIL or REFUSED, more than ${percent}%. Names cannot be
      resolved: inside the cluster if it cannot reach the API server, outside if it cannot reach the DNS above it.`,
  };
}

function latencyHigh(): Alert {
  const rate = (series: string, more = "") =>
    `sum(rate(coredns_dns_request_duration_seconds_${series}{${JOB}${more}}[5m]))`;
  return {
    ...common,
    alert: "CoreDnsLatencyHigh",
    severity: "medium",
    expr: `1 - ${rate("bucket", `,le="${SLOW_SECONDS}"`)} / (${rate("count")} > 0) > ${SLOW_PERCENT} / 100`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "CoreDNS is slow to answer",
    description: `
      CoreDNS has taken longer than a second for {{ $value | humanizePercentage }} of its answers, more than
      ${SLOW_PERCENT}%, for 10 minutes. Every new connection waits for it, and most clients ask again after 5 seconds.`,
  };
}

function panicking(): Alert {
  return {
    ...common,
    alert: "CoreDnsPanicking",
    severity: "medium",
    expr: `max by (namespace, pod) (increase(coredns_panics_total{${JOB}}[15m])) > 0`,
    // It has happened: waiting would tell nothing more.
    for: "0s",
    summary: "CoreDNS {{ $labels.pod }} panics",
    description: `
      CoreDNS {{ $labels.namespace }}/{{ $labels.pod }} has panicked {{ $value | printf "%.0f" }} times in 15 minutes while
      it answered. It goes on, but whoever asked got SERVFAIL, and so will whoever asks the same.`,
  };
}

function reloadFailing(): Alert {
  return {
    ...common,
    alert: "CoreDnsReloadFailing",
    // Nothing is broken yet; the next restart breaks it.
    severity: "high",
    // It tries a changed file once ("Let not try to restart with the same file", plugin/reload), and so counts one failure.
    expr: `max by (namespace, pod) (increase(coredns_reload_failed_total{${JOB}}[1h])) > 0`,
    for: "1m",
    summary: "CoreDNS {{ $labels.pod }} refuses its Corefile",
    description: `
      CoreDNS {{ $labels.namespace }}/{{ $labels.pod }} could not load a changed Corefile within the last hour. It goes on with the
      old one; a pod that restarts does not start with the new one.`,
  };
}
