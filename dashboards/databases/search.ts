/** The page of the Elasticsearch clusters of applications, by elasticsearch_exporter; the platform's own has a page of its own. */
import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Settings } from "../../settings";
import { type Panel, steps } from "../common";
import { diskStates } from "../states";
import { stat } from "../tiles";
import type { Dashboard } from "../page";
import { SEARCH, SEARCH_PICKED as picked } from "./engines";
import { lines, OPEN, volumes } from "./graphs";
import { worst } from "./now";
import { enginePage } from "./page";
import * as nodes from "./search-nodes";
import { health, NODE, ofNode } from "./search-nodes";
import { BY_SERVER, levels, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["elasticsearch"];

const HEALTH = ["yellow", "red"]
  .map(
    (color, index) =>
      `${index + 1} * ${levels("elasticsearch_cluster_health_status", { picked, more: `color="${color}"` })}`,
  )
  .join(" + ");
const WORDS = {
  "0": { text: "green" },
  "1": { text: "yellow", color: "yellow" },
  "2": { text: "red", color: "red" },
};

const data = (what: string) =>
  levels(`elasticsearch_filesystem_data_${what}_bytes`, { ...ofNode, more: 'es_data_node="true"', made: "sum" });
const DISK = `1 - ${data("available")} / ${data("size")}`;

export function searchDashboard(settings: Settings): Dashboard {
  const { elasticsearch: own } = settings.thresholds.databases;
  return enginePage(settings, SEARCH, {
    description:
      "Elasticsearch clusters of applications: which answer and are whole, searches and writes, what waits, heap and disks.",
    tiles: [worstHealth(), missing(), fullestDisk(own)],
    columns: [
      { title: "Health", width: 80, expr: HEALTH, unit: "short", texts: WORDS },
      { title: "Nodes", width: 70, expr: health("number_of_nodes"), unit: "short", decimals: 0 },
      {
        title: "Copies missing",
        width: 120,
        expr: health("unassigned_shards"),
        unit: "short",
        decimals: 0,
        states: [[1, "orange"]],
      },
      {
        title: "Fullest disk",
        width: 100,
        expr: `max by (${BY_SERVER}) (${DISK})`,
        unit: "percentunit",
        decimals: 0,
        states: diskStates(own),
      },
    ],
    open: {
      "Searches and writes": [searches(), searchTime(), indexing(), disks(own)],
    },
    rows: {
      "What waits": [nodes.queues(), nodes.refused(), nodes.pending()],
      "Memory and processors": [nodes.heaps(), nodes.collections(), nodes.processors()],
      "Shards and disk": [nodes.shards(), nodes.documents(), nodes.sizes(), volumes(settings.thresholds, 24)],
      Errors: [nodes.breakers()],
    },
  });
}

function worstHealth(): Panel {
  return stat({
    title: "Health",
    description:
      "The worst of the clusters that are picked. Yellow: copies are missing, and nothing yet is lost. Red: a shard is not there, and what is in it is neither found nor taken: bring its node back.",
    width: 6,
    height: 4,
    unit: "none",
    queries: [{ expr: `max(${HEALTH})`, legend: "health" }],
    empty: "No cluster answers",
  })
    .thresholds(steps([1, "yellow"], [2, "red"]))
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { "0": { text: "green" }, "1": { text: "yellow" }, "2": { text: "red" } },
      },
    ]);
}

function missing(): Panel {
  return worst(
    {
      title: "Copies missing",
      description:
        "Copies of shards that are on no node, of the cluster with most. For a while after a restart that is as it has to be; else _cluster/allocation/explain says why.",
      unit: "short",
    },
    health("unassigned_shards"),
  ).thresholds(steps([1, "orange"]));
}

function fullestDisk(own: Own): Panel {
  return worst(
    {
      title: "Fullest disk",
      description: `The used share of the fullest node's disk. It alerts above ${own.diskPercent}% and pages above ${own.diskCriticalPercent}%; at 95% its indices take nothing more: delete old ones, or add a node.`,
      unit: "percentunit",
    },
    DISK,
    "{{name}}",
  )
    .decimals(0)
    .thresholds(steps(...diskStates(own)));
}

function searches(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Searches",
      description:
        "Searches a second of each node, one for each shard that is asked. A line that falls while queues fill is a node that does not keep up; one that ends an application that is gone.",
      unit: "cps",
    },
    rateLines("elasticsearch_indices_search_query_total", ofNode),
    NODE,
  );
}

function searchTime(): Panel {
  const of = (what: string) => rates(`elasticsearch_indices_search_query_${what}`, ofNode);
  return lines(
    {
      ...OPEN,
      title: "Mean search",
      description:
        "How long a shard takes for a search on average. One node slower than the others has the busy shards or a bad disk; all of them: a new query, or a heap that is full.",
      unit: "s",
    },
    `topk(10, ${of("time_seconds")} / (${of("total")} > 0))`,
    NODE,
  );
}

function indexing(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Documents indexed",
      description:
        "Documents a second that each node indexes, copies among them. Where it levels out while writes are refused, the disk or the processors are at their end.",
      unit: "wps",
    },
    rateLines("elasticsearch_indices_indexing_index_total", ofNode),
    NODE,
  );
}

function disks(own: Own): Panel {
  return lines(
    {
      ...OPEN,
      title: "Disks of nodes",
      description: `The used share of each node's disk. It alerts above the lines (${own.diskPercent}%, ${own.diskCriticalPercent}%); by default a node gets no more shards at 85% and takes nothing at 95%.`,
      unit: "percentunit",
    },
    `topk(10, ${DISK})`,
    NODE,
    diskStates(own),
  ).axisSoftMax(1);
}
