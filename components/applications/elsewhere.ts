/**
 * Applications that other programs watch: what this stack tells those programs, and what they make of it. They read the same
 * settings by the same schema and the same checks, so that an entry of `apps[]` and one elsewhere are alike.
 */
import { expectedRecordings } from "../../rules/applications/expected";
import { renderGroups } from "../../rules/rule";
import { base } from "../../rules/slo";
import { allSlos } from "../../rules/slo/objective";
import { INTERVAL } from "../../rules/slo/windows";
import type { Settings } from "../../settings";
import { asksHealth } from "../../settings/app-health";
import { scrapingOf } from "../../settings/app-scraping";
import { type App, isScraped } from "../../settings/apps";
import { links } from "../../names/links";
import { proberOf } from "../blackbox-exporter";
import { healthProbeSpec } from "./health";
import { networkPolicySpec, objectName, podMonitorSpec } from "./monitor";

/** The sections of a stack that matter to an application, as a stack file would have them. No credential is in any of them. */
export interface PlatformSections {
  cluster: Pick<Settings["cluster"], "name" | "namespace" | "platform">;
  alerting: { teams: string[] };
  appsElsewhere: NonNullable<Settings["appsElsewhere"]>;
  conventions: { http: Settings["conventions"]["http"] };
  metrics: Pick<Settings["metrics"], "retention" | "scrapeInterval" | "shards">;
  probing: Pick<Settings["probing"], "interval" | "timeout">;
  thresholds: { sloErrors: number };
  /** Whether spans count, not where they are kept. */
  tracing: { storage: "memory" | "none" };
}

/** The stack's output `applications`; undefined unless the stack takes applications of other programs. */
export function platformSections(settings: Settings): PlatformSections | undefined {
  const { alerting, appsElsewhere, cluster, conventions, metrics, probing, thresholds, tracing } = settings;
  if (appsElsewhere === undefined) return undefined;
  return {
    cluster: { name: cluster.name, namespace: cluster.namespace, platform: cluster.platform },
    alerting: { teams: [...alerting.teams] },
    appsElsewhere,
    conventions: { http: conventions.http },
    metrics: { retention: metrics.retention, scrapeInterval: metrics.scrapeInterval, shards: metrics.shards },
    probing: { interval: probing.interval, timeout: probing.timeout },
    thresholds: { sloErrors: thresholds.sloErrors },
    tracing: { storage: tracing.storage === "none" ? "none" : "memory" },
  };
}

/** The specs of an application's objects, each where there is one. */
export interface WatchedObjects {
  /** The name of all of them. */
  name: string;
  podMonitor?: Record<string, unknown>;
  probe?: Record<string, unknown>;
  networkPolicy?: ReturnType<typeof networkPolicySpec>;
  rules?: Record<string, unknown>;
}

/** What one application comes to. @param settings Those of {@link platformSections} with the application alone in `apps`. */
export function watchedObjects(settings: Settings, app: App): WatchedObjects {
  const name = objectName(app);
  const rules = [
    ...expectedRecordings(settings),
    ...allSlos({ apps: [app], fileApps: [] }).flatMap((slo) => base(settings, slo)),
  ];
  return {
    name,
    ...(isScraped(app) ? { podMonitor: podMonitorSpec(app, settings.conventions.http) } : {}),
    ...(asksHealth(app) ? { probe: healthProbeSpec(app, proberOf(settings)) } : {}),
    ...(isScraped(app) && scrapingOf(app).networkPolicy
      ? { networkPolicy: networkPolicySpec(app, settings.cluster.namespace) }
      : {}),
    ...(rules.length > 0
      ? { rules: { groups: renderGroups([{ name, interval: INTERVAL, rules }], links(settings)) } }
      : {}),
  };
}
