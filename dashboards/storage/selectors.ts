/** Which series the panels about storage look at. */
export const STATE = 'job="kube-state-metrics"';

/** The kubelet's own metrics; its other endpoints repeat some of them. */
const KUBELET = 'job="kubelet",metrics_path="/metrics"';

export const NAMESPACES = 'namespace=~"$namespace"';
export const BY_CLAIM = "(namespace, persistentvolumeclaim)";
export const NAMED = "{{namespace}}/{{persistentvolumeclaim}}";

/** A number of each volume, as its kubelet says. @param at Of which moment; default: of each. */
export const volume = (stat: string, picked = NAMESPACES, at = "") =>
  `max by ${BY_CLAIM} (kubelet_volume_stats_${stat}{${KUBELET},${picked}}${at})`;

/**
 * The share of each volume that its user cannot write to any more. A raw block device has a capacity, and nothing free: what
 * is on it only its user knows.
 */
export const used = (picked = NAMESPACES, at = "") =>
  `1 - ${volume("available_bytes", picked, at)} / (${volume("capacity_bytes", picked, at)} > 0)`;
export const inodesUsed = (at = "") =>
  `1 - ${volume("inodes_free", NAMESPACES, at)} / (${volume("inodes", NAMESPACES, at)} > 0)`;

/** What is recorded by the hour, between two of them. */
export const hourly = (series: string, picked: string) => `last_over_time(${series}{${picked}}[2h])`;
