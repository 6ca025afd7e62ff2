/** The row "Services and probes": whether what is called answers. */
import { PROBES_UID } from "../../names/dashboards";
import { comparison } from "../columns";
import { graph, type Panel } from "../common";
import { pageLink } from "../links";
import { withoutEndpoints as services } from "./selectors";

export function withoutEndpoints(): Panel {
  return comparison({
    title: "Services without a ready endpoint",
    description:
      "Services that lead to no ready pod: whoever calls them is refused. Look whether their selector still fits their pods, and at why those are not ready; what was scaled to nothing may stay.",
    width: 12,
    labels: { namespace: "Namespace", service: "Service" },
    columns: [{ title: "EndpointSlices", expr: services(), unit: "short", decimals: 0 }],
    worst: "EndpointSlices",
    empty: "Every Service has one",
  });
}

export function probes(): Panel {
  return graph({
    title: "Probes that fail",
    description:
      "The share of its places at which each probe from outside succeeds, of those at which one does not. At zero nobody reaches the target. A name leads to the page Probes.",
    width: 12,
    unit: "percentunit",
    queries: [{ expr: "min by (job, instance) (probe:probe_success:ratio) < 1", legend: "{{job}} {{instance}}" }],
    empty: "None fails",
  })
    .max(1)
    .overrideByQuery("A", [
      {
        id: "links",
        value: [
          pageLink("Probes", PROBES_UID, { job: "${__field.labels.job}", instance: "${__field.labels.instance}" }),
        ],
      },
    ]);
}
