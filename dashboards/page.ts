/** A page: its panels in their grid, and what every page has around them. */
import { HOME_UID } from "../names/dashboards";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { ROLLOUT } from "../names/rollouts";
import { DATASOURCE, type Panel } from "./common";
import { withBackground } from "./numbers";
import { CLUSTER, inCluster, variableInCluster } from "./in-cluster";
import { folded } from "./rows";

// The SDK would rather have the second schema, which Grafana takes by its API; files, as the sidecar provisions them,
// hold the first.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export type Dashboard = sdk.Dashboard;

/** The tag of every page but the runbooks', which the drop-down of pages goes by. */
const PAGE_TAG = "observability";

/** The matchers of the variables `namespace` and `service`, which the pages about applications have. */
export const OF_SERVICE = 'namespace=~"$namespace",service=~"$service"';

/** A page: what is at its top, and its panels, left to right and top to bottom. */
export interface Page {
  uid: string;
  title: string;
  description: string;
  tags: string[];
  variables?: Builder<sdk.VariableModel>[];
  links?: Builder<sdk.DashboardLink>[];
  /** Since when it shows what was, at first. Default: an hour ago. */
  from?: string;
  /** How often it asks again, or "" for never. Default: 30s. */
  refresh?: string;
  /** The matchers of what its annotations are about, such as `namespace=~"$namespace"`. Default: the whole cluster. */
  about?: string;
  /** Whether rollouts of Deployments are marked on its graphs. Default: where `about` says whose. */
  rollouts?: boolean;
  /** Whether it opens on one screen, with the rows that this does not hold folded away. Default: false, one scrolls. */
  isOverview?: boolean;
  /** Whether it is a page of text, which is not among the pages of the drop-down and about whichever cluster. Default: false. */
  isText?: boolean;
  /** Panels by the title of the row that they are under; panels under "" come before any row. */
  rows: Record<string, Panel[]>;
}

/** Lays out a page, for the cluster that is picked. */
export function page(options: Page): Dashboard {
  const { uid, title, description, variables = [], links = [], from = "now-1h", refresh = "30s" } = options;
  const { isOverview = false, isText = false, rows } = options;
  const tags = isText ? options.tags : [PAGE_TAG, ...options.tags];
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const builder = new sdk.DashboardBuilder(title)
    .uid(uid)
    .version(1)
    .description(description)
    .tags(tags)
    .refresh(refresh)
    .time({ from, to: "now" })
    .timezone("browser")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .variables([datasourceVariable(), ...(isText ? [] : [clusterVariable()]), ...variables])
    .annotations(isText ? [] : annotations(options))
    .links([...(uid === HOME_UID ? [] : [link("Home", `/d/${HOME_UID}`)]), ...links, ...(isText ? [] : [pages()])]);
  for (const [row, panels] of Object.entries(rows)) {
    if (row !== "") builder.withRow(new sdk.RowBuilder(row));
    for (const panel of panels) builder.withPanel(panel);
  }
  const built = builder.build();
  // Grafana would number them by itself, but links to a single panel need numbers that stay.
  built.panels?.forEach((panel, index) => (panel.id = index + 1));
  for (const panel of built.panels ?? []) withBackground(panel);
  // The SDK would have all links in a menu, where nobody looks for them.
  for (const own of built.links ?? []) delete own.placement;
  withoutOldDefaults(built);
  if (!isText) forCluster(built);
  if (isOverview) built.panels = folded(built.panels ?? []);
  return built;
}

/** The SDK's defaults that Grafana's schema does not have, or not any more. */
function withoutOldDefaults({ panels = [], templating }: Dashboard): void {
  for (const { type, ...panel } of panels)
    if (type === "table" && "options" in panel) delete (panel.options as { footer?: unknown }).footer;
  for (const variable of templating.list ?? [])
    for (const old of ["auto", "auto_count", "auto_min"]) Reflect.deleteProperty(variable, old);
}

function datasourceVariable(): Builder<sdk.VariableModel> {
  return new sdk.DatasourceVariableBuilder("datasource")
    .label("Data source")
    .type("prometheus")
    .current({ selected: true, text: "Prometheus", value: "prometheus" });
}

/** One cluster of those that write to the data source, or all there are. */
function clusterVariable(): Builder<sdk.VariableModel> {
  return valuesOf(CLUSTER, "Cluster", "up")
    .refresh(sdk.VariableRefresh.OnDashboardLoad)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: "All", value: "$__all" });
}

/** A variable with the values of a label; any number of them can be picked, and at first all are. */
export function labelVariable(label: string, title: string, series: string): Builder<sdk.VariableModel> {
  return valuesOf(label, title, series)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: ["All"], value: ["$__all"] });
}

/** A variable with the values of a label, of which one is picked; at first it is the first one. */
export function oneOf(label: string, title: string, series: string): Builder<sdk.VariableModel> {
  return valuesOf(label, title, series).multi(false).includeAll(false);
}

function valuesOf(label: string, title: string, series: string): sdk.QueryVariableBuilder {
  const query = `label_values(${series}, ${label})`;
  return (
    new sdk.QueryVariableBuilder(label)
      .label(title)
      .datasource(DATASOURCE)
      .query({ query, refId: label })
      .definition(query)
      // What is new while the page is open is offered as well.
      .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
      .sort(sdk.VariableSort.AlphabeticalCaseInsensitiveAsc)
  );
}

/** A link at the top of a page; a path leads into the same Grafana, and one to a page takes along the time and what is picked. */
export function link(title: string, url: string): Builder<sdk.DashboardLink> {
  const isPage = url.startsWith("/d/");
  return new sdk.DashboardLinkBuilder(title)
    .type(sdk.DashboardLinkType.Link)
    .icon("external link")
    .url(url)
    .includeVars(isPage)
    .keepTime(isPage);
}

/** The other pages, which take along the time and what is picked. */
function pages(): Builder<sdk.DashboardLink> {
  return new sdk.DashboardLinkBuilder("Pages")
    .type(sdk.DashboardLinkType.Dashboards)
    .tags([PAGE_TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/** What is marked on the graphs: alerts that somebody is told of at once, and rollouts. */
function annotations({ about = "", rollouts = about !== "" }: Page): Builder<sdk.AnnotationQuery>[] {
  // Of the whole cluster, those alone that wake somebody: more marks would hide the lines.
  const matchers = about === "" ? 'severity="critical"' : `severity=~"critical|high",${about}`;
  const alerts = new sdk.AnnotationQueryBuilder()
    .name("Alerts")
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor("red")
    .expr(`ALERTS{alertstate="firing",${matchers}}`)
    .step("60s")
    .titleFormat("{{alertname}}")
    .textFormat("{{namespace}} {{service}} {{pod}} {{node}}")
    .tagKeys("severity");
  if (!rollouts) return [alerts];
  const deployments = new sdk.AnnotationQueryBuilder()
    .name("Rollouts")
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor("blue")
    // Its value is the time of the mark, in milliseconds; those before what is shown would be marked at its edge.
    .expr(`${ROLLOUT}{${about.replace(/\bservice=~/, "deployment=~")}} * 1000 >= $__from`)
    .step("60s")
    .useValueForTime(true)
    .titleFormat("Rollout of {{deployment}}")
    .textFormat("{{namespace}}/{{deployment}}");
  return [alerts, deployments];
}

/** Puts the picked cluster into every query of Prometheus that a page has. */
function forCluster(built: Dashboard): void {
  for (const panel of built.panels ?? []) {
    if (!("targets" in panel)) continue;
    for (const target of panel.targets ?? []) {
      const query = target as { datasource?: { uid?: string }; expr?: string };
      if (isPrometheus(query) && query.expr !== undefined) query.expr = inCluster(query.expr);
    }
  }
  for (const annotation of built.annotations.list ?? []) {
    if (isPrometheus(annotation) && annotation.expr !== undefined) annotation.expr = inCluster(annotation.expr);
  }
  for (const variable of built.templating.list ?? []) {
    if (variable.name === CLUSTER || !isPrometheus(variable) || typeof variable.query !== "object") continue;
    const query = variableInCluster(String(variable.query["query"]));
    variable.query["query"] = variable.definition = query;
  }
}

function isPrometheus({ datasource }: { datasource?: { uid?: string } }): boolean {
  return datasource?.uid === DATASOURCE.uid;
}
