/** Which of the chart's own rules are kept. */

/** The chart's alerts that one of ours says better: with tests, thresholds from the settings, and a runbook. */
export const REPLACED = [
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
 * The chart's `defaultRules`.
 * @param platform The groups that the platform switches.
 */
export function defaultRules(platform: Record<string, boolean>): Record<string, unknown> {
  return {
    rules: { ...platform, ...GROUPS_OFF },
    disabled: Object.fromEntries(REPLACED.map((alert) => [alert, true])),
    additionalRuleLabels: { component: "kubernetes", team: "platform" },
  };
}
