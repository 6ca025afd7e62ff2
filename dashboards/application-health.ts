/** The page about applications: what their users feel, and what explains it. */
import { inColumns } from "./columns";
import type { Settings } from "../settings";
import {
  asLines,
  type Dashboard,
  graph,
  labelVariable,
  link,
  OVERVIEW_UID,
  page,
  type Panel,
  stat,
  steps,
  table,
} from "./common";
import { jobs, processes } from "./application-health/panels";

/** The uid that the rules link to as well. */
const APPLICATION_HEALTH_UID = "application-health";

const PICKED = 'namespace=~"$namespace",service=~"$service"';
const NAMED = "{{namespace}}/{{service}}";

export function applicationHealth(settings: Settings): Dashboard {
  return page({
    uid: APPLICATION_HEALTH_UID,
    title: "Application health",
    description: "Requests, errors and durations of every application, its processes, and bots and workers.",
    tags: ["platform", "applications"],
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", "service:application:info"),
      labelVariable("service", "Service", 'service:application:info{namespace=~"$namespace"}'),
    ],
    rows: {
      Now: [alerting(), failing(), slow()],
      "Every application": [overview()],
      Requests: [
        requests(),
        errors(settings),
        serverErrors(settings),
        durations(settings, 0.95),
        durations(settings, 0.99),
      ],
      ...processes(settings, PICKED),
      ...jobs(settings, PICKED),
    },
  });
}

function alerting(): Panel {
  return stat({
    title: "Alerting",
    description: "Applications that somebody has been told of. Cluster overview says of what.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [
      {
        expr: 'count(count by (namespace, service) (ALERTS{component=~"applications|bots|workers",alertstate="firing"})) or vector(0)',
        legend: "applications",
      },
    ],
  }).thresholds(steps([1, "red"]));
}

function failing(): Panel {
  return stat({
    title: "Most errors",
    description: "The application with the largest share of failed requests now.",
    width: 8,
    height: 4,
    unit: "percentunit",
    queries: [{ expr: `topk(1, service:http_requests_failed:ratio_rate5m{${PICKED}})`, legend: NAMED }],
    empty: "No requests",
  });
}

function slow(): Panel {
  return stat({
    title: "Slowest",
    description: "The application whose slowest hundredth of requests takes longest now.",
    width: 8,
    height: 4,
    unit: "s",
    queries: [{ expr: `topk(1, service:http_request_duration_seconds:p99_rate5m{${PICKED}} >= 0)`, legend: NAMED }],
    empty: "No requests",
  });
}

function overview(): Panel {
  const columns = ["Requests", "Errors", "Available, 1 d", "95 %", "99 %"];
  return inColumns(
    table({
      title: "Applications",
      description:
        "Each application's requests per second, the share that fails, the share that was answered within a day, and how long 95 and 99 of 100 take.",
      width: 24,
      height: 10,
      unit: "short",
      queries: [
        { expr: `service:http_requests:rate5m{${PICKED}}` },
        { expr: `service:http_requests_failed:ratio_rate5m{${PICKED}}` },
        { expr: `service:http_availability:ratio_window{${PICKED}}` },
        { expr: `service:http_request_duration_seconds:p95_rate5m{${PICKED}}` },
        { expr: `service:http_request_duration_seconds:p99_rate5m{${PICKED}}` },
      ].map(({ expr }) => ({ expr: `sum by (namespace, service) (${expr})` })),
      empty: "No application has requests",
    }),
    { namespace: "Namespace", service: "Service" },
    columns,
  )
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Errors", desc: true }] } })
    .overrideByName("Requests", [{ id: "unit", value: "reqps" }])
    .overrideByName("Errors", [{ id: "unit", value: "percentunit" }])
    .overrideByName("Available, 1 d", [
      { id: "unit", value: "percentunit" },
      { id: "decimals", value: 3 },
    ])
    .overrideByName("95 %", [{ id: "unit", value: "s" }])
    .overrideByName("99 %", [{ id: "unit", value: "s" }]);
}

function requests(): Panel {
  return graph({
    title: "Requests",
    description: "Requests per second, by the first source that counts them. A line that ends is traffic that is gone.",
    width: 8,
    unit: "reqps",
    queries: [{ expr: `service:http_requests:rate5m{${PICKED}}`, legend: NAMED }],
    empty: "No requests",
  });
}

function errors({ thresholds }: Settings): Panel {
  return graph({
    title: "Errors",
    description: `Share of requests that fail; above ${thresholds.errorRatePercent}% it fires ServiceErrorRateHigh.`,
    width: 8,
    unit: "percentunit",
    queries: [{ expr: `service:http_requests_failed:ratio_rate5m{${PICKED}}`, legend: NAMED }],
    empty: "No requests",
  })
    .thresholds(steps([thresholds.errorRatePercent / 100, "red"]))
    .thresholdsStyle(asLines());
}

function serverErrors({ thresholds }: Settings): Panel {
  const { serverErrorsPerSecond } = thresholds.applications;
  return graph({
    title: "Server errors",
    description: `Requests per second that fail; above ${serverErrorsPerSecond} it fires ServiceServerErrors.`,
    width: 8,
    unit: "reqps",
    queries: [{ expr: `service:http_requests_failed:rate5m{${PICKED}}`, legend: NAMED }],
    empty: "No requests",
  })
    .thresholds(steps([serverErrorsPerSecond, "red"]))
    .thresholdsStyle(asLines());
}

function durations({ thresholds }: Settings, share: 0.95 | 0.99): Panel {
  const percent = share * 100;
  return graph({
    title: `Duration, ${percent} %`,
    description: `Time within which ${percent} of 100 requests are answered; above ${thresholds.latencyMs} ms it fires ServiceLatencyHigh.`,
    width: 12,
    unit: "s",
    queries: [{ expr: `service:http_request_duration_seconds:p${percent}_rate5m{${PICKED}}`, legend: NAMED }],
    empty: "No requests",
  })
    .thresholds(steps([thresholds.latencyMs / 1000, "red"]))
    .thresholdsStyle(asLines());
}
