/** The page about applications: what their users feel, and what explains it. */
import { API_UID, APPLICATION_UID, BOTS_UID, WORKERS_UID } from "../names/dashboards";
import { comparison } from "./columns";
import { hasLogs, type Settings } from "../settings";
import { alertsAbout } from "./alerts";
import { lokiVariable } from "./loki";
import { asLines, graph, type Panel, steps, highest, mostOf } from "./common";
import { stat, worst } from "./tiles";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { linesAndTraces } from "./application-health/lines";
import { processes } from "./application-health/processes";
import { durationHeatmap } from "./durations";
import { signalLinks } from "./signals";

const NAMED = "{{namespace}}/{{service}}";

/** The applications with the most of a recorded series in the time shown. */
const most = (series: string) =>
  mostOf(`${series}{${OF_SERVICE}}`, "namespace, service", highest(`${series}{${OF_SERVICE}}`));

/** What is told of applications: by their own rules, and by those of what they promised. */
const APPLICATION_ALERTS = 'component=~"applications|bots|workers|slo|business|anomalies"';

export function applicationHealth(settings: Settings): Dashboard {
  return page({
    uid: APPLICATION_UID,
    title: "Application health",
    description: "What users of every application feel, what explains it, and its alerts, lines and traces.",
    tags: ["applications"],
    about: OF_SERVICE,
    links: [
      ...signalLinks(settings),
      link("API performance", `/d/${API_UID}`),
      link("Bots", `/d/${BOTS_UID}`),
      link("Workers", `/d/${WORKERS_UID}`),
    ],
    variables: [
      ...(hasLogs(settings) ? [lokiVariable()] : []),
      labelVariable("namespace", "Namespace", "service:application:info"),
      labelVariable("service", "Service", 'service:application:info{namespace=~"$namespace"}'),
    ],
    rows: {
      Now: [
        alerting(),
        failing(settings),
        slow(settings),
        alertsAbout(settings, APPLICATION_ALERTS, OF_SERVICE),
        overview(settings),
      ],
      Requests: [
        requests(),
        errors(settings),
        serverErrors(settings),
        durations(settings, 0.95),
        durations(settings, 0.99),
        durationHeatmap(OF_SERVICE),
      ],
      ...processes(settings, OF_SERVICE),
      ...linesAndTraces(settings, OF_SERVICE),
    },
  });
}

function alerting(): Panel {
  return stat({
    title: "Alerting",
    description: "Applications that somebody has been told of. The table beside says of what.",
    width: 4,
    height: 8,
    unit: "short",
    queries: [
      {
        expr: `count(count by (namespace, service) (ALERTS{component=~"applications|bots|workers",alertstate="firing",${OF_SERVICE}})) or vector(0)`,
        legend: "applications",
      },
    ],
  }).thresholds(steps([1, "red"]));
}

function failing({ thresholds }: Settings): Panel {
  return worst({
    title: "Most errors",
    description: "The application with the largest share of failed requests now.",
    width: 4,
    height: 8,
    unit: "percentunit",
    of: `service:http_requests_failed:ratio_rate5m{${OF_SERVICE}}`,
    legend: NAMED,
    empty: "No requests",
  }).thresholds(steps([thresholds.errorRatePercent / 100, "red"]));
}

function slow({ thresholds }: Settings): Panel {
  return worst({
    title: "Slowest",
    description: "The application whose slowest hundredth of requests takes longest now.",
    width: 4,
    height: 8,
    unit: "s",
    of: `service:http_request_duration_seconds:p99_rate5m{${OF_SERVICE}} >= 0`,
    legend: NAMED,
    empty: "No requests",
  }).thresholds(steps([thresholds.latencyMs / 1000, "red"]));
}

function overview({ thresholds: { applications, errorRatePercent, latencyMs } }: Settings): Panel {
  const of = (series: string) => `sum by (namespace, service) (${series}{${OF_SERVICE}})`;
  const slow = latencyMs / 1000;
  return comparison({
    title: "Applications",
    description: `Each application's requests per second, the share that fails, the share that was answered within a day, and how long 95 and 99 of 100 take; the most failures on top. Red is above ${errorRatePercent}% or ${latencyMs} ms, orange below ${applications.availabilityPercent}% of a day, or where only one of a hundred is slow.`,
    width: 24,
    height: 9,
    labels: { namespace: "Namespace", service: "Service" },
    columns: [
      { title: "Requests", expr: of("service:http_requests:rate5m"), unit: "reqps" },
      {
        title: "Errors",
        expr: of("service:http_requests_failed:ratio_rate5m"),
        unit: "percentunit",
        states: [[errorRatePercent / 100, "red"]],
      },
      {
        title: "Available, 1 d",
        expr: of("service:http_availability:ratio_window"),
        unit: "percentunit",
        decimals: 3,
        statesBelow: [[applications.availabilityPercent / 100, "orange"]],
      },
      {
        title: "95 %",
        expr: of("service:http_request_duration_seconds:p95_rate5m"),
        unit: "s",
        states: [[slow, "red"]],
      },
      {
        title: "99 %",
        expr: of("service:http_request_duration_seconds:p99_rate5m"),
        unit: "s",
        states: [[slow, "orange"]],
      },
    ],
    worst: "Errors",
    empty: "No application has requests",
  });
}

function requests(): Panel {
  return graph({
    title: "Requests",
    description: "Requests per second, by the first source that counts them. A line that ends is traffic that is gone.",
    width: 8,
    unit: "reqps",
    queries: [{ expr: most("service:http_requests:rate5m"), legend: NAMED }],
    empty: "No requests",
  });
}

function errors({ thresholds }: Settings): Panel {
  return graph({
    title: "Errors",
    description: `Share of requests that fail; above ${thresholds.errorRatePercent}% it fires ServiceErrorRateHigh.`,
    width: 8,
    unit: "percentunit",
    queries: [{ expr: most("service:http_requests_failed:ratio_rate5m"), legend: NAMED }],
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
    queries: [{ expr: most("service:http_requests_failed:rate5m"), legend: NAMED }],
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
    queries: [{ expr: most(`service:http_request_duration_seconds:p${percent}_rate5m`), legend: NAMED }],
    empty: "No requests",
  })
    .thresholds(steps([thresholds.latencyMs / 1000, "red"]))
    .thresholdsStyle(asLines());
}
