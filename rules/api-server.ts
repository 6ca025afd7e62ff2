/** The Kubernetes API server: whether it answers, in time, and whether what it asks before a change answers. */
import { NETWORK_UID } from "../names/dashboards";
import { ERRORS, REQUESTS as RATE, SLOW } from "../names/api-server";
import { growth } from "./counters";
import { type Alert, PLATFORM, type Recording, type RuleGroup } from "./rule";

const JOB = 'job="apiserver"';

/** What the API server does itself: what it passes on fails with whatever it passes it on to. */
const OWN = `${JOB},verb!~"WATCH|CONNECT",subresource!~"proxy|attach|log|exec|portforward",group!~".*metrics[.]k8s[.]io"`;

/**
 * Requests by what Kubernetes promises of them, and the seconds within which 99 % are answered.
 * Source: Kubernetes' service level objectives, sig-scalability/slos/api_call_latency.md. The chart keeps these two of
 * the histogram's buckets.
 */
const REQUESTS = {
  read: { matchers: 'verb="GET",scope="resource"', seconds: 1 },
  list: { matchers: 'verb="LIST"', seconds: 30 },
  write: { matchers: 'verb=~"POST|PUT|PATCH|APPLY|DELETE"', seconds: 1 },
};

/** The share of slow requests that is too many. Source: as of {@link REQUESTS}. */
const SLOW_PERCENT = 1;

/** Failures within {@link WEBHOOK_WINDOW} that are more than a webhook's own restart makes. */
const WEBHOOK_FAILURES = 5;
const WEBHOOK_WINDOW = "15m";

/** The share of a webhook's answers slower than a second that is too many. */
const WEBHOOK_SLOW_PERCENT = 5;

const common = { ...PLATFORM, component: "api-server", dashboard: NETWORK_UID };

export function apiServer(): RuleGroup[] {
  return [
    {
      name: "api-server",
      // In stages: the long window averages what the short one has recorded. The rate of every request over an hour or a
      // day, at each evaluation, is what makes the chart's own rules for this cost more than all others together.
      rules: [requests(), errorShare(), ...slowShares(), errorsHigh("critical"), errorsHigh("high"), latencyHigh()],
    },
    { name: "api-server-webhooks", rules: [webhookFailing("high"), webhookFailing("medium"), webhookSlow()] },
  ];
}

function requests(): Recording {
  return { record: RATE, expr: `sum by (verb) (rate(apiserver_request_total{${OWN}}[5m]))` };
}

function errorShare(): Recording {
  const all = `sum(rate(apiserver_request_total{${OWN}}[5m])) > 0`;
  return {
    record: ERRORS,
    // A server that has not failed yet has no series of failures.
    expr: `(sum(rate(apiserver_request_total{${OWN},code=~"5.."}[5m])) or 0 * (${all})) / (${all})`,
  };
}

function slowShares(): Recording[] {
  return Object.entries(REQUESTS).map(([request, { matchers, seconds }]) => {
    const rate = (series: string, more = "") =>
      `sum(rate(apiserver_request_sli_duration_seconds_${series}{${OWN},${matchers}${more}}[5m]))`;
    return {
      record: SLOW,
      // Without requests there is no share: NaN would spoil the hour's mean.
      expr: `1 - ${rate("bucket", `,le=~"${seconds}|${seconds}[.]0"`)} / (${rate("count")} > 0)`,
      labels: { request },
    };
  });
}

/** Under one name: many requests fail now, or some do for an hour. */
function errorsHigh(severity: "critical" | "high"): Alert {
  const over = (percent: number) => `max(${ERRORS}) > ${percent} / 100`;
  return {
    ...common,
    alert: "ApiServerErrorsHigh",
    severity,
    ...(severity === "critical"
      ? {
          expr: over(10),
          for: "5m",
          description: `
            {{ $value | humanizePercentage }} of the requests to the API server have ended in an error of its own, more
            than 10%, for 5 minutes. What runs goes on; nothing is started, moved, scaled or deployed reliably.`,
        }
      : {
          expr: `${over(1)} and max(avg_over_time(${ERRORS}[1h])) > 1 / 100`,
          for: "15m",
          description: `
            {{ $value | humanizePercentage }} of the requests to the API server end in an error of its own, and more than
            1% have over the last hour. Controllers and deployments try again and are late.`,
        }),
    keepFiringFor: "10m",
    summary: "The API server answers with errors",
  };
}

function latencyHigh(): Alert {
  return {
    ...common,
    alert: "ApiServerLatencyHigh",
    // Everything still works, only later.
    severity: "medium",
    expr: `
      max by (request) (${SLOW}) > ${SLOW_PERCENT} / 100
      and max by (request) (avg_over_time(${SLOW}[1h])) > ${SLOW_PERCENT} / 100`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "The API server is slow to answer {{ $labels.request }} requests",
    description: `
      {{ $value | humanizePercentage }} of the {{ $labels.request }} requests to the API server take longer than
      Kubernetes promises (a list ${REQUESTS.list.seconds} seconds, any other ${REQUESTS.write.seconds} second), more than
      ${SLOW_PERCENT}%, and so over the last hour. Rollouts, scheduling and kubectl are slow.`,
  };
}

/** Under one name: a webhook that does not answer stops what it guards, or is passed over, as its failurePolicy says. */
function webhookFailing(severity: "high" | "medium"): Alert {
  const failures = (counter: string) => `
    sum by (name) (${growth(`apiserver_admission_webhook_${counter}`, `up{${JOB}}`, WEBHOOK_WINDOW)})
    > ${WEBHOOK_FAILURES}`;
  return {
    ...common,
    alert: "ApiServerWebhookFailing",
    severity,
    ...(severity === "high"
      ? {
          // What a webhook refuses for a reason of its own is its work.
          expr: failures(`rejection_count{${JOB},error_type!="no_error"}`),
          summary: "Changes are refused because webhook {{ $labels.name }} fails",
          description: `
            {{ $value | printf "%.0f" }} requests in ${WEBHOOK_WINDOW} were refused because the API server could not call
            webhook {{ $labels.name }}. Whatever it guards cannot be created or changed, often not even its own pods.`,
        }
      : {
          expr: failures(`fail_open_count{${JOB}}`),
          summary: "Webhook {{ $labels.name }} is passed over because it fails",
          description: `
            {{ $value | printf "%.0f" }} requests in ${WEBHOOK_WINDOW} went through without webhook {{ $labels.name }},
            which the API server could not call. What it checks or adds, a policy or a sidecar, is missing from them.`,
        }),
    for: "5m",
    keepFiringFor: "5m",
  };
}

function webhookSlow(): Alert {
  const rate = (series: string, more = "") =>
    `sum by (name) (rate(apiserver_admission_webhook_admission_duration_seconds_${series}{${JOB}${more}}[5m]))`;
  return {
    ...common,
    alert: "ApiServerWebhookSlow",
    severity: "medium",
    expr: `1 - ${rate("bucket", ',le=~"1|1[.]0"')} / (${rate("count")} > 0) > ${WEBHOOK_SLOW_PERCENT} / 100`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "Webhook {{ $labels.name }} is slow",
    description: `
      Webhook {{ $labels.name }} has taken longer than a second for {{ $value | humanizePercentage }} of what the API
      server asked it, more than ${WEBHOOK_SLOW_PERCENT}%, for 15 minutes. Every change that it guards waits for it, 10
      seconds at most by default, and then fails or goes through without it.`,
  };
}
