/**
 * The settings of a stack: their schema with every default, and what the settings say by being there. `stacks/settings.ts`
 * reads them; nothing else reads `pulumi.Config`.
 */
import { z } from "zod";
import { alerting } from "./alerting";
import { apps, type FileApp, sloFiles } from "./apps";
import { appsElsewhere } from "./apps-elsewhere";
import { NUMBERS } from "./business";
import { charts, cluster } from "./cluster";
import { conventions } from "./conventions";
import { databaseExporters, databases } from "./databases";
import { type Elastic, elastic } from "./elastic";
import { externalServices } from "./external-services";
import { grafana } from "./grafana";
import { logs } from "./logs";
import { metrics } from "./metrics";
import { probes, probing } from "./probing";
import { reports } from "./reports";
import { security } from "./security";
import { thresholds } from "./thresholds";
import { tracing } from "./tracing";
import { verification } from "./verification";

/** The namespace of every key in a stack file: the project's name. */
export const NAMESPACE = "observability";

/** The settings of a stack, by section; unknown keys are mistakes. */
export const schema = z.strictObject({
  cluster,
  charts: charts.optional(),
  metrics,
  grafana,
  alerting,
  thresholds,
  logs,
  security,
  elastic: elastic.optional(),
  tracing,
  verification,
  reports,
  conventions,
  apps,
  appsElsewhere,
  sloFiles,
  probes,
  probing,
  externalServices,
  databases,
  databaseExporters,
});

/** What a stack file may leave out is filled in here, and what the files that it names hold is read in. */
export interface Settings extends z.output<typeof schema> {
  /** The applications, with their SLOs, of `sloFiles`. */
  fileApps: readonly FileApp[];
}

/** One key of a stack's configuration as Pulumi hands it over: objects as JSON. */
export interface RawValue {
  value: string;
  secret: boolean;
}

/** A stack's configuration by full key, `observability:metrics`. */
export type RawConfig = Readonly<Record<string, RawValue>>;

/** Whether Loki takes lines. */
export function hasLogs({ logs }: Pick<Settings, "logs">): boolean {
  return logs.engine !== "none";
}

/** Which store's lines the rules over logs look at: never both, or each alert would be told twice. Undefined where there is none. */
export function logRulesOn({ logs, elastic }: Pick<Settings, "logs" | "elastic">): "loki" | "elastic" | undefined {
  if (logs.rulesOn !== undefined) return logs.rulesOn;
  if (logs.engine !== "none") return "loki";
  return elastic === undefined ? undefined : "elastic";
}

/** Whether the log shippers read anything of the nodes but the containers' lines. */
export function readsNodes({ security }: Pick<Settings, "security">): boolean {
  const { nodes, apiServer } = security.sources;
  return nodes !== undefined || apiServer?.from === "file";
}

/** Whether Elasticsearch is deployed. */
export function hasElastic<S extends Pick<Settings, "elastic">>(settings: S): settings is S & { elastic: Elastic } {
  return settings.elastic !== undefined;
}

/** Whether any application has a service level objective, here or where this stack cannot see it. */
export function hasSlos({
  apps,
  appsElsewhere,
  fileApps,
}: Pick<Settings, "apps" | "appsElsewhere" | "fileApps">): boolean {
  return appsElsewhere !== undefined || [...apps, ...fileApps].some(({ slo }) => slo.length > 0);
}

/** Whether any application has a number of its business. */
export function hasBusiness({ apps }: Pick<Settings, "apps">): boolean {
  return apps.some(
    ({ business }) =>
      business !== undefined && (business.features.length > 0 || NUMBERS.some((key) => business[key] !== undefined)),
  );
}

/** Whether spans are taken: by the OpenTelemetry collectors, and kept by Jaeger. */
export function hasTracing({ tracing }: Pick<Settings, "tracing">): boolean {
  return tracing.storage !== "none";
}
