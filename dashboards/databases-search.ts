/** Panels about Elasticsearch of `databases`; the platform's own has a page of its own. */
import { asLines, graph, type Panel, steps } from "./common";
import { PICKED } from "./databases-engines";
import type { Settings } from "../settings";

const OTHERS = `${PICKED},job!="elasticsearch-exporter"`;

export function health(): Panel {
  return graph({
    title: "Shards without a node",
    description:
      "Copies of shards that are on no node. None is as it should be; of a red cluster one is not there at all.",
    width: 12,
    unit: "short",
    queries: [
      {
        expr: `max by (job, instance) (elasticsearch_cluster_health_unassigned_shards{${OTHERS}})`,
        legend: "{{job}} {{instance}}",
      },
    ],
    empty: "No such server",
  });
}

export function disks({
  diskPercent,
  diskCriticalPercent,
}: Settings["thresholds"]["databases"]["elasticsearch"]): Panel {
  const data = (what: string) =>
    `sum by (job, name) (elasticsearch_filesystem_data_${what}_bytes{${OTHERS},es_data_node="true"})`;
  return graph({
    title: "Disks of nodes",
    description: "The used share of each node's disk. Above the lines it alerts; at 95 % nothing more is taken.",
    width: 12,
    unit: "percent",
    queries: [{ expr: `100 * (1 - ${data("available")} / ${data("size")})`, legend: "{{job}} {{name}}" }],
    empty: "No such server",
  })
    .max(100)
    .thresholds(steps([diskPercent, "orange"], [diskCriticalPercent, "red"]))
    .thresholdsStyle(asLines());
}
