/** The platform's table of contents: every component, in the order in which they depend on each other. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Alloy } from "../components/alloy";
import { LogRules } from "../components/log-rules";
import { LogShippers } from "../components/log-shippers";
import { Applications } from "../components/applications";
import { platformSections, type PlatformSections } from "../components/applications/elsewhere";
import { BlackboxExporter } from "../components/blackbox-exporter";
import { Dashboards } from "../components/dashboards";
import { Databases } from "../components/databases";
import { ElasticStack } from "../components/elastic-stack";
import { Escalation } from "../components/escalation";
import { Falco } from "../components/falco";
import { LaterDataSources } from "../components/datasources/later";
import { Jaeger } from "../components/jaeger";
import { KubePrometheusStack } from "../components/kube-prometheus-stack";
import { platformUrls } from "../names/links";
import { STACK_LABEL } from "../names/stack";
import { Loki } from "../components/loki";
import { LokiStack } from "../components/loki-stack";
import { OpenTelemetryCollector } from "../components/otel-collector";
import { Reports } from "../components/reports";
import { Rules } from "../components/rules";
import { ScrapeAnnotations } from "../components/scrape-annotations";
import { TeamFolders } from "../components/team-folders";
import { hasTeamFolders } from "../components/team-folders/cron-job";
import { recordDeployed, Verification } from "../components/verification";
import type { Credentials } from "../components/support/credential-outputs";
import { explainWaiting } from "../components/support/waiting";
import { hasTracing, logRulesOn, type Settings } from "../settings";
import { isWatched } from "../settings/apps";
import { escalates } from "../settings/escalation";
import { makesProbes } from "../settings/probing";

/** What a stack tells whoever deployed it. */
export interface Outputs {
  /** Where things are served: a URL, or the command that makes it reachable. */
  urls: Record<string, string>;
  /** The password of Grafana's `admin`, a secret: `pulumi stack output --show-secrets grafanaPassword`. */
  grafanaPassword: pulumi.Output<string>;
  /**
   * The passwords of Elasticsearch's and Kibana's users for people, secrets:
   * `pulumi stack output --show-secrets elasticPasswords`. Undefined without `elastic`.
   */
  elasticPasswords: ElasticStack["passwords"] | undefined;
  /** What a program has to know that watches an application with MonitoredApp. Undefined without `appsElsewhere`. */
  applications: PlatformSections | undefined;
}

/** Builds the platform. */
export function observability({ settings, credentials }: { settings: Settings; credentials: Credentials }): Outputs {
  const { cluster } = settings;
  explainWaiting(settings);
  const deployed = recordDeployed();
  const provider = new k8s.Provider("cluster", {
    ...(cluster.context === undefined ? {} : { context: cluster.context }),
    // Whose kubeconfig is used, and where it is, differs from machine to machine; the cluster is the same.
    clusterIdentifier: cluster.name,
    // Everything has a fixed name, so what exists is changed in place: a Secret that is replaced would be gone for a moment
    // while pods have it mounted.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    // What an interrupted run created without being able to write it down is taken over by the next one; so is a namespace
    // that an earlier `destroy` left for the data's sake.
    upsertExistingObjects: true,
  });

  const namespace = new k8s.core.v1.Namespace(
    "namespace",
    {
      metadata: {
        name: cluster.namespace,
        labels: {
          // Another stack that is deployed here by mistake conflicts with this before it touches anything.
          [STACK_LABEL]: pulumi.getStack(),
          // The exporters on the nodes need the host's name spaces and file systems.
          "pod-security.kubernetes.io/enforce": "privileged",
        },
      },
    },
    // The volumes are in it.
    { provider, retainOnDelete: !cluster.deleteDataOnDestroy },
  ).metadata.name;

  const metrics = new KubePrometheusStack(
    "kube-prometheus-stack",
    { settings, credentials, namespace },
    { providers: [provider] },
  );
  // Custom resources go before the operator that looks after them, and come after it.
  const afterOperator = { providers: [provider], dependsOn: metrics.release };
  new Rules("rules", { settings, namespace }, afterOperator);
  if (escalates(settings)) new Escalation("escalation", { settings, namespace }, afterOperator);
  new ScrapeAnnotations("scrape-annotations", { scraped: settings, namespace }, afterOperator);
  if (settings.apps.some(isWatched)) new Applications("applications", { settings, namespace }, afterOperator);
  const runbooksAfter = [...metrics.ready, ...logs({ settings, credentials }, namespace, afterOperator)];
  const elastic =
    settings.elastic === undefined
      ? undefined
      : new ElasticStack(
          "elastic-stack",
          { settings, elastic: settings.elastic, credentials, namespace, monitors: metrics.release },
          { providers: [provider] },
        );
  if (settings.elastic && elastic) {
    const opts = { ...afterOperator, dependsOn: [metrics.release, elastic.ready] };
    runbooksAfter.push(
      elastic,
      new LogShippers("collectors", { settings, elastic: settings.elastic, namespace }, opts),
    );
    if (logRulesOn(settings) === "elastic") new LogRules("log-rules", { settings, namespace }, opts);
    // Its Secrets are there by then, and Grafana has them mounted.
    new LaterDataSources("data-sources", { settings, namespace }, opts);
  }

  const { falco } = settings.security.sources;
  if (falco !== undefined)
    runbooksAfter.push(new Falco("falco", { settings, falco, namespace }, { providers: [provider] }).release);

  // Its resources of probes are of kube-prometheus-stack's definitions.
  if (makesProbes(settings))
    runbooksAfter.push(new BlackboxExporter("blackbox-exporter", { settings, namespace }, afterOperator).release);

  if (settings.databases.length > 0) new Databases("databases", { settings, credentials, namespace }, afterOperator);

  if (hasTracing(settings)) {
    // Jaeger, where it keeps the traces there, and the gateways have a user of Elasticsearch's and its certificate.
    const afterElastic = {
      ...afterOperator,
      dependsOn: [metrics.release, ...(elastic === undefined ? [] : [elastic.ready])],
    };
    const afterStore = settings.tracing.storage === "elasticsearch" ? afterElastic : afterOperator;
    runbooksAfter.push(
      new Jaeger("jaeger", { settings, namespace }, afterStore),
      new OpenTelemetryCollector("otel-collector", { settings, namespace }, afterElastic),
    );
  }
  if (hasTeamFolders(settings)) new TeamFolders("team-folders", { settings, namespace }, { providers: [provider] });
  new Dashboards("dashboards", { settings, namespace, runbooksAfter }, { providers: [provider] });

  if (settings.reports.enabled) new Reports("reports", { settings, namespace }, { providers: [provider] });

  if (settings.verification.enabled) new Verification("verification", { settings, deployed });

  return {
    urls: platformUrls(settings),
    grafanaPassword: metrics.grafanaPassword,
    elasticPasswords: elastic?.passwords,
    applications: platformSections(settings),
  };
}

/**
 * The engine that keeps the logs, then its log shipper, and last an engine that is only kept: it loses its own shipper when
 * the new one is there, so that at no time nobody collects.
 * @param afterOperator The options of what comes after the operator: the engines have monitors.
 * @returns What is there once all of them are ready.
 */
function logs(
  { settings, credentials }: { settings: Settings; credentials: Credentials },
  namespace: pulumi.Input<string>,
  afterOperator: pulumi.ComponentResourceOptions & { dependsOn: pulumi.Resource },
): pulumi.Resource[] {
  const engine = (which: Settings["logs"]["engine"], after: pulumi.Resource[]): pulumi.Resource[] => {
    const opts = { ...afterOperator, dependsOn: [afterOperator.dependsOn, ...after] };
    if (which === "loki-stack") return [new LokiStack("loki-stack", { settings, namespace }, opts).release];
    if (which === "loki") return [new Loki("loki", { settings, credentials, namespace }, opts).release];
    return [];
  };
  const current = engine(settings.logs.engine, []);
  const shipper =
    settings.logs.engine === "loki"
      ? [
          new Alloy(
            "alloy",
            { settings, namespace },
            { ...afterOperator, dependsOn: [afterOperator.dependsOn, ...current] },
          ).release,
        ]
      : [];
  const kept = engine(settings.logs.keep ?? "none", [...current, ...shipper]);
  return [...current, ...shipper, ...kept];
}
