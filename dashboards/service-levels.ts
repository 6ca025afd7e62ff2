/** The page about service level objectives: what is left of each budget, and how fast it goes. */
import { OVERVIEW_UID, SERVICE_LEVELS_UID } from "../names/dashboards";
import { type Column, comparison } from "./columns";
import type { Settings } from "../settings";
import { asLines, graph, type Panel, steps, stepsBelow } from "./common";
import { LOW_BUDGET } from "./states";
import { stat, worst } from "./tiles";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { signalLinks } from "./signals";

const PICKED = 'namespace=~"$namespace",service=~"$service",slo=~"$slo"';
const BY_SLO = "namespace, service, slo";
const NAMED = "{{service}} {{slo}}";

const ratio = (window: string) => `slo:errors:rate${window}{${PICKED}} / (slo:events:rate${window}{${PICKED}} > 0)`;
const burn = (window: string) => `${ratio(window)} / on (${BY_SLO}) group_left () slo:error_budget:ratio`;

export function serviceLevels(settings: Settings): Dashboard {
  return page({
    uid: SERVICE_LEVELS_UID,
    title: "Service levels",
    description: "What was promised of each service, what is left of its error budget, and how fast that burns.",
    tags: ["platform", "slo"],
    about: OF_SERVICE,
    links: [...signalLinks(settings), link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", "slo:window:days"),
      labelVariable("service", "Service", 'slo:window:days{namespace=~"$namespace"}'),
      labelVariable("slo", "SLO", 'slo:window:days{namespace=~"$namespace",service=~"$service"}'),
    ],
    isOverview: true,
    rows: {
      Now: [burning(), exhausted(), least()],
      "Every SLO": [overview()],
      "Over time": [
        budget(),
        burnRate("1h", 14.4, "at 14.4 of a window of 30 days it pages"),
        burnRate("6h", 6, "at 6 of a window of 30 days it pages"),
        burnRate("3d", 1, "at 1 the budget is gone by the end of the window, and it is a ticket"),
        events(settings),
      ],
    },
  });
}

function burning(): Panel {
  return stat({
    title: "Alerting",
    description: "SLOs whose budget burns so fast that somebody has been told, by page or by ticket.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [
      {
        expr: 'count(count by (namespace, service, slo) (ALERTS{alertname="SloBudgetBurning",alertstate="firing"})) or vector(0)',
        legend: "burning",
      },
    ],
  }).thresholds(steps([1, "red"]));
}

function exhausted(): Panel {
  return stat({
    title: "Budget spent",
    description: "SLOs that have nothing left of their error budget: what was promised is not kept in this window.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: "count(slo:budget_left:ratio <= 0) or vector(0)", legend: "spent" }],
  }).thresholds(steps([1, "orange"]));
}

function least(): Panel {
  return worst({
    title: "Least budget left",
    description: "The SLO with the smallest part of its error budget left; below zero, more was bad than was promised.",
    width: 8,
    height: 4,
    unit: "percentunit",
    of: `slo:budget_left:ratio{${PICKED}}`,
    is: "least",
    legend: NAMED,
    empty: "No SLO has events",
  }).thresholds(stepsBelow(...LOW_BUDGET));
}

function overview(): Panel {
  const burned = (window: string): Column => ({
    title: `Burn ${window.replace(/\D/, " $&")}`,
    expr: burn(window),
    unit: "short",
  });
  return comparison({
    title: "Objectives",
    description:
      "Each SLO with its objective, what is left of its budget, and how many times as fast as its window allows it has burned: 1 uses up all of it by the window's end.",
    width: 24,
    height: 10,
    labels: { namespace: "Namespace", service: "Service", slo: "SLO" },
    columns: [
      {
        title: "Objective",
        expr: `max by (${BY_SLO}) (1 - slo:error_budget:ratio{${PICKED}})`,
        unit: "percentunit",
        decimals: 3,
      },
      { title: "Window", expr: `slo:window:days{${PICKED}}`, unit: "d" },
      {
        title: "Budget left",
        expr: `max by (${BY_SLO}) (slo:budget_left:ratio{${PICKED}})`,
        unit: "percentunit",
        statesBelow: LOW_BUDGET,
      },
      ...["1h", "6h", "1d", "3d"].map(burned),
      { title: "Bad, 1 h", expr: ratio("1h"), unit: "percentunit" },
    ],
    worst: "Budget left",
    is: "least",
    empty: "No SLO is set",
  });
}

function budget(): Panel {
  return graph({
    title: "Budget left",
    description:
      "The part of each error budget that is left, over the SLO's own window. At zero the objective is missed.",
    width: 12,
    unit: "percentunit",
    queries: [{ expr: `slo:budget_left:ratio{${PICKED}}`, legend: NAMED }],
    empty: "No SLO has events",
  });
}

function burnRate(window: string, limit: number, says: string): Panel {
  return graph({
    title: `Burn rate, ${window}`,
    description: `How many times as fast as its window allows each budget has burned over ${window}; ${says}.`,
    width: 12,
    unit: "short",
    queries: [{ expr: burn(window), legend: NAMED }],
    empty: "No SLO has events",
  })
    .thresholds(steps([limit, "red"]))
    .thresholdsStyle(asLines());
}

function events({ thresholds }: Settings): Panel {
  return graph({
    title: "Events",
    description: `Events per second that each SLO counts. Fewer than ${thresholds.sloErrors} bad ones in a burn window never alert.`,
    width: 12,
    unit: "cps",
    queries: [{ expr: `slo:events:rate5m{${PICKED}}`, legend: NAMED }],
  });
}
