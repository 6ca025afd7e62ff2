/**
 * The map of services as Grafana's node graph, which wants two frames with fields of fixed names: edges with `id`, `source` and
 * `target`, and nodes with `id` and `title`. Source: Grafana's documentation, "Node graph", "Data API".
 */
import {
  ArcOptionBuilder,
  EdgeOptionsBuilder,
  NodeOptionsBuilder,
  PanelBuilder as NodeGraphBuilder,
} from "@grafana/grafana-foundation-sdk/nodegraph";
import { configured, type Panel } from "../common";
import { calls, FAILED_SHARE } from "./calls";

/** Colours of a node's ring: failed calls, and the others. */
const RING = { arc__failed: "red", arc__succeeded: "green" };

/** A label made of a namespace and a name; without a namespace, as a database has none, the name alone. */
const named = (expr: string, label: string, of: "client" | "server") =>
  `label_replace(label_join(${expr}, "${label}", "/", "${of}_namespace", "${of}"), "${label}", "$1", "${label}", "/(.*)")`;

/** Calls as edges, from the caller to the called. */
function edge(expr: string): string {
  const ends = named(named(expr, "source", "client"), "target", "server");
  return `sum by (id, source, target) (label_join(${ends}, "id", " → ", "source", "target"))`;
}

/** A value of each service from the calls that it takes, or that it makes. */
function node(expr: string, of: "client" | "server"): string {
  const titled = `label_replace(label_replace(${named(expr, "id", of)}, "title", "$1", "${of}", "(.*)"), "subtitle", "$1", "${of}_namespace", "(.*)")`;
  return `sum by (id, title, subtitle) (${titled})`;
}

/** Whoever only calls takes no calls, and is there too. */
const taken = (metric: "failed_total" | "total") =>
  `(${node(calls(metric), "server")} or 0 * ${node(calls("total"), "server")} or 0 * ${node(calls("total"), "client")})`;

const FAILED = `(${taken("failed_total")} / (${taken("total")} > 0) or 0 * ${taken("total")})`;

/** The frames of some queries. */
const of = (...queries: string[]) => ({ id: "byRefId", options: `/^(?:${queries.join("|")})$/` });

/** A query's numbers under another name: the graph goes by the names of fields, which renaming leaves as they are. */
function field(query: string, alias: string) {
  const reduce = { reducer: "sum", include: [`Value #${query}`] };
  return {
    id: "calculateField",
    filter: of(query),
    options: { mode: "reduceRow", reduce, alias, replaceFields: false },
  };
}

export function serviceMap(): Panel {
  return (
    configured(
      new NodeGraphBuilder(),
      {
        title: "Map of services",
        description:
          "Services and what they call, by spans: calls per second, and on each ring the part that fails in red. An arrow goes from who calls; errors that begin at its head are what its tail suffers from.",
        width: 24,
        height: 13,
        unit: "reqps",
        queries: [
          { expr: edge(calls("total")) },
          { expr: edge(`100 * ${FAILED_SHARE}`) },
          { expr: taken("total") },
          { expr: FAILED },
          { expr: `1 - ${FAILED}` },
        ],
        empty: "No service calls another, or none sends spans",
      },
      "table",
    )
      // Frames with times would be joined by them.
      .withTransformation({ id: "organize", options: { excludeByName: { Time: true } } })
      .withTransformation(field("A", "mainstat"))
      .withTransformation(field("B", "secondarystat"))
      .withTransformation(field("C", "mainstat"))
      .withTransformation(field("D", "arc__failed"))
      .withTransformation(field("E", "arc__succeeded"))
      .withTransformation({ id: "merge", filter: of("A", "B"), options: {} })
      .withTransformation({ id: "merge", filter: of("C", "D", "E"), options: {} })
      .withTransformation({
        id: "organize",
        options: {
          excludeByName: Object.fromEntries(["A", "B", "C", "D", "E"].map((query) => [`Value #${query}`, true])),
        },
      })
      .nodes(
        new NodeOptionsBuilder()
          .mainStatUnit("reqps")
          .arcs(Object.entries(RING).map(([field, color]) => new ArcOptionBuilder().field(field).color(color))),
      )
      .edges(new EdgeOptionsBuilder().mainStatUnit("reqps").secondaryStatUnit("percent"))
  );
}
