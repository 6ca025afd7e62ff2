/** Volumes of pods, as the kubelets see them: whether their space and their inodes will do. */
import { STORAGE_UID } from "../names/dashboards";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const STATE = 'job="kube-state-metrics"';
/** The kubelet's own metrics; its other endpoints repeat some of them. */
export const KUBELET = 'job="kubelet",metrics_path="/metrics"';

const BY_CLAIM = "(namespace, persistentvolumeclaim)";

/** The label on a claim, with the value "true", that no rule looks at its volume; named as kubernetes-mixin names it. */
export const EXCLUDED_LABEL = "excluded_from_alerts";

/** How far ahead the growth of a volume is looked at; kubernetes-mixin's figure. */
const HORIZON_DAYS = 4;

const common = { ...PLATFORM, component: "kubernetes", dashboard: STORAGE_UID };

export function kubernetesVolumes({ diskPercent, diskCriticalPercent }: RuleSettings["thresholds"]): RuleGroup {
  return {
    name: "kubernetes-volumes",
    rules: [
      volumeFilling("high", diskPercent, "15m"),
      volumeFilling("critical", diskCriticalPercent, "5m"),
      volumeInodesFilling("high", diskPercent, "15m"),
      volumeInodesFilling("critical", diskCriticalPercent, "5m"),
    ],
  };
}

/** Without the volumes that nobody can make room on, as they are only read, and those that somebody has excluded. */
export const WATCHED = `
    unless max by ${BY_CLAIM} (
      kube_persistentvolumeclaim_access_mode{${STATE},access_mode="ReadOnlyMany"}
    ) == 1
    unless max by ${BY_CLAIM} (kube_persistentvolumeclaim_labels{${STATE},label_${EXCLUDED_LABEL}="true"}) == 1`;

/** The kubelet's metrics of what a volume has. */
interface Resource {
  free: string;
  total: string;
  used: string;
}

const BYTES: Resource = {
  free: "kubelet_volume_stats_available_bytes",
  total: "kubelet_volume_stats_capacity_bytes",
  used: "kubelet_volume_stats_used_bytes",
};

const INODES: Resource = {
  free: "kubelet_volume_stats_inodes_free",
  total: "kubelet_volume_stats_inodes",
  used: "kubelet_volume_stats_inodes_used",
};

/** The share of something on a volume that is used. A raw block device has a capacity, and nothing free or used: what is on it only its user knows. */
function usedShare({ free, total, used }: Resource): string {
  return `
    1 - min by ${BY_CLAIM} (${free}{${KUBELET}} / ${total}{${KUBELET}})
    and max by ${BY_CLAIM} (${used}{${KUBELET}}) > 0${WATCHED}`;
}

/** Below the critical share only what grows is worth a message: a volume that stays as it is may stay so for years. */
function filling(severity: "high" | "critical", resource: Resource, percent: number): string {
  const share = `(${usedShare(resource)}) > ${percent} / 100`;
  const grows = `min by ${BY_CLAIM} (predict_linear(${resource.free}{${KUBELET}}[6h], ${HORIZON_DAYS} * 86400)) < 0`;
  return severity === "critical" ? share : `${share} and ${grows}`;
}

function ahead(severity: "high" | "critical"): string {
  return severity === "critical" ? "" : `, and as it grows it is full within ${HORIZON_DAYS} days`;
}

function volumeFilling(severity: "high" | "critical", percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "PersistentVolumeFilling",
    severity,
    expr: filling(severity, BYTES, percent),
    for: lasting,
    keepFiringFor: "5m",
    summary: "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is nearly full",
    description: `
      {{ $value | humanizePercentage }} of volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is used,
      more than ${percent}%${ahead(severity)}. When it is full, whatever writes to it stops working, and often does not start again.`,
  };
}

function volumeInodesFilling(severity: "high" | "critical", percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "PersistentVolumeInodesFilling",
    severity,
    expr: filling(severity, INODES, percent),
    for: lasting,
    keepFiringFor: "5m",
    summary: "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is running out of inodes",
    description: `
      {{ $value | humanizePercentage }} of the inodes of volume
      {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} are used, more than ${percent}%${ahead(severity)}.
      Without a free inode no file can be made, however much space is left.`,
  };
}
