/** What the lines say that are picked at the top of the page. */
import { StackingConfigBuilder, StackingMode } from "@grafana/grafana-foundation-sdk/common";
import type { Settings } from "../../settings";
import { type Panel, steps } from "../common";
import { logsLink } from "../links";
import { LEVEL_COLORS, logGraph, logLines, logStat, logTable } from "../loki";

/** The lines that are picked. Backticks: whatever is typed is a regular expression as it stands. */
const PICKED_STREAMS = 'namespace=~"$namespace", service=~"$service"';
const CONTAINING = "|~ `(?i)$text`";
const PICKED = `{${PICKED_STREAMS}, level=~"$level"} ${CONTAINING}`;
const ERRORS = `{${PICKED_STREAMS}, level=~"error|fatal"} ${CONTAINING}`;

const stacked = () => new StackingConfigBuilder().mode(StackingMode.Normal).group("A");

export function count(): Panel {
  return logStat({
    title: "Lines in all",
    description: "Lines of what is picked, over the time shown.",
    width: 5,
    height: 4,
    unit: "short",
    queries: [{ expr: `sum(count_over_time(${PICKED} [$__range]))`, legend: "lines" }],
    empty: "No line",
  }).thresholds(steps());
}

export function errors(): Panel {
  return logStat({
    title: "Errors",
    description: "Lines of level error or fatal, of the namespaces and services that are picked, over the time shown.",
    width: 5,
    height: 4,
    unit: "short",
    queries: [{ expr: `sum(count_over_time(${ERRORS} [$__range]))`, legend: "errors" }],
    empty: "None",
  }).thresholds(steps([1, "orange"]));
}

export function failing({ thresholds }: Settings): Panel {
  const total = (level: string) =>
    `sum by (namespace, service) (count_over_time({${PICKED_STREAMS}${level}}[$__range]))`;
  return logStat({
    title: "Services with many errors",
    description: `Services of whose lines over the time shown more than ${thresholds.logErrorPercent}% are errors. When it lasts, and there are more than ${thresholds.logErrors} in 10 minutes, LogErrorRateHigh fires.`,
    width: 5,
    height: 4,
    unit: "short",
    queries: [
      {
        expr: `count(${total(', level=~"error|fatal"')} / ${total("")} > ${thresholds.logErrorPercent / 100})`,
        legend: "services",
      },
    ],
    empty: "None",
  }).thresholds(steps([1, "orange"]));
}

export function byLevel(): Panel {
  const builder = logGraph({
    title: "Lines by level",
    description:
      "Lines a second, stacked by level. A wall of one colour is a service in a loop, a hole is logs that do not arrive.",
    width: 12,
    unit: "cps",
    queries: [{ expr: `sum by (level) (rate(${PICKED} [$__auto]))`, legend: "{{level}}" }],
    empty: "No line",
  })
    .fillOpacity(40)
    .stacking(stacked());
  for (const [level, fixedColor] of Object.entries(LEVEL_COLORS)) {
    builder.overrideByName(level, [{ id: "color", value: { mode: "fixed", fixedColor } }]);
  }
  return builder;
}

export function byNamespace(): Panel {
  return logGraph({
    title: "Bytes by namespace",
    description:
      "Bytes a second of the ten namespaces that write most: what the storage and the retention cost goes by this.",
    width: 12,
    unit: "Bps",
    queries: [
      {
        expr: `topk(10, sum by (namespace) (bytes_rate(${PICKED} [$__auto])))`,
        legend: "{{namespace}}",
      },
    ],
    empty: "No line",
  })
    .fillOpacity(40)
    .stacking(stacked());
}

export function errorsByService(settings: Settings): Panel {
  return logGraph({
    title: "Errors by service",
    description:
      "Lines of level error or fatal a minute, of the ten services that have most. A step is most often a release.",
    width: 12,
    unit: "cpm",
    queries: [
      {
        expr: `topk(10, sum by (namespace, service) (rate(${ERRORS} [$__auto])) * 60)`,
        legend: "{{namespace}}/{{service}}",
      },
    ],
    empty: "No error",
  }).overrideByQuery("A", [
    {
      id: "links",
      value: logsLink(settings, {
        namespace: "${__field.labels.namespace}",
        service: "${__field.labels.service}",
        level: "error",
      }),
    },
  ]);
}

export function noisiest(settings: Settings): Panel {
  const top = (measure: string) => `topk(20, sum by (namespace, service) (${measure}(${PICKED} [$__range])))`;
  return logTable({
    title: "Who writes most",
    description: `The twenty services that wrote most over the time shown. ${settings.thresholds.logLinesPerSecond} lines a second over 10 minutes fire LogVolumeHigh.`,
    width: 12,
    unit: "short",
    queries: [{ expr: top("count_over_time") }, { expr: top("bytes_over_time") }],
    empty: "No line",
  })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: { namespace: 0, service: 1, "Value #A": 2, "Value #B": 3 },
        renameByName: { namespace: "Namespace", service: "Service", "Value #A": "Lines", "Value #B": "Bytes" },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Lines", desc: true }] } })
    .overrideByName("Bytes", [{ id: "unit", value: "bytes" }])
    .overrideByName("Service", [
      {
        id: "links",
        value: logsLink(settings, {
          namespace: "${__data.fields.Namespace}",
          service: "${__value.text}",
        }),
      },
    ]);
}

export function live(): Panel {
  return logLines({
    title: "Lines",
    description:
      "The newest lines of what is picked; a line opens to its labels, to the lines around it, and to its trace.",
    width: 24,
    height: 20,
    queries: [{ expr: PICKED }],
    empty: "No line: pick more, or a longer time",
  });
}
