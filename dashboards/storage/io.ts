/** Nodes' disks, and who reads and writes. */
import { NODE_UID } from "../../names/dashboards";
import { NODE_DISK, NODE_DISK_BUSY } from "../../names/nodes";
import { READ, WRITTEN } from "../../names/workloads";
import type { Settings } from "../../settings";
import { asLines, highest, many, mostOf, type Panel, SHOWN, steps } from "../common";
import { diskStates } from "../states";
import { pageLink } from "../links";
import { NAMESPACES } from "./selectors";

const TO_NODE = [{ id: "links", value: [pageLink("This node", NODE_UID, { node: "${__field.labels.node}" })] }];

export function fullest(thresholds: Settings["thresholds"]): Panel {
  const { diskPercent, diskCriticalPercent } = thresholds;
  return many({
    title: "Fullest disks",
    description: `Use of the fullest disk of the ${SHOWN} nodes that are worst off. Above ${diskPercent}% NodeDiskFilling fires, above ${diskCriticalPercent}% it pages. A name leads to the node.`,
    width: 12,
    unit: "percentunit",
    queries: [
      {
        expr: mostOf(`max by (node) (${NODE_DISK})`, "node", `max by (node) (${highest(NODE_DISK)})`),
        legend: "{{node}}",
      },
    ],
  })
    .axisSoftMax(1)
    .overrideByQuery("A", TO_NODE)
    .thresholds(steps(...diskStates(thresholds)))
    .thresholdsStyle(asLines());
}

export function busiest(): Panel {
  return many({
    title: "Busiest disks",
    description: `The share of time in which the busiest disk had something to do, of the ${SHOWN} busiest nodes. At 100% for long, look at the latency on the node's page: if that rises too, move who writes most.`,
    width: 12,
    unit: "percentunit",
    queries: [
      {
        expr: mostOf(`max by (node) (${NODE_DISK_BUSY})`, "node", `max by (node) (${highest(NODE_DISK_BUSY)})`),
        legend: "{{node}}",
      },
    ],
  })
    .axisSoftMax(1)
    .overrideByQuery("A", TO_NODE);
}

function workloads(title: string, description: string, series: string): Panel {
  const picked = `${series}{${NAMESPACES}}`;
  const of = (what: string) => `sum by (namespace, workload) (${what})`;
  return many({
    title,
    description,
    width: 12,
    unit: "Bps",
    queries: [
      {
        expr: mostOf(of(picked), "namespace, workload", of(highest(picked))),
        legend: "{{namespace}}/{{workload}}",
      },
    ],
    empty: "Nothing is read or written",
  });
}

export function readers(): Panel {
  return workloads(
    "Most read",
    `Bytes a second that the ${SHOWN} workloads with most of them read from disks. Much that is read again and again is a cache that is too small: more memory costs less than a faster disk.`,
    READ,
  );
}

export function writers(): Panel {
  return workloads(
    "Most written",
    `Bytes a second that the ${SHOWN} workloads with most of them write to disks. What fills a volume or keeps a disk busy is here.`,
    WRITTEN,
  );
}
