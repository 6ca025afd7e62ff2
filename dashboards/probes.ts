/** The page about what is probed from outside: whether it answers, how fast, and what ends when. */
import { OVERVIEW_UID, PROBES_UID } from "../names/dashboards";
import { comparison, inColumns } from "./columns";
import type { Settings } from "../settings";
import { asLines, below, graph, type Panel, type State, steps, stepsBelow } from "./common";
import { table } from "./tables";
import { stat, worst } from "./tiles";
import { type Dashboard, labelVariable, link, page } from "./page";

type Probes = Settings["thresholds"]["probes"];

const PICKED = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"';
const NAMED = "{{instance}} ({{job}})";
const DAYS = (series: string) => `(${series} - time()) / 86400`;

/** Below which share of the time a probe that succeeds has a colour. */
const BARS: readonly State[] = [
  [0.99, "red"],
  [0.999, "orange"],
];

export function probesDashboard(settings: Settings): Dashboard {
  const { probes } = settings.thresholds;
  return page({
    uid: PROBES_UID,
    title: "Probes",
    description:
      "What is probed from outside: whether it answers, how fast, and when its certificate and its domain end.",
    tags: ["platform", "probes"],
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", "probe_success"),
      labelVariable("job", "Job", 'probe_success{namespace=~"$namespace"}'),
      labelVariable("instance", "Target", 'probe_success{namespace=~"$namespace",job=~"$job"}'),
    ],
    rows: {
      Now: [failing(), wrong(), nearest(probes)],
      Status: [status()],
      "Every target": [overview(probes)],
      "Over time": [success(), duration(probes.slowMs), places(), phases()],
      "What ends": [certificates(probes), domains(probes)],
    },
  });
}

function failing(): Panel {
  return stat({
    title: "Failing",
    description:
      "Targets whose probe fails at one of its places or at all of them. Above zero, look at the table below.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: "count(probe:probe_success:ratio < 1) or vector(0)", legend: "failing" }],
  }).thresholds(steps([1, "red"]));
}

function wrong(): Panel {
  return stat({
    title: "Wrong content",
    description: "Targets that answer, and not with what the probe's module expects to find there.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: "count(probe:probe_content_wrong:count) or vector(0)", legend: "wrong" }],
  }).thresholds(steps([1, "red"]));
}

/** Below how many days a certificate is told of, by the severities' colours. */
const ending = ({ certificateDays, certificateHighDays, certificateCriticalDays }: Probes): State[] => [
  [certificateCriticalDays, "red"],
  [certificateHighDays, "orange"],
  [certificateDays, "yellow"],
];

function nearest(probes: Probes): Panel {
  return worst({
    title: "Next certificate to end",
    description: `The certificate with the fewest days left; below ${probes.certificateDays} it is a ticket, and below zero it has expired, and clients refuse it.`,
    width: 8,
    height: 4,
    unit: "d",
    of: DAYS("probe:probe_certificate_expiry:timestamp_seconds"),
    is: "least",
    legend: NAMED,
    empty: "No target has one",
  }).thresholds(stepsBelow(...ending(probes)));
}

/** By probe and not by target: what a status page shows of it. */
function status(): Panel {
  const lowest = (series: string) => `min by (job) (${series})`;
  const over = (window: string) => lowest(`avg_over_time(probe:probe_success:ratio{${PICKED}}[${window}])`);
  const rows = inColumns(
    table({
      title: "Status",
      description:
        "Each probe, and each service of somebody else's (external-…), by the worst of its targets: now, and the share of the time that it succeeded.",
      width: 24,
      height: 8,
      unit: "percentunit",
      queries: [{ expr: lowest(`probe:probe_success:ratio{${PICKED}}`) }, { expr: over("24h") }, { expr: over("7d") }],
      empty: "Nothing is probed",
    }),
    { job: "Probe" },
    ["Now", "24 hours", "7 days"],
  ).withTransformation({ id: "sortBy", options: { sort: [{ field: "24 hours" }] } });
  return ["Now", "24 hours", "7 days"].reduce(
    (panel, column) =>
      panel.overrideByName(column, [
        { id: "custom.cellOptions", value: { type: "gauge", mode: "basic" } },
        { id: "min", value: 0 },
        { id: "max", value: 1 },
        { id: "thresholds", value: { mode: "absolute", steps: below(BARS, "green") } },
      ]),
    rows,
  );
}

/** A recording of each target, without its name: Grafana would have a row for each name. */
const target = (series: string) => `max by (namespace, job, instance) (${series}{${PICKED}})`;

function overview(probes: Probes): Panel {
  const { slowMs } = probes;
  return comparison({
    title: "Targets",
    description: `Each target with the share of places at which its probe succeeds, its duration at the fastest (above ${slowMs} ms it is slow), and the days left of its certificate.`,
    width: 24,
    height: 10,
    labels: { namespace: "Namespace", job: "Job", instance: "Target" },
    columns: [
      { title: "Succeeds", expr: target("probe:probe_success:ratio"), unit: "percentunit", statesBelow: [[1, "red"]] },
      {
        title: "Duration",
        expr: target("probe:probe_duration_seconds:min_avg5m"),
        unit: "s",
        states: [[slowMs / 1000, "red"]],
      },
      {
        title: "Certificate",
        expr: DAYS(target("probe:probe_certificate_expiry:timestamp_seconds")),
        unit: "d",
        statesBelow: ending(probes),
      },
    ],
    worst: "Succeeds",
    is: "least",
    empty: "Nothing is probed",
  });
}

function success(): Panel {
  return graph({
    title: "Success",
    description: "The share of its places at which each probe succeeds; at zero nobody reaches the target.",
    width: 12,
    unit: "percentunit",
    queries: [{ expr: `probe:probe_success:ratio{${PICKED}}`, legend: NAMED }],
    empty: "Nothing is probed",
  });
}

function duration(slowMs: number): Panel {
  return graph({
    title: "Duration",
    description:
      "Seconds of a whole probe at its fastest place, of those that succeed; above the line it is told as slow.",
    width: 12,
    unit: "s",
    queries: [{ expr: `probe:probe_duration_seconds:min_avg5m{${PICKED}}`, legend: NAMED }],
    empty: "Nothing is probed",
  })
    .thresholds(steps([slowMs / 1000, "red"]))
    .thresholdsStyle(asLines());
}

function places(): Panel {
  return graph({
    title: "Success by place",
    description: "Each place by itself (label prober): where only one has zeros, its own network is the first suspect.",
    width: 12,
    unit: "short",
    queries: [{ expr: `probe_success{${PICKED}}`, legend: "{{instance}} {{prober}}" }],
    empty: "Nothing is probed",
  });
}

function phases(): Panel {
  return graph({
    title: "Duration by phase",
    description:
      "Where the time of an HTTP probe goes: processing is the application, resolve is DNS, the others are the way.",
    width: 12,
    unit: "s",
    queries: [{ expr: `max by (phase) (probe_http_duration_seconds{${PICKED}})`, legend: "{{phase}}" }],
    empty: "No probe is by HTTP",
  });
}

function certificates({ certificateDays }: Probes): Panel {
  return graph({
    title: "Days left of certificates",
    description: `Days until each target's certificate ends; below ${certificateDays} it is a ticket. A line that does not rise again at a third of its height is not renewed.`,
    width: 12,
    unit: "d",
    queries: [{ expr: DAYS(`probe:probe_certificate_expiry:timestamp_seconds{${PICKED}}`), legend: NAMED }],
    empty: "No target has one",
  })
    .thresholds(stepsBelow([certificateDays, "orange"]))
    .thresholdsStyle(asLines());
}

function domains({ domainDays }: Probes): Panel {
  return graph({
    title: "Days left of domains",
    description: `Days until each domain's registration ends, by domain_exporter; below ${domainDays} it is a ticket.`,
    width: 12,
    unit: "d",
    queries: [{ expr: DAYS("domain:domain_expiry:timestamp_seconds"), legend: "{{domain}}" }],
    empty: "No domain is looked up",
  })
    .thresholds(stepsBelow([domainDays, "orange"]))
    .thresholdsStyle(asLines());
}
