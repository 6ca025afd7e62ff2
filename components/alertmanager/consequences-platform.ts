/** What follows when something fails that everything stands on, such as DNS, or a part of the platform. */
import { alerts, type Consequence, is, like } from "./consequence";

/** What is told when names inside the cluster, or outside of it, are not resolved, by those that find each other by them. */
const NEEDS_DNS = alerts(
  "AlertmanagerNotificationsFailing",
  "ElasticsearchLogRulesNotEvaluated",
  "ElasticsearchReceivesNothing",
  "FluentdOutputFailing",
  "JaegerQueriesFailing",
  "JaegerWritesFailing",
  "KibanaDown",
  "LogShipperDropping",
  "LogShipperSendingFails",
  "LokiObjectStorageFailing",
  "LokiReceivesNothing",
  "LokiRulerNotificationsFailing",
  "OtelCollectorDropping",
  "OtelCollectorQueueFilling",
  "PrometheusRemoteWriteBehind",
  "PrometheusRemoteWriteFailing",
);

/** What is told when the API server does not answer, by those that watch it or change something through it. */
const NEEDS_API_SERVER = alerts(
  "ApiServerLatencyHigh",
  "AutoscalerCannotAddNodes",
  "AutoscalerStopped",
  "ElasticOperatorFailing",
  "HorizontalPodAutoscalerFailing",
  "KubeAggregatedAPIDown",
  "KubeAggregatedAPIErrors",
  "KubeClientErrors",
  "KubeStateMetricsListErrors",
  "KubeStateMetricsWatchErrors",
  "LogShipperUnhealthy",
  "PrometheusDiscoveryFailing",
  "PrometheusOperatorListErrors",
  "PrometheusOperatorReconcileErrors",
  "PrometheusOperatorWatchErrors",
);

export const control: Consequence[] = [
  { cause: [alerts("CoreDnsDown", "CoreDnsErrorsHigh"), is("severity", "critical")], effect: [NEEDS_DNS], equal: [] },
  { cause: [alerts("CoreDnsDown")], effect: [alerts("TargetDown"), is("job", "coredns")], equal: [] },
  {
    cause: [alerts("CoreDnsDown")],
    effect: [
      alerts("KubeDeploymentReplicasMismatch", "KubeDeploymentRolloutStuck"),
      is("namespace", "kube-system"),
      like("deployment", ".*coredns"),
    ],
    equal: [],
  },
  {
    cause: [alerts("CoreDnsDown")],
    effect: [alerts("PodCrashLooping", "PodNotReady"), is("namespace", "kube-system"), like("pod", ".*coredns-.+")],
    equal: [],
  },
  {
    cause: [alerts("ApiServerErrorsHigh", "KubeAPIDown"), is("severity", "critical")],
    effect: [NEEDS_API_SERVER],
    equal: [],
  },
  // Of one thing, that it fails and that it is slow.
  { cause: [alerts("CoreDnsErrorsHigh")], effect: [alerts("CoreDnsLatencyHigh")], equal: [] },
  { cause: [alerts("ApiServerWebhookFailing")], effect: [alerts("ApiServerWebhookSlow")], equal: ["name"] },
  { cause: [alerts("KubeAPIDown")], effect: [alerts("TargetDown"), is("job", "apiserver")], equal: [] },
];

/** A part of the platform that is not there, or has lost what it needs, and what its own parts tell. */
export const parts: Consequence[] = [
  { cause: [alerts("GrafanaDatabaseFailing")], effect: [alerts("GrafanaErrorsHigh")], equal: [] },
  { cause: [alerts("GrafanaDatabaseFailing")], effect: [alerts("GrafanaDown")], equal: ["namespace"] },
  {
    cause: [alerts("GrafanaDown", "PrometheusOperatorDown")],
    effect: [alerts("KubeDeploymentReplicasMismatch", "KubeDeploymentRolloutStuck")],
    equal: ["namespace", "deployment"],
  },
  {
    cause: [alerts("GrafanaDown")],
    effect: [alerts("PodNotReady"), like("pod", "grafana-.+")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("GrafanaDatabaseFailing")],
    effect: [alerts("PodCrashLooping", "PodNotReady", "TargetDown")],
    equal: ["namespace", "pod"],
  },
  {
    cause: [alerts("GrafanaDatabaseFailing")],
    effect: [alerts("KubeDeploymentReplicasMismatch", "KubeDeploymentRolloutStuck"), like("deployment", ".*grafana")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("ElasticOperatorDown", "LogstashDown", "OtelGatewayMissing")],
    effect: [alerts("KubeStatefulSetReplicasMismatch")],
    equal: ["namespace", "statefulset"],
  },
  {
    cause: [alerts("OtelGatewayMissing")],
    effect: [alerts("OtelCollectorDropping", "OtelCollectorQueueFilling"), like("exporter", "[^/]+/gateway")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("OtelGatewayMissing")],
    effect: [alerts("OtelCollectorRefusing"), is("job", "otel-agent")],
    equal: ["namespace"],
  },
  { cause: [alerts("LogstashDown")], effect: [alerts("ElasticsearchReceivesNothing")], equal: ["namespace"] },
  {
    cause: [alerts("PrometheusNotificationsFailing"), is("severity", "critical")],
    effect: [alerts("PrometheusNotificationQueueFilling")],
    equal: ["namespace", "pod"],
  },
];
