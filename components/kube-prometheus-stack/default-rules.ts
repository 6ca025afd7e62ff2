/** Which of the chart's own rules are kept, and how severe they are. */
import type { Severity } from "../../settings/channels";

/** The chart's alerts that one of ours says better: with tests, thresholds from the settings, and a runbook. */
const REPLACED = [
  // A target that does not answer is TargetDown, whatever runs there.
  "KubeAPIInstanceUnreachable",
  "KubeNodeNotReady",
  "KubeNodeUnreachable",
  "KubePersistentVolumeFillingUp",
  "KubePersistentVolumeInodesFillingUp",
  "KubePodCrashLooping",
  "KubePodNotReady",
  "KubeletDown",
  "KubeletInstanceUnreachable",
  "NodeCPUHighUsage",
  "NodeFilesystemAlmostOutOfFiles",
  "NodeFilesystemAlmostOutOfSpace",
  "NodeFilesystemFilesFillingUp",
  "NodeFilesystemSpaceFillingUp",
  "NodeMemoryHighUtilization",
  // TargetDown speaks of every target, sooner.
  "KubeAPIInstanceUnreachable",
  "KubeControllerManagerInstanceUnreachable",
  "KubeProxyInstanceUnreachable",
  "KubeSchedulerInstanceUnreachable",
  "KubeletInstanceUnreachable",
];

/** What cannot fire here: node-exporter reads no systemd, and kube-state-metrics is one server without shards. */
const IMPOSSIBLE = [
  "KubeStateMetricsShardingMismatch",
  "KubeStateMetricsShardsMissing",
  "NodeSystemdServiceCrashlooping",
  "NodeSystemdServiceFailed",
];

/** The chart's groups that ours replace as a whole, and the ones that cost more than they tell. */
const GROUPS_OFF = {
  alertmanager: false,
  general: false,
  prometheus: false,
  windows: false,
  // Evaluating these takes most of the rules' CPU on a busy cluster (kubernetes-mixin issue 1264).
  kubeApiserverBurnrate: false,
  kubeApiserverSlos: false,
};

/**
 * The chart's alerts that are kept, by the severity that they get here; the chart knows warning, critical and info only.
 * critical is an outage that does not wait for the morning, high is one that is near or partial, medium is for the day,
 * low for the next plan. What the chart has twice under one name, as warning and as critical, takes one severity for
 * both: it stays as it is, and a warning is heard as medium ({@link TWICE}).
 */
export const CHART_ALERTS: Record<Severity, readonly string[]> = {
  critical: ["KubeAPIDown", "etcdDatabaseQuotaLowSpace", "etcdInsufficientMembers", "etcdNoLeader"],
  high: [
    "KubeAPITerminatedRequests",
    "KubeAggregatedAPIDown",
    // Also when they listen on the node's loopback only, as kubeadm sets them up, or are not there, as with Cilium.
    "KubeControllerManagerDown",
    "KubeProxyDown",
    "KubeSchedulerDown",
    // The kubelet evicts pods.
    "KubeNodePressure",
    "KubeStateMetricsListErrors",
    "KubeStateMetricsWatchErrors",
    "NodeHighNumberConntrackEntriesUsed",
    // It still serves: one more disk is between it and a loss.
    "NodeRAIDDegraded",
    "etcdGRPCRequestsSlow",
    "etcdMembersDown",
  ],
  medium: [
    "ConfigReloaderSidecarErrors",
    "KubeAggregatedAPIErrors",
    "KubeClientErrors",
    "KubeContainerWaiting",
    "KubeDaemonSetNotScheduled",
    "KubeDaemonSetRolloutStuck",
    "KubeDeploymentGenerationMismatch",
    "KubeDeploymentReplicasMismatch",
    "KubeDeploymentRolloutStuck",
    "KubeHpaMaxedOut",
    "KubeHpaReplicasMismatch",
    "KubeJobFailed",
    "KubeJobNotCompleted",
    "KubeNodeEviction",
    "KubeNodeReadinessFlapping",
    "KubePdbNotEnoughHealthyPods",
    // A volume that could not be made or deleted: nothing that runs has lost it.
    "KubePersistentVolumeErrors",
    "KubeQuotaExceeded",
    "KubeStatefulSetGenerationMismatch",
    "KubeStatefulSetReplicasMismatch",
    "KubeStatefulSetUpdateNotRolledOut",
    "KubeletClientCertificateRenewalErrors",
    "KubeletPlegDurationHigh",
    "KubeletServerCertificateRenewalErrors",
    // Further pods stay pending.
    "KubeletTooManyPods",
    "NodeBondingDegraded",
    "NodeClockNotSynchronising",
    "NodeClockSkewDetected",
    "NodeDiskIOSaturation",
    "NodeMemoryMajorPagesFaults",
    "NodeNetworkReceiveErrs",
    "NodeNetworkTransmitErrs",
    "NodeRAIDDiskFailure",
    "NodeSystemSaturation",
    "PrometheusOperatorListErrors",
    "PrometheusOperatorNotReady",
    "PrometheusOperatorReconcileErrors",
    "PrometheusOperatorRejectedResources",
    "PrometheusOperatorStatusUpdateErrors",
    "PrometheusOperatorSyncFailed",
    "PrometheusOperatorWatchErrors",
    "etcdExcessiveDatabaseGrowth",
    "etcdHighCommitDurations",
    "etcdHighNumberOfFailedProposals",
    "etcdHighNumberOfLeaderChanges",
    "etcdMemberCommunicationSlow",
  ],
  low: [
    "KubeCPUOvercommit",
    "KubeCPUQuotaOvercommit",
    "KubeDaemonSetMisScheduled",
    "KubeMemoryOvercommit",
    "KubeMemoryQuotaOvercommit",
    "KubeQuotaAlmostFull",
    "KubeQuotaFullyUsed",
    "KubeVersionMismatch",
    "KubeletPodStartUpLatencyHigh",
    "NodeNetworkInterfaceFlapping",
    "NodeTextFileCollectorScrapeError",
    "PrometheusOperatorNodeLookupErrors",
    "etcdDatabaseHighFragmentationRatio",
  ],
  // A limit does what it is there for.
  info: ["CPUThrottlingHigh"],
};

/** The chart's alerts that are kept and have two severities of their own. */
export const TWICE = [
  "KubeClientCertificateExpiration",
  "KubeletClientCertificateExpiration",
  "KubeletServerCertificateExpiration",
  "NodeFileDescriptorLimit",
  "etcdHighFsyncDurations",
  "etcdHighNumberOfFailedGRPCRequests",
];

/**
 * The chart's `defaultRules`.
 * @param platform The groups that the platform switches.
 */
export function defaultRules(platform: Record<string, boolean>): Record<string, unknown> {
  return {
    rules: { ...platform, ...GROUPS_OFF },
    disabled: Object.fromEntries([...REPLACED, ...IMPOSSIBLE].map((alert) => [alert, true])),
    additionalRuleLabels: { component: "kubernetes", team: "platform" },
  };
}

/** The chart's `customRules`: the severity of each of its alerts. */
export function customRules(): Record<string, { severity: Severity }> {
  return Object.fromEntries(
    (Object.keys(CHART_ALERTS) as Severity[]).flatMap((severity) =>
      CHART_ALERTS[severity].map((alert) => [alert, { severity }]),
    ),
  );
}
