/** The page about alerts themselves: which fire most, which come and go, and which never fire. */
import { ALERT_NOISE_UID, MONTHLY_UID, OVERVIEW_UID } from "../names/dashboards";
import { inColumns } from "./columns";
import { AGE, BEGAN, FIRING, KNOWN, LAST_FIRED, NEVER_DAYS, RESUMED, SECONDS, STARTED } from "../names/alert-history";
import type { Settings } from "../settings";
import { actedOn } from "./alert-noise/acted-on";
import { many, mostOf, type Panel, SHOWN, steps } from "./common";
import { table } from "./tables";
import { stat } from "./tiles";
import { type Dashboard, labelVariable, link, page } from "./page";

const PICKED = 'severity=~"$severity",namespace=~"$namespace"';
const BY = "alertname, namespace, severity";

/** A count over the time that the page shows. */
const over = (series: string) => `sum by (${BY}) (sum_over_time(${series}{${PICKED}}[$__range]))`;

export function alertNoise(settings: Pick<Settings, "alerting">): Dashboard {
  return page({
    uid: ALERT_NOISE_UID,
    title: "Alert noise",
    description:
      "How often each alert fires, how long, whether it comes and goes, whether anybody acts on it, and which have not fired for months.",
    tags: ["platform", "alerts"],
    from: "now-7d",
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`), link("Monthly report", `/d/${MONTHLY_UID}`)],
    variables: [
      labelVariable("severity", "Severity", FIRING),
      labelVariable("namespace", "Namespace", `${FIRING}{severity=~"$severity"}`),
    ],
    rows: {
      "What fired": [firings(), comesAndGoes(), neverFired(), known(), noisiest()],
      "Acted on": actedOn(settings, over),
      "Over time": [byMinute(), begun()],
      "What does not fire": [never()],
    },
  });
}

function firings(): Panel {
  return stat({
    title: "Firings",
    description: "Firings that began in the time shown. A pause of less than 20 minutes does not end one.",
    width: 6,
    height: 4,
    unit: "short",
    queries: [{ expr: `sum(sum_over_time(${STARTED}{${PICKED}}[$__range])) or vector(0)`, legend: "firings" }],
  });
}

function comesAndGoes(): Panel {
  return stat({
    title: "Alerts that come and go",
    description:
      "Alerts that came back within 20 minutes more often than they fired anew: their `for` or keep_firing_for is too short.",
    width: 6,
    height: 4,
    unit: "short",
    queries: [{ expr: `count(${over(RESUMED)} > ${over(STARTED)}) or vector(0)`, legend: "flapping" }],
  }).thresholds(steps([1, "orange"]));
}

/** Of the platform's own alerts, those that did not fire in {@link NEVER_DAYS} days, with when they last did. */
const QUIET = `${KNOWN} unless on (alertname) ${LAST_FIRED} > time() - ${NEVER_DAYS} * 86400`;

function neverFired(): Panel {
  return stat({
    title: `Not fired for ${NEVER_DAYS} days`,
    description:
      "The platform's alerts that did not fire for so long, or for as long as that is known: look whether they can.",
    width: 6,
    height: 4,
    unit: "short",
    queries: [{ expr: `count(${QUIET}) or vector(0)`, legend: "never" }],
  });
}

function known(): Panel {
  return stat({
    title: "Known since",
    description:
      "Since when firings are counted. It outlives Prometheus' retention; a day without Prometheus begins it anew.",
    width: 6,
    height: 4,
    unit: "dateTimeFromNow",
    queries: [{ expr: `min(${BEGAN}) * 1000`, legend: "known" }],
    empty: "Not yet",
  });
}

function noisiest(): Panel {
  const columns = ["Firings", "Came back", "Fired for", "Each", "Longest", "Now"];
  return inColumns(
    table({
      title: "Alerts by how often they fire",
      description:
        "What fires most is a fault to end or a threshold to move; what comes back more often than it fires flaps. What nobody acts on is below.",
      width: 24,
      height: 14,
      unit: "short",
      queries: [
        { expr: over(STARTED) },
        { expr: over(RESUMED) },
        { expr: `${over(FIRING)} * ${SECONDS}` },
        { expr: `${over(FIRING)} * ${SECONDS} / (${over(STARTED)} > 0)` },
        { expr: `max by (${BY}) (max_over_time(${AGE}{${PICKED}}[$__range]))` },
        { expr: `sum by (${BY}) (${FIRING}{${PICKED}})` },
      ],
      empty: "Nothing fired",
    }),
    { alertname: "Alert", namespace: "Namespace", severity: "Severity" },
    columns,
  )
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Firings", desc: true }] } })
    .overrideByName("Fired for", [{ id: "unit", value: "s" }])
    .overrideByName("Each", [{ id: "unit", value: "s" }])
    .overrideByName("Longest", [{ id: "unit", value: "s" }]);
}

/** Lines of the alerts that fired most in the time shown. */
const busiest = (lines: string) =>
  mostOf(lines, "alertname", `sum by (alertname) (sum_over_time(${FIRING}{${PICKED}}[$__range] @ end()))`);

function byMinute(): Panel {
  return many({
    title: "What fires",
    description: `Subjects for which alerts fire, of the ${SHOWN} that fire most. Many at once are one fault whose consequences are not muted.`,
    width: 12,
    unit: "short",
    queries: [{ expr: busiest(`sum by (alertname) (${FIRING}{${PICKED}})`), legend: "{{alertname}}" }],
    empty: "Nothing fired",
  });
}

function begun(): Panel {
  return many({
    title: "Firings that began, by the hour",
    description: `Of the ${SHOWN} alerts that fire most. A rise that stays is a change that made an alert noisy: look at what was deployed then.`,
    width: 12,
    unit: "short",
    queries: [
      { expr: busiest(`sum by (alertname) (sum_over_time(${STARTED}{${PICKED}}[1h]))`), legend: "{{alertname}}" },
    ],
    empty: "Nothing fired",
  });
}

function never(): Panel {
  return table({
    title: `Alerts that did not fire for ${NEVER_DAYS} days`,
    description:
      "The platform's own alerts. One that cannot fire says that all is well, whatever happens; its runbook has a way to try it.",
    width: 24,
    height: 12,
    unit: "short",
    queries: [
      { expr: `max by (alertname, component) (${QUIET})` },
      { expr: `max by (alertname) (${LAST_FIRED}) * 1000 and on (alertname) ${QUIET}` },
    ],
    empty: "All have fired",
  })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true, "Value #A": true },
        renameByName: { alertname: "Alert", component: "Component", "Value #B": "Last fired" },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Component" }] } })
    .overrideByName("Last fired", [{ id: "unit", value: "dateTimeFromNow" }]);
}
