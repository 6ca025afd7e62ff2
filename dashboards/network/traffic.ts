/** Who sends and receives, and what is lost, by namespace and by node. */
import { NODE_UID, WORKLOADS_UID } from "../../names/dashboards";
import * as nodes from "../../names/nodes";
import * as workloads from "../../names/workloads";
import { asLines, highest, many, mostAtEnd, mostOf, type Panel, SHOWN, steps } from "../common";
import { pageLink } from "../links";
import { NAMESPACES, NODE_EXPORTER } from "./selectors";

/** Where the chart's NodeHighNumberConntrackEntriesUsed alerts. */
const CONNTRACK_PERCENT = 75;

const TO_NODE = [{ id: "links", value: [pageLink("This node", NODE_UID, { node: "${__field.labels.node}" })] }];
const TO_WORKLOADS = [
  { id: "links", value: [pageLink("Workloads", WORKLOADS_UID, { namespace: "${__field.labels.namespace}" })] },
];
const BELOW = { id: "custom.transform", value: "negative-Y" };

function most(by: string, series: string): string {
  const of = (picked: string) => `sum by (${by}) (${picked})`;
  return mostOf(of(series), by, of(highest(series)));
}

export function byNamespace(): Panel {
  return many({
    title: "Bytes by namespace",
    description: `Bytes a second in (above zero) and out (below) of pods, of the ${SHOWN} namespaces with most of each; those on their node's network are not among them. A step without a rollout or more users is worth a look at Workloads, where a name leads to.`,
    width: 12,
    unit: "Bps",
    queries: [
      { expr: most("namespace", `${workloads.RECEIVED}{${NAMESPACES}}`), legend: "{{namespace}} in" },
      { expr: most("namespace", `${workloads.SENT}{${NAMESPACES}}`), legend: "{{namespace}} out" },
    ],
  })
    .overrideByQuery("A", TO_WORKLOADS)
    .overrideByQuery("B", [BELOW, ...TO_WORKLOADS]);
}

export function lostByNamespace(): Panel {
  return many({
    title: "Packets lost by namespace",
    description:
      "Packets a second that pods' interfaces dropped or found wrong. They are a queue that is full: a pod that does not keep up with what it is sent, or a CNI that holds it back.",
    width: 12,
    unit: "suffix: /s",
    queries: [
      { expr: `(${most("namespace", `${workloads.PACKETS_LOST}{${NAMESPACES}}`)}) > 0`, legend: "{{namespace}}" },
    ],
    empty: "None is lost",
  }).overrideByQuery("A", TO_WORKLOADS);
}

export function byNode(): Panel {
  return many({
    title: "Bytes by node",
    description: `Bytes a second in (above zero) and out (below) through nodes' own interfaces, of the ${SHOWN} with most of each. A flat top is a limit of the interface or the instance: spread what talks most.`,
    width: 12,
    unit: "Bps",
    queries: [
      { expr: most("node", nodes.NODE_RECEIVED), legend: "{{node}} in" },
      { expr: most("node", nodes.NODE_SENT), legend: "{{node}} out" },
    ],
  })
    .overrideByQuery("A", TO_NODE)
    .overrideByQuery("B", [BELOW, ...TO_NODE]);
}

export function lostByNode(): Panel {
  return many({
    title: "Packets lost by node",
    description:
      "Packets a second that nodes' own interfaces dropped or found wrong. On one node it is its hardware: drain it; on all of them, what is between them.",
    width: 12,
    unit: "suffix: /s",
    queries: [{ expr: `(${most("node", nodes.NODE_PACKETS_LOST)}) > 0`, legend: "{{node}}" }],
    empty: "None is lost",
  }).overrideByQuery("A", TO_NODE);
}

export function retransmitted(): Panel {
  const share = (at: string) => {
    const rate = (counter: string) =>
      `sum by (node) (rate(node_netstat_Tcp_${counter}{${NODE_EXPORTER}}[$__rate_interval]${at}))`;
    return `${rate("RetransSegs")} / (${rate("OutSegs")} > 0)`;
  };
  return many({
    title: "Retransmitted",
    description: `The share of TCP segments that had to be sent again, of the ${SHOWN} nodes with most at the end. Above one in a hundred everything that crosses the network is slow: where only some have it, look at what they share.`,
    width: 12,
    unit: "percentunit",
    queries: [{ expr: mostAtEnd("node", share), legend: "{{node}}" }],
  })
    .overrideByQuery("A", TO_NODE)
    .thresholds(steps([0.01, "orange"]))
    .thresholdsStyle(asLines());
}

export function conntrack(): Panel {
  const share = (at: string) => {
    const of = (what: string) => `max by (node) (node_nf_conntrack_${what}{${NODE_EXPORTER}}${at})`;
    return `100 * ${of("entries")} / ${of("entries_limit")}`;
  };
  return many({
    title: "Connections tracked",
    description: `Use of each node's table of connections, of the ${SHOWN} that are fullest at the end. Above ${CONNTRACK_PERCENT}% NodeHighNumberConntrackEntriesUsed fires; when it is full, new connections are dropped without a word: raise its limit.`,
    width: 12,
    unit: "percent",
    queries: [{ expr: mostAtEnd("node", share), legend: "{{node}}" }],
  })
    .axisSoftMax(100)
    .overrideByQuery("A", TO_NODE)
    .thresholds(steps([CONNTRACK_PERCENT, "red"]))
    .thresholdsStyle(asLines());
}
