/** Every check that needs more than one setting, by component: the mistakes, and what works but will disappoint. */
import { alertmanagerChecks, alertmanagerWarnings } from "../components/alertmanager/checks";
import { applicationChecks, applicationWarnings } from "../components/applications/checks";
import { probeChecks } from "../components/blackbox-exporter/checks";
import { externalServiceChecks } from "../components/blackbox-exporter/external-checks";
import { databaseChecks } from "../components/databases/checks";
import { escalationChecks } from "../components/escalation/checks";
import { elasticChecks, elasticWarnings } from "../components/elastic/checks";
import { jaegerChecks, jaegerWarnings } from "../components/jaeger/checks";
import { kubePrometheusStackChecks, kubePrometheusStackWarnings } from "../components/kube-prometheus-stack/checks";
import { logShipperChecks, logShipperWarnings } from "../components/log-shippers/checks";
import { logRuleChecks } from "../components/log-rules/checks";
import { sourceChecks, sourceWarnings } from "../components/log-shippers/source-checks";
import { lokiChecks, lokiWarnings } from "../components/loki/checks";
import { tenantChecks, tenantWarnings } from "../components/loki/tenants";
import { otelCollectorChecks, otelCollectorWarnings } from "../components/otel-collector/checks";
import { reportChecks } from "../components/reports/checks";
import { businessChecks, businessWarnings } from "../components/rules/business-checks";
import { ruleChecks, ruleWarnings } from "../components/rules/checks";
import { thresholdChecks, thresholdWarnings } from "../components/rules/threshold-checks";
import { teamFolderChecks } from "../components/team-folders/checks";
import { clusterChecks } from "../components/support/cluster-checks";
import { chartsAreThere } from "../components/support/mirror-check";
import type { Check } from "../settings/problem";

export const CHECKS: readonly Check[] = [
  ...kubePrometheusStackChecks,
  chartsAreThere,
  ...clusterChecks,
  ...alertmanagerChecks,
  ...escalationChecks,
  ...lokiChecks,
  ...logRuleChecks,
  ...tenantChecks,
  ...elasticChecks,
  ...logShipperChecks,
  ...sourceChecks,
  ...jaegerChecks,
  ...otelCollectorChecks,
  ...reportChecks,
  ...teamFolderChecks,
  ...applicationChecks,
  ...probeChecks,
  ...externalServiceChecks,
  ...databaseChecks,
  ...ruleChecks,
  ...thresholdChecks,
  ...businessChecks,
];

export const WARNINGS: readonly Check[] = [
  ...kubePrometheusStackWarnings,
  ...alertmanagerWarnings,
  ...lokiWarnings,
  ...tenantWarnings,
  ...elasticWarnings,
  ...logShipperWarnings,
  ...sourceWarnings,
  ...jaegerWarnings,
  ...otelCollectorWarnings,
  ...applicationWarnings,
  ...ruleWarnings,
  ...thresholdWarnings,
  ...businessWarnings,
];
