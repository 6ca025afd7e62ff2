/** Every check of a change against what is deployed, by component. */
import { elasticChanges, elasticChangeWarnings, elasticLosses } from "../components/elastic/changes";
import { elasticVolumes } from "../components/elastic/volumes";
import { jaegerLosses } from "../components/jaeger/changes";
import { JAEGER_STORES, jaegerVolumes } from "../components/jaeger/volumes";
import { grafanaLosses } from "../components/kube-prometheus-stack/changes";
import { KUBE_PROMETHEUS_STACK_STORES, kubePrometheusStackVolumes } from "../components/kube-prometheus-stack/volumes";
import { logstashVolumes } from "../components/logstash/volumes";
import { lokiLosses } from "../components/loki/changes";
import { LOKI_STORES, lokiVolumes } from "../components/loki/volumes";
import { gatewayVolumes } from "../components/otel-collector/volumes";
import type { ChangeCheck, Deployed } from "../components/support/deployed/facts";
import { lostVolumes, otherNamespace } from "../components/support/deployed/losses";
import { type Volume, volumeProblems } from "../components/support/deployed/volumes";
import type { Settings } from "../settings";
import type { Problem } from "../settings/problem";

const STORES = [...KUBE_PROMETHEUS_STACK_STORES, ...LOKI_STORES, ...JAEGER_STORES];

const LOSSES = [...grafanaLosses, ...lokiLosses, ...elasticLosses, ...jaegerLosses];

/** The volumes that a stack's settings ask for. */
export function volumesOf(settings: Settings): Volume[] {
  return [
    ...kubePrometheusStackVolumes(settings),
    ...lokiVolumes(settings),
    ...elasticVolumes(settings),
    ...logstashVolumes(settings),
    ...jaegerVolumes(settings),
    ...gatewayVolumes(settings),
  ];
}

/** What is refused of a change, and what is said of it. Pure. */
export function changes(settings: Settings, deployed: Deployed): { problems: Problem[]; warnings: Problem[] } {
  // In a namespace that the stack is not in yet, there is nothing else to compare.
  const elsewhere = otherNamespace(settings, deployed);
  if (elsewhere.length > 0) return { problems: elsewhere, warnings: [] };
  const run = (checks: readonly ChangeCheck[]) => checks.flatMap((check) => check(settings, deployed));
  const volumes = volumesOf(settings);
  const losses = [...lostVolumes(settings, deployed, volumes, STORES), ...run(LOSSES)];
  const disposable = settings.cluster.deleteDataOnDestroy;
  return {
    problems: [...volumeProblems(settings, deployed, volumes), ...run(elasticChanges), ...(disposable ? [] : losses)],
    warnings: [...(disposable ? losses : []), ...run(elasticChangeWarnings)],
  };
}
