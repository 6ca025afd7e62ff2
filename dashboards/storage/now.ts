/** The row "Now": what is full, will be, or is not there. */
import { CAPACITY_UID, NODE_UID } from "../../names/dashboards";
import { NODE_DISK } from "../../names/nodes";
import type { Settings } from "../../settings";
import type { Panel } from "../common";
import { shouldBeNone } from "../tiles";
import { pageLink } from "../links";
import { BY_CLAIM, hourly, NAMESPACES, STATE, used } from "./selectors";

type Thresholds = Settings["thresholds"];

/** A number of things that should be none. */
const count = (title: string, description: string, things: string, color: "orange" | "red") =>
  shouldBeNone(title, description, `count(${things})`, color);

const phase = (name: string) =>
  `max by ${BY_CLAIM} (kube_persistentvolumeclaim_status_phase{${STATE},${NAMESPACES},phase="${name}"}) == 1`;

export function full({ diskPercent, diskCriticalPercent }: Thresholds): Panel {
  return count(
    "Volumes nearly full",
    `Volumes above ${diskPercent}%: when they also grow, or above ${diskCriticalPercent}%, PersistentVolumeFilling fires. Enlarge the claim, or delete what is not needed; the table below has them on top.`,
    `${used()} > ${diskPercent / 100}`,
    "orange",
  );
}

export function soonFull({ capacity: { days } }: Thresholds): Panel {
  return count(
    `Full within ${days} days`,
    `Volumes and nodes' disks that will be full so soon, as their peaks have grown for two periods. Each is a ticket of its own; the page Capacity has all that grows.`,
    `${hourly("resource:capacity_left:days", 'resource=~"volume|node-disk"')} < ${days}`,
    "orange",
  ).overrideByQuery("A", [{ id: "links", value: [pageLink("Capacity", CAPACITY_UID)] }]);
}

export function pending(): Panel {
  return count(
    "Claims pending",
    "Claims without a volume: none fits, none can be made, or no pod uses them yet. After 15 minutes PersistentVolumeClaimPending fires for those that should have one; look at the claim's events.",
    phase("Pending"),
    "orange",
  );
}

export function lost(): Panel {
  return count(
    "Claims lost",
    "Claims whose volume is gone (PersistentVolumeClaimLost). Their data may be: restore the volume or the backup before the pod is started again.",
    phase("Lost"),
    "red",
  );
}

export function unusable(): Panel {
  return count(
    "Volumes unusable",
    "PersistentVolumes that could not be reclaimed (Failed), or whose claim was deleted while they are kept (Released): they cost, and nobody uses them. Delete them, or free them for another claim.",
    `max by (persistentvolume) (kube_persistentvolume_status_phase{${STATE},phase=~"Failed|Released"}) == 1`,
    "orange",
  );
}

export function nodeDisks({ diskPercent }: Thresholds): Panel {
  return count(
    "Nodes' disks nearly full",
    `Nodes whose fullest disk is above ${diskPercent}% (NodeDiskFilling). Pods are evicted next: prune images and old logs. Node utilisation has each of them.`,
    `max by (node) (${NODE_DISK}) > ${diskPercent / 100}`,
    "red",
  ).overrideByQuery("A", [{ id: "links", value: [pageLink("Node utilisation", NODE_UID)] }]);
}
