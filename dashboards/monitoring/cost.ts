/** The row "Cost": what each namespace makes the platform keep, and what the platform itself takes. */
import { LOG_BYTES, SERIES, SPANS } from "../../names/usage";
import { CPU, MEMORY } from "../../names/workloads";
import type { Settings } from "../../settings";
import { graph, highest, many, mostOf, type Panel } from "../common";
import { stacked } from "../stacked";

/** The namespaces with the most. */
const most = (series: string) =>
  mostOf(`max by (namespace) (${series})`, "namespace", `max by (namespace) (${highest(series)})`);

export function series(): Panel {
  return many({
    title: "Series by namespace",
    description:
      "Series that are scraped, of the ten namespaces with the most: memory and disk of Prometheus go by them. A step up is a new label with many values: npm run cardinality says which, and what may be dropped.",
    width: 8,
    unit: "short",
    queries: [{ expr: most(`${SERIES}{namespace!=""}`), legend: "{{namespace}}" }],
  });
}

export function spans(): Panel {
  return many({
    title: "Spans by namespace",
    description:
      "Spans a second that come to the collectors, of the ten namespaces with the most, before sampling. Who sends far more than it has requests should sample sooner, or make fewer spans for each.",
    width: 8,
    unit: "cps",
    queries: [{ expr: most(`${SPANS}{namespace!=""}`), legend: "{{namespace}}" }],
    empty: "No span has come yet",
  });
}

export function logs(): Panel {
  return graph({
    title: "Logs",
    description:
      "Bytes a second that Loki takes; its store grows by them. Whose lines they are, and the noisiest service, is on the page of logs.",
    width: 8,
    unit: "Bps",
    queries: [{ expr: `max(${LOG_BYTES})`, legend: "lines" }],
  });
}

function own(title: string, description: string, unit: string, recorded: string, namespace: string): Panel {
  const series = `${recorded}{namespace="${namespace}"}`;
  const of = (what: string) => `max by (workload) (${what})`;
  return graph({
    title,
    description,
    width: 12,
    unit,
    queries: [
      { expr: mostOf(of(series), "workload", of(highest(series))), legend: "{{workload}}" },
      {
        expr: `sum(${series}) / sum(${recorded})`,
        legend: "share of the cluster",
      },
    ],
  })
    .fillOpacity(30)
    .stacking(stacked())
    .overrideByQuery("B", [
      { id: "unit", value: "percentunit" },
      { id: "custom.axisPlacement", value: "right" },
      { id: "custom.stacking", value: { group: "A", mode: "none" } },
      { id: "custom.fillOpacity", value: 0 },
      { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
      { id: "color", value: { mode: "fixed", fixedColor: "text" } },
    ]);
}

export function cpu({ cluster }: Settings): Panel {
  return own(
    "CPU of the platform",
    `Cores that the ten busiest parts in ${cluster.namespace} use, and the share of all its parts in all that runs (dashed, right). A part that has doubled has more to do: look at its row.`,
    "short",
    CPU,
    cluster.namespace,
  );
}

export function memory({ cluster }: Settings): Panel {
  return own(
    "Memory of the platform",
    `Memory that the ten largest parts in ${cluster.namespace} use, and the share of all its parts in all that runs (dashed, right). Prometheus' goes by series, Loki's by streams, a gateway's by the traces that it waits for.`,
    "bytes",
    MEMORY,
    cluster.namespace,
  );
}
