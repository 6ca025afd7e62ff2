/** The page about what applications are for, in numbers, and about services that are unlike the same hour of earlier weeks. */
import { BUSINESS_UID, OVERVIEW_UID } from "../names/dashboards";
import { comparison } from "./columns";
import type { Settings } from "../settings";
import { asLines, graph, type Panel, steps } from "./common";
import { shouldBeNone, stat } from "./tiles";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { signalLinks } from "./signals";

const BY_INFO = "namespace, service, signal, feature";
const BY_NUMBER = `${BY_INFO}, currency`;
const NAMED = "{{service}} {{signal}} {{feature}}{{currency}}";

const ACHIEVED = "service:business:achieved";
const OBJECTIVE = "service:business:objective";

/** 1 where numbers are on the wrong side of their objective, that of all currencies where theirs has none, and 0 elsewhere. */
function isMissed(numbers: string, wrong: "<" | ">"): string {
  const compared = (achieved: string, by: string, objective: string) =>
    `${ACHIEVED}{${OF_SERVICE},${numbers}${achieved}} ${wrong} bool on (${by}) group_left () ${OBJECTIVE}{${OF_SERVICE}${objective}}`;
  return `${compared("", BY_NUMBER, "")} or ${compared(',currency!=""', BY_INFO, ',currency=""')}`;
}

const MISSED = `max by (${BY_NUMBER}) (${isMissed('signal!="business_errors"', "<")} or ${isMissed('signal="business_errors"', ">")})`;

const now = (signal: string) => `service:signal:mean15m{${OF_SERVICE},signal="${signal}"}`;
const usual = (signal: string) => `service:signal_ahead:median{${OF_SERVICE},signal="${signal}"} offset 1h`;

export function business(settings: Settings): Dashboard {
  const { deviations } = settings.thresholds.anomalies;
  return page({
    uid: BUSINESS_UID,
    title: "Business and anomalies",
    description: "What applications are for, in numbers, and what is unlike the same hour of earlier weeks.",
    tags: ["platform", "business"],
    about: OF_SERVICE,
    links: [...signalLinks(settings), link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", "service:signal:mean15m"),
      labelVariable("service", "Service", 'service:signal:mean15m{namespace=~"$namespace"}'),
    ],
    rows: {
      Now: [missed(), strange(), known()],
      Business: [
        objectives(),
        number("Transactions", "transactions", "cps", "Transactions a second"),
        number("Revenue", "revenue", "short", "Revenue a second, in each currency's own unit, corrections included"),
        number("Active users", "active_users", "short", "Users who are active"),
        number("Conversion", "conversion", "percentunit", "The share of visits in an hour that convert"),
        number("Feature usage", "feature_usage", "cps", "Uses of each feature a second"),
        number("Business errors", "business_errors", "percentunit", "The share of what users try that fails"),
      ],
      Services: [
        outside(deviations),
        number("Requests", "requests", "reqps", "Requests a second"),
        number("Latency", "latency", "s", "The time within which 99 of 100 requests are answered"),
        number("Errors", "errors", "percentunit", "The share of requests that fail"),
      ],
    },
  });
}

function missed(): Panel {
  return shouldBeNone(
    "Objectives missed",
    "Numbers that are below their objective now, or errors above theirs. The table below has them on top; the alert comes once it lasts.",
    `count(${MISSED} == 1)`,
    "red",
  ).span(8);
}

function strange(): Panel {
  return stat({
    title: "Outside their band",
    description:
      "Values that are unlike the same hour of earlier weeks now. Many at once have one cause: look there first.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `count(service:signal_band:outside{${OF_SERVICE}} != 0) or vector(0)`, legend: "outside" }],
  }).thresholds(steps([1, "orange"]));
}

function known(): Panel {
  return stat({
    title: "With a band",
    description: "Values with enough weeks behind them to have a band; the others are silent until they have.",
    width: 8,
    height: 4,
    unit: "percentunit",
    queries: [
      {
        expr: `count(service:signal_band:outside{${OF_SERVICE}}) / count(service:signal:mean15m{${OF_SERVICE}})`,
        legend: "with a band",
      },
    ],
    empty: "None yet",
  });
}

function objectives(): Panel {
  const each = (series: string) => `max by (${BY_NUMBER}) (${series}{${OF_SERVICE}})`;
  return comparison({
    title: "Objectives",
    description:
      "Each number with what it came to in the time of its objective, and the objective; what is missed is on top. Errors are to be below theirs.",
    width: 24,
    height: 8,
    labels: { namespace: "Namespace", service: "Service", signal: "Number", currency: "Currency", feature: "Feature" },
    columns: [
      { title: "Achieved", expr: each(ACHIEVED), unit: "short" },
      { title: "Objective", expr: each(OBJECTIVE), unit: "short" },
      {
        title: "Missed",
        expr: MISSED,
        unit: "short",
        texts: { "0": { text: "no" }, "1": { text: "yes", color: "red" } },
      },
    ],
    worst: "Missed",
    empty: "No application has an objective",
  });
}

function number(title: string, signal: string, unit: string, what: string): Panel {
  return graph({
    title,
    description: `${what}, over a quarter of an hour, and what is usual: the median of this hour of earlier weeks.`,
    width: 12,
    unit,
    queries: [
      { expr: now(signal), legend: NAMED },
      { expr: usual(signal), legend: `${NAMED} usually` },
    ],
    empty: "Nothing is measured",
  });
}

function outside(deviations: number): Panel {
  return graph({
    title: "Distance from what is usual",
    description: `How many deviations each value is from its median of earlier weeks; outside the band, at ${deviations} and beyond, it may alert.`,
    width: 24,
    unit: "short",
    queries: [
      {
        expr: `(service:signal:mean15m{${OF_SERVICE}} - service:signal_ahead:median offset 1h) / service:signal_ahead:deviation offset 1h`,
        legend: NAMED,
      },
    ],
    empty: "Nothing has a band yet",
  })
    .thresholds(steps([deviations, "red"]))
    .thresholdsStyle(asLines());
}
