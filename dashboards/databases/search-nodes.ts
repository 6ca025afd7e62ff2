/** The nodes of Elasticsearch clusters: what waits, heap and processors, shards. */
import { asLines, type Panel, steps } from "../common";
import { SEARCH_PICKED as picked } from "./engines";
import { FOLDED, lines } from "./graphs";
import { BY_SERVER, levelLines, levels, rateLines } from "./series";

/** Nodes: of one cluster the exporter asks them all. */
const BY_NODE = `${BY_SERVER}, name`;
export const NODE = "{{instance}} {{name}}";
export const ofNode = { by: BY_NODE, picked };

/** A number of the cluster's health. */
export const health = (what: string) => levels(`elasticsearch_cluster_health_${what}`, { picked });

const heap = (what: string) => levels(`elasticsearch_jvm_memory_${what}_bytes`, { ...ofNode, more: 'area="heap"' });
const HEAP = `${heap("used")} / (${heap("max")} > 0)`;

/** From which share on the heap's lows are too high: its parent circuit breaker refuses from 95% on. */
const HEAP_FULL = 0.85;

const POOL = "elasticsearch_thread_pool";
const ofPool = { by: "type", picked, made: "sum" } as const;

export function queues(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Requests that wait",
      description:
        "Requests in the queues of thread pools, by pool. When a queue is full the rest is refused: searches that are too heavy, or more writes than the disks take.",
      unit: "short",
    },
    levelLines(`${POOL}_queue_count`, ofPool),
    "{{type}}",
  );
}

export function refused(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Requests refused",
      description:
        "Requests a second that were refused as a queue was full, by pool. Clients get 429 and should wait; what does not come again is lost.",
      unit: "cps",
    },
    rateLines(`${POOL}_rejected_count`, ofPool),
    "{{type}}",
  );
}

export function pending(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Tasks of the master",
      description:
        "Changes of the cluster's state that wait, such as new fields, indices and shards. Many for minutes are an application that makes a field for each document: limit its mapping.",
      unit: "short",
    },
    levelLines("elasticsearch_cluster_health_number_of_pending_tasks", { picked }),
    "{{instance}}",
  );
}

export function heaps(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Heap",
      description:
        "How full each node's heap is. It goes up and down with each collection: worry when its lows are at the line, for then requests are refused: fewer shards, smaller aggregations, or more memory.",
      unit: "percentunit",
    },
    `topk(10, ${HEAP})`,
    NODE,
  )
    .thresholds(steps([HEAP_FULL, "orange"]))
    .thresholdsStyle(asLines())
    .max(1);
}

export function collections(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Time with garbage",
      description:
        "The share of time that a node stands still to collect garbage. Above a tenth everything is slow, and a node that pauses for long leaves its cluster.",
      unit: "percentunit",
    },
    rateLines("elasticsearch_jvm_gc_collection_seconds_sum", ofNode),
    NODE,
  );
}

export function processors(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "CPU",
      description:
        "The share of its machine's processors that each node's process uses. One node alone has the busy shards: spread them; all of them: look at the slowest searches.",
      unit: "percent",
    },
    levelLines("elasticsearch_process_cpu_percent", ofNode),
    NODE,
  );
}

export function shards(): Panel {
  const of = (what: string) => ({ expr: `sum(${health(`${what}_shards`)})`, legend: what });
  return lines(
    {
      ...FOLDED,
      title: "Shards on their way",
      description:
        "Shards without a node, being built, and being moved. All go back to nothing after a node has come or gone; what stays unassigned has no room, or its data are away.",
      unit: "short",
    },
    ["unassigned", "initializing", "relocating"].map(of),
  );
}

export function documents(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Documents",
      description:
        "Documents of each node, copies among them. A fall is an index that was deleted; if nobody meant it, restore the last snapshot.",
      unit: "short",
    },
    levelLines("elasticsearch_indices_docs", ofNode),
    NODE,
  );
}

export function sizes(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Size of indices",
      description:
        "Bytes of the shards on each node. What grows without more documents has many deleted ones, which merges clear away in time.",
      unit: "bytes",
    },
    levelLines("elasticsearch_indices_store_size_bytes", ofNode),
    NODE,
  );
}

export function breakers(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 24,
      title: "Circuit breakers",
      description:
        "Requests a second that a node refused so as not to run out of memory, by breaker. `parent` is the heap as a whole; `fielddata` and `request` are an aggregation that is too large.",
      unit: "cps",
    },
    rateLines("elasticsearch_breakers_tripped", { by: "breaker", picked }),
    "{{breaker}}",
  );
}
