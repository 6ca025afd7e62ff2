/** The page about capacity: what grows, by how much, and how many days are left. */
import { CAPACITY_UID, OVERVIEW_UID } from "../names/dashboards";
import { comparison } from "./columns";
import type { Settings } from "../settings";
import { asLines, graph, many, mostAtEnd, type Panel, SHOWN, steps, stepsBelow } from "./common";
import { stat, worst } from "./tiles";
import { type Dashboard, labelVariable, link, page } from "./page";

const PICKED = 'resource=~"$resource"';
const NAMED = "{{resource}} {{subject}}";
const BY = "resource, subject";

/** The labels that say what may be full, the widest first. */
const SUBJECT = ["namespace", "persistentvolumeclaim", "node", "device", "pod", "nodeset"];

/** What is recorded by the hour, between two of them. */
const hourly = (series: string, picked = PICKED, at = "") => `last_over_time(${series}{${picked}}[2h]${at})`;

/** Each thing that may be full, called by its labels in one. */
const each = (expr: string) =>
  `max by (${BY}) (label_join(${expr}, "subject", " ", ${SUBJECT.map((label) => `"${label}"`).join(", ")}))`;

/** A recording as a share of what there can be. @param at When it is asked for, in PromQL. Default: at each moment shown. */
const ofLimit = (series: string, at = "") =>
  each(`${hourly(series, PICKED, at)} / ${hourly("resource:capacity_limit:last", PICKED, at)}`);

/** Shares over time, of those that have the largest at the end. */
const largest = (series: string) => mostAtEnd(BY, (at) => ofLimit(series, at));

export function capacityDashboard({ thresholds: { capacity } }: Settings): Dashboard {
  return page({
    uid: CAPACITY_UID,
    title: "Capacity",
    description: "What grows, and in how many days it is full: disks, volumes, CPU, memory, series, logs and traces.",
    tags: ["platform", "capacity"],
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    variables: [labelVariable("resource", "Resource", "resource:capacity_limit:last")],
    // Growth is told from week to week.
    from: "now-7d",
    refresh: "5m",
    isOverview: true,
    rows: {
      Now: [soon(capacity.days), next(capacity.days), known(capacity.periodDays)],
      "Days left": [overview(capacity.days), left(capacity.days)],
      "How it grows": [share(), growth(), arrived("logs", "bytes"), arrived("traces", "short")],
    },
  });
}

function soon(days: number): Panel {
  return stat({
    title: `Full within ${days} days`,
    description: "What will be full so soon, as its peaks have grown for two periods. Each is a ticket of its own.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `count(${hourly("resource:capacity_left:days")} < ${days}) or vector(0)`, legend: "full soon" }],
  }).thresholds(steps([1, "orange"]));
}

function next(days: number): Panel {
  return worst({
    title: "Next to be full",
    description: `What has the fewest days left: below ${days} it is time to order or to tidy up. What does not grow has none, and is not among them.`,
    width: 8,
    height: 4,
    unit: "d",
    of: each(hourly("resource:capacity_left:days")),
    is: "least",
    legend: NAMED,
    empty: "Nothing grows",
  }).thresholds(stepsBelow([days, "orange"]));
}

function known(periodDays: number): Panel {
  return stat({
    title: "Watched",
    description: `How much is watched, and of how much the growth is known: that takes two periods of ${periodDays} days.`,
    width: 8,
    height: 4,
    unit: "short",
    queries: [
      { expr: `count(${hourly("resource:capacity_used:max1h")}) or vector(0)`, legend: "watched" },
      { expr: `count(${hourly("resource:capacity_growth:per_day")}) or vector(0)`, legend: "growth known" },
    ],
  });
}

function overview(days: number): Panel {
  const width = 160;
  return comparison({
    title: "What grows",
    description: `Each with the days until it is full, the share that is used at its peak of the day, and what is added in a day, as a share of what there can be. Below ${days} days it is time to order or to tidy up.`,
    width: 24,
    height: 10,
    labels: { resource: "Resource", subject: "Of" },
    columns: [
      {
        title: "Days left",
        expr: each(hourly("resource:capacity_left:days")),
        unit: "d",
        decimals: 1,
        statesBelow: [[days, "orange"]],
        width,
      },
      { title: "Used", expr: ofLimit("resource:capacity_used:max1d"), unit: "percentunit", width },
      {
        title: "Growth a day",
        expr: `${ofLimit("resource:capacity_growth:per_day")} > 0`,
        unit: "percentunit",
        width,
      },
    ],
    worst: "Days left",
    is: "least",
    empty: "Nothing grows, or its history is too short",
  }).overrideByName("Resource", [{ id: "custom.width", value: width }]);
}

function left(days: number): Panel {
  const daysLeft = (at = "") => each(hourly("resource:capacity_left:days", PICKED, at));
  const fewest = `(${daysLeft()} and on (${BY}) bottomk(${SHOWN}, ${daysLeft(" @ end()")}))`;
  return many({
    title: "Days left",
    description: `How the days left have changed, of the ${SHOWN} that have the fewest: one fewer each day is a line, and a fall says that it grows faster.`,
    width: 24,
    unit: "d",
    queries: [{ expr: `${fewest} < 90`, legend: NAMED }],
    empty: "Nothing is full within 90 days",
  })
    .thresholds(steps([days, "orange"]))
    .thresholdsStyle(asLines());
}

function share(): Panel {
  return many({
    title: "Used",
    description: `The share that is used, at the peak of each hour, of the ${SHOWN} fullest. Teeth that come back to the same height are no growth.`,
    width: 12,
    unit: "percentunit",
    queries: [{ expr: largest("resource:capacity_used:max1h"), legend: NAMED }],
    empty: "Nothing is watched",
  });
}

function growth(): Panel {
  return many({
    title: "Growth a day, of what there can be",
    description: `What is added in a day as a share of the limit, of the ${SHOWN} that grow fastest: at 1 % it takes a hundred days from empty to full.`,
    width: 12,
    unit: "percentunit",
    queries: [{ expr: `(${largest("resource:capacity_growth:per_day")}) > 0`, legend: NAMED }],
    empty: "Nothing grows",
  });
}

function arrived(what: "logs" | "traces", unit: string): Panel {
  return graph({
    title: what === "logs" ? "Logs a day" : "Spans a day",
    description: `What the store of ${what} is sent in a day, at the rate of the hour: why it grows, wherever it keeps it.`,
    width: 12,
    unit,
    queries: [{ expr: hourly("resource:capacity_arrived:per_day", `resource="${what}"`), legend: what }],
    empty: "None is deployed",
  });
}
