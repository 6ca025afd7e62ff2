/** The page about what users feel: whether they are content, how pages load, whether it is there from outside, and what they use. */
import { APPLICATION_UID, USER_EXPERIENCE_UID, PROBES_UID } from "../names/dashboards";
import { hasBands } from "../settings/anomalies";
import { hasBusiness, type Settings } from "../settings";
import { WEB_VITAL_NAMES, WEB_VITALS, type WebVital } from "../settings/web-vitals";
import { alertsAbout } from "./alerts";
import { asLines, bars, graph, type Panel, stepsBelow, steps } from "./common";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { signalLinks } from "./signals";

const NAMED = "{{namespace}}/{{service}}";

/** From which Apdex on users are content: good, and fair. Source: Apdex Alliance, technical specification 1.1, section 4. */
const GOOD = 0.85;
const FAIR = 0.7;

/** What speaks of users: requests, promises, probes and numbers of business. */
const ALERTS = 'component=~"applications|slo|probes|business|anomalies"';

export function userExperience(settings: Settings): Dashboard {
  const series = "service:application:info";
  const counted = hasBusiness(settings) || hasBands(settings);
  return page({
    uid: USER_EXPERIENCE_UID,
    title: "User experience",
    description: "What users feel: whether they are content, how pages load, whether it is there, and what they use.",
    tags: ["applications"],
    about: OF_SERVICE,
    links: [
      ...signalLinks(settings),
      link("Application health", `/d/${APPLICATION_UID}`),
      link("Probes", `/d/${PROBES_UID}`),
    ],
    variables: [
      labelVariable("namespace", "Namespace", series),
      labelVariable("service", "Service", `${series}{namespace=~"$namespace"}`),
    ],
    rows: {
      Now: [leastContent(settings), alertsAbout(settings, ALERTS, OF_SERVICE)],
      "Over time": [contentment(settings), ...(counted ? [features()] : [])],
      "How pages load": WEB_VITAL_NAMES.map(vital),
      "From outside": [checks(), checkDuration(settings)],
    },
  });
}

function leastContent({ thresholds: { latencyMs } }: Settings): Panel {
  return bars({
    title: "Least content",
    description: `The eight applications with the lowest Apdex: the share of requests within ${latencyMs} ms, or the application's own limit, and half of those within four times that. Below ${GOOD} users notice, below ${FAIR} they complain: API performance says which routes.`,
    width: 12,
    height: 8,
    unit: "short",
    queries: [{ expr: `sort(bottomk(8, service:http_apdex:ratio_rate5m{${OF_SERVICE}} >= 0))`, legend: NAMED }],
    empty: "No requests",
  })
    .max(1)
    .decimals(2)
    .thresholds(stepsBelow([FAIR, "red"], [GOOD, "orange"]));
}

function contentment({ thresholds: { latencyMs } }: Settings): Panel {
  return graph({
    title: "Apdex",
    description: `How content users are: 1 is every request within ${latencyMs} ms, or the application's own limit. A step down with a rollout is a reason to take it back.`,
    width: 12,
    unit: "short",
    queries: [{ expr: `service:http_apdex:ratio_rate5m{${OF_SERVICE}} >= 0`, legend: NAMED }],
    empty: "No requests",
  })
    .max(1)
    .decimals(2)
    .thresholds(stepsBelow([FAIR, "red"], [GOOD, "orange"]))
    .thresholdsStyle(asLines());
}

function features(): Panel {
  return graph({
    title: "Feature usage",
    description:
      "Uses of each feature a second. One that ends while the others go on is broken or hidden, whatever its requests look like.",
    width: 12,
    unit: "cps",
    queries: [
      { expr: `service:signal:mean15m{${OF_SERVICE},signal="feature_usage"}`, legend: "{{service}} {{feature}}" },
    ],
    empty: "No application counts uses",
  });
}

function vital(name: WebVital): Panel {
  const { title, needsWork, poor } = WEB_VITALS[name];
  const [unit, shown] = name === "cls" ? ["short", String] : ["s", (value: number) => `${value} s`];
  return graph({
    title,
    description: `What three of four visits stay within, as browsers measure it. Up to ${shown(needsWork)} is good, above ${shown(poor)} is poor (web.dev). docs/applications.md says how pages report it.`,
    width: 8,
    unit,
    queries: [{ expr: `service:web_vitals_${name}:p75_rate15m{${OF_SERVICE}}`, legend: NAMED }],
    empty: "No page reports it",
  })
    .thresholds(steps([needsWork, "orange"], [poor, "red"]))
    .thresholdsStyle(asLines());
}

function checks(): Panel {
  return graph({
    title: "Synthetic checks",
    description:
      "The share of places that find each target well: at 1 all do. Some of them only is a network, all of them is the target. Probes has the rest.",
    width: 12,
    unit: "percentunit",
    queries: [{ expr: 'probe:probe_success:ratio{namespace=~"$namespace"}', legend: "{{instance}} ({{job}})" }],
    empty: "Nothing is probed",
  }).max(1);
}

function checkDuration({ thresholds: { probes } }: Settings): Panel {
  return graph({
    title: "Duration of checks",
    description: `How long each target takes from the place that is nearest; above ${probes.slowMs} ms it fires ProbeSlow.`,
    width: 12,
    unit: "s",
    queries: [
      { expr: 'probe:probe_duration_seconds:min_avg5m{namespace=~"$namespace"}', legend: "{{instance}} ({{job}})" },
    ],
    empty: "Nothing is probed",
  })
    .thresholds(steps([probes.slowMs / 1000, "red"]))
    .thresholdsStyle(asLines());
}
