/** Which alert follows from which: the table that Alertmanager mutes by. */
import { ELASTIC_OPERATOR, ELASTICSEARCH } from "../../names/elastic";
import { ALERT_STATES } from "../../names/escalation";
import { ALERTMANAGER } from "../../names/kube-prometheus-stack";
import { applications } from "./consequences-applications";
import { databases } from "./consequences-databases";
import { alerts, type Consequence, is, like, NOT_CRITICAL } from "./consequence";
import { capacity, probes } from "./consequences-ahead";
import { control, parts } from "./consequences-platform";
import { logRules } from "./consequences-log-rules";

/** What is told when one of several Alertmanagers cannot be reached, by those that send to it. */
const ALERTMANAGER_REPLICA = [
  alerts("AlertmanagerClusterMembersMissing", "PrometheusNotificationsFailing"),
  NOT_CRITICAL,
];

/** What is told when Elasticsearch takes or gives nothing, by those that write to it and read from it. */
const ELASTICSEARCH_CLIENTS = alerts(
  "ElasticsearchReceivesNothing",
  "ElasticsearchTasksPending",
  "ElasticsearchWritesRejected",
  "FluentdBufferFilling",
  "FluentdOutputFailing",
  "JaegerQueriesFailing",
  "JaegerQueriesSlow",
  "JaegerSpansRefused",
  "JaegerWritesFailing",
  "KibanaDown",
);

const nodes: Consequence[] = [
  {
    cause: [alerts("NodeDown")],
    effect: [alerts("KubeNodeReadinessFlapping", "OtelAgentMissing", "PodCrashLooping", "PodNotReady", "TargetDown")],
    equal: ["node"],
  },
  // What only counts, by the workload that has a pod on the node.
  {
    cause: [alerts("NodeDownWorkload")],
    effect: [alerts("FilebeatDown", "FluentdMissing", "KubeDaemonSetRolloutStuck", "LogShipperMissing")],
    equal: ["namespace", "daemonset"],
  },
  {
    cause: [alerts("NodeDownWorkload")],
    effect: [alerts("ElasticOperatorDown", "KubeStatefulSetReplicasMismatch", "KubeStatefulSetUpdateNotRolledOut")],
    equal: ["namespace", "statefulset"],
  },
  {
    cause: [alerts("NodeDownWorkload"), is("statefulset", `alertmanager-${ALERTMANAGER}`)],
    effect: ALERTMANAGER_REPLICA,
    equal: ["namespace"],
  },
  {
    cause: [alerts("NodeDownWorkload"), like("statefulset", `${ELASTICSEARCH}-es-.+`)],
    effect: [alerts("ElasticsearchClusterYellow", "ElasticsearchNodesMissing")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("NodeDownWorkload"), like("statefulset", "loki.*")],
    effect: [alerts("LokiRingUnhealthy")],
    equal: ["namespace"],
  },
];

const stores: Consequence[] = [
  {
    cause: [alerts("ElasticsearchNotAnswering", "ElasticsearchClusterRed")],
    effect: [ELASTICSEARCH_CLIENTS],
    equal: [],
  },
  {
    cause: [alerts("LokiDown")],
    effect: [
      alerts(
        "LogShipperDropping",
        "LogShipperSendingFails",
        "LokiReceivesNothing",
        "LokiRequestErrors",
        "LokiRequestLatency",
        "LokiRingUnhealthy",
      ),
    ],
    equal: ["namespace"],
  },
  {
    cause: [alerts("LokiDown")],
    effect: [alerts("KubeStatefulSetReplicasMismatch"), like("statefulset", "loki.*")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("LokiObjectStorageFailing")],
    effect: [alerts("LokiCompactorNotRunning", "LokiRequestErrors", "LokiRetentionNotApplied")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("LokiDown")],
    effect: [alerts("TargetDown"), like("pod", "loki-.+")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("LokiDown")],
    effect: [alerts("OtelCollectorDropping", "OtelCollectorQueueFilling"), like("exporter", "[^/]+/loki")],
    equal: [],
  },
  {
    cause: [alerts("JaegerDown")],
    effect: [alerts("OtelCollectorDropping", "OtelCollectorQueueFilling"), like("exporter", "[^/]+/jaeger")],
    equal: [],
  },
];

/** One thing that several rules see; the one that says most about it is told. */
const repeated: Consequence[] = [
  {
    cause: [alerts("TargetDown"), like("pod", `alertmanager-${ALERTMANAGER}-.+`)],
    effect: ALERTMANAGER_REPLICA,
    equal: ["namespace"],
  },
  {
    cause: [alerts("PodCrashLooping", "TargetDown"), like("pod", `${ELASTIC_OPERATOR}-.+`)],
    effect: [alerts("ElasticOperatorDown")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("ElasticOperatorDown")],
    effect: [alerts("PodNotReady"), like("pod", `${ELASTIC_OPERATOR}-.+`)],
    equal: ["namespace"],
  },
  // What cannot be asked for alerts is told by what is wrong with it.
  {
    cause: [alerts("EscalationBlind")],
    effect: [alerts("KubeDeploymentReplicasMismatch"), is("deployment", ALERT_STATES)],
    equal: ["namespace"],
  },
  {
    cause: [alerts("EscalationBlind")],
    effect: [alerts("PodNotReady", "TargetDown"), like("pod", `${ALERT_STATES}-.+`)],
    equal: ["namespace"],
  },
  { cause: [alerts("TargetDown")], effect: [alerts("PodNotReady")], equal: ["namespace", "pod"] },
  { cause: [alerts("PodNotReady")], effect: [alerts("KubeContainerWaiting")], equal: ["namespace", "pod"] },
  {
    cause: [alerts("JaegerDown", "KibanaDown", "KubeDeploymentRolloutStuck")],
    effect: [alerts("KubeDeploymentReplicasMismatch")],
    equal: ["namespace", "deployment"],
  },
  {
    cause: [alerts("KubeStatefulSetReplicasMismatch")],
    effect: [alerts("KubeStatefulSetUpdateNotRolledOut")],
    equal: ["namespace", "statefulset"],
  },
  {
    cause: [alerts("FilebeatDown", "FluentdMissing", "LogShipperMissing")],
    effect: [alerts("KubeDaemonSetNotScheduled", "KubeDaemonSetRolloutStuck")],
    equal: ["namespace", "daemonset"],
  },
  {
    cause: [alerts("NodeDiskReadOnly")],
    effect: [alerts("NodeDiskFailing", "NodeDiskFilling", "NodeDiskWillFill", "NodeInodesFilling")],
    equal: ["node", "device"],
  },
  // What was going to happen has.
  {
    cause: [alerts("ContainerOomKilled")],
    effect: [alerts("ContainerMemoryHigh")],
    equal: ["namespace", "pod", "container"],
  },
  { cause: [alerts("NodeDiskFilling")], effect: [alerts("NodeDiskWillFill")], equal: ["node", "device"] },
  // Of a volume, its owner says more; but never less severely.
  {
    cause: [alerts("ElasticsearchDiskFilling"), is("severity", "critical")],
    effect: [alerts("PersistentVolumeFilling")],
    equal: ["namespace", "persistentvolumeclaim"],
  },
  {
    cause: [alerts("ElasticsearchDiskFilling", "PrometheusStorageFilling")],
    effect: [alerts("PersistentVolumeFilling"), NOT_CRITICAL],
    equal: ["namespace", "persistentvolumeclaim"],
  },
  {
    cause: [alerts("PersistentVolumeFilling"), is("severity", "critical")],
    effect: [alerts("PrometheusStorageFilling", "ElasticsearchDiskFilling"), NOT_CRITICAL],
    equal: ["namespace", "persistentvolumeclaim"],
  },
];

/** What is unlike earlier weeks, and is told by what it is in itself. */
const unusual: Consequence[] = [
  ...(
    [
      ["ServiceErrorRateHigh", "ServiceErrorsAnomalous"],
      ["ServiceLatencyHigh", "ServiceLatencyAnomalous"],
      ["ServiceTrafficGone", "ServiceTrafficAnomalous"],
    ] as const
  ).map(([cause, effect]) => ({ cause: [alerts(cause)], effect: [alerts(effect)], equal: ["namespace", "service"] })),
  {
    cause: [alerts("BusinessBelowObjective", "BusinessErrorsHigh")],
    effect: [alerts("BusinessUnusual")],
    // A currency and a feature are part of it where there are any.
    equal: ["namespace", "subject"],
  },
];

/** Every consequence that is muted. */
export const CONSEQUENCES: readonly Consequence[] = [
  ...control,
  ...nodes,
  ...stores,
  ...logRules,
  ...parts,
  ...repeated,
  ...applications,
  ...databases,
  ...capacity,
  ...probes,
  ...unusual,
];
