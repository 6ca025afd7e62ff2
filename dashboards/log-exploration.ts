/** The page to search lines on: by where they come from, how bad they are, what they say, and the request that they belong to. */
import type { Settings } from "../settings";
import { LOGS_UID, LOG_EXPLORATION_UID } from "../names/dashboards";
import { StackingConfigBuilder, StackingMode } from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "./common";
import { rowLink } from "./links";
import {
  choiceVariable,
  LEVEL_COLORS,
  logGraph,
  logLines,
  logTable,
  lokiVariable,
  streamVariable,
  textVariable,
} from "./loki";
import { type Dashboard, link, page } from "./page";
import { tracesOfService } from "./signals";

const STREAMS = '{namespace=~"$namespace", service=~"$service", level=~"$level"}';

/**
 * Backticks: whatever is typed is a regular expression as it stands. The text is looked for first: that is what makes it quick.
 * Pods and traces are kept beside the lines, without an index.
 */
const FOUND = `${STREAMS} |~ \`(?i)$text\` !~ \`$without\` | pod=~\`$pod\` | trace_id=~\`$trace\``;

export function logExploration(settings: Settings): Dashboard {
  return page({
    uid: LOG_EXPLORATION_UID,
    title: "Log exploration",
    description: "Lines by where they come from, how bad they are, what they say, and the request they belong to.",
    tags: ["logs"],
    about: 'namespace=~"$namespace"',
    links: [...tracesOfService(settings), link("Logs overview", `/d/${LOGS_UID}`)],
    variables: [
      lokiVariable(),
      streamVariable("namespace", "Namespace", "", ".+"),
      streamVariable("service", "Service", '{namespace=~"$namespace"}', ".*"),
      choiceVariable("level", "Level", Object.keys(LEVEL_COLORS), ".*"),
      textVariable("text", "Says"),
      textVariable("without", "Does not say", "^$"),
      textVariable("pod", "Pod", ".*"),
      textVariable("trace", "Trace id", ".*"),
    ],
    rows: { "": [volume(), byService(), lines()] },
  });
}

function volume(): Panel {
  const builder = logGraph({
    title: "Lines found",
    description: "Lines a second of what is looked for, stacked by level. Narrow the time to where they begin.",
    width: 16,
    height: 6,
    unit: "cps",
    queries: [{ expr: `sum by (level) (rate(${FOUND} [$__auto]))`, legend: "{{level}}" }],
    empty: "No line",
  })
    .fillOpacity(40)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
  for (const [level, fixedColor] of Object.entries(LEVEL_COLORS)) {
    builder.overrideByName(level, [{ id: "color", value: { mode: "fixed", fixedColor } }]);
  }
  return builder;
}

function byService(): Panel {
  return logTable({
    title: "Where they are",
    description:
      "The services and pods with most of the lines that are looked for. A name leads to its Application health.",
    width: 8,
    height: 6,
    unit: "short",
    queries: [{ expr: `topk(50, sum by (namespace, service, pod) (count_over_time(${FOUND} [$__range])))` }],
    empty: "No line",
  })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: { namespace: 0, service: 1, pod: 2, "Value #A": 3 },
        renameByName: { namespace: "Namespace", service: "Service", pod: "Pod", "Value #A": "Lines" },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Lines", desc: true }] } })
    .overrideByName("Namespace", [{ id: "custom.width", value: 100 }])
    .overrideByName("Service", [
      { id: "custom.width", value: 140 },
      { id: "links", value: [rowLink("Service")] },
    ])
    .overrideByName("Lines", [{ id: "custom.width", value: 70 }]);
}

function lines(): Panel {
  return logLines({
    title: "Lines",
    description:
      "The newest lines of what is looked for; a line opens to its labels, to the lines around it, and to its trace.",
    width: 24,
    height: 22,
    queries: [{ expr: FOUND }],
    empty: "No line: look for less, or in a longer time",
  });
}
