/** The row "DNS of the cluster": CoreDNS, as it counts itself. */
import { asLines, graph, type Panel, steps } from "../common";
import { COREDNS } from "./selectors";

const rate = (by: string, counter: string, more = "") =>
  `sum by (${by}) (rate(coredns_${counter}{${COREDNS}${more}}[$__rate_interval]))`;

export function requests(): Panel {
  return graph({
    title: "Questions",
    description:
      "Questions a second, by type. Many more than there are new connections is a client that does not keep what it is told, or names without a dot at their end, which are tried with each search domain.",
    width: 8,
    unit: "reqps",
    queries: [{ expr: rate("type", "dns_requests_total"), legend: "{{type}}" }],
  });
}

export function responses(): Panel {
  return graph({
    title: "Answers other than yes",
    description:
      "Answers a second by code, NOERROR aside. NXDOMAIN is a name that does not exist, which search domains ask for all the time; SERVFAIL and REFUSED are failures (CoreDnsErrorsHigh): look at what is above CoreDNS.",
    width: 8,
    unit: "reqps",
    queries: [{ expr: `${rate("rcode", "dns_responses_total", ',rcode!="NOERROR"')} > 0`, legend: "{{rcode}}" }],
    empty: "All are answered",
  });
}

export function latency(): Panel {
  const quantile = (share: number) =>
    `histogram_quantile(${share}, ${rate("le", "dns_request_duration_seconds_bucket")})`;
  return graph({
    title: "Time to answer",
    description:
      "Within how long half of the questions, and 99 of 100, are answered. Every new connection waits for it; past the line, a second, for one in a hundred CoreDnsLatencyHigh fires.",
    width: 8,
    unit: "s",
    queries: [
      { expr: quantile(0.5), legend: "half" },
      { expr: quantile(0.99), legend: "99 of 100" },
    ],
  })
    .thresholds(steps([1, "red"]))
    .thresholdsStyle(asLines());
}

export function cached(): Panel {
  const total = (counter: string) => `sum(rate(coredns_${counter}{${COREDNS}}[$__rate_interval]))`;
  return graph({
    title: "Answered from the cache",
    description:
      "The share of questions that the cache answers. A fall is a new client that asks for ever new names, or a restart; what the cache does not have costs the DNS above.",
    width: 12,
    unit: "percentunit",
    queries: [
      {
        expr: `${total("cache_hits_total")} / (${total("cache_requests_total")} > 0)`,
        legend: "from the cache",
      },
    ],
  }).axisSoftMax(1);
}

export function upstream(): Panel {
  return graph({
    title: "Time of the DNS above",
    description:
      "Within how long 99 of 100 questions are answered by each server that CoreDNS passes them on to. If this is what is slow, it is not CoreDNS: ask who runs that server, or forward to another.",
    width: 12,
    unit: "s",
    queries: [
      {
        expr: `histogram_quantile(0.99, ${rate("to, le", "proxy_request_duration_seconds_bucket")})`,
        legend: "{{to}}",
      },
    ],
    empty: "Nothing is passed on",
  });
}
