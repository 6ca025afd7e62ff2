/** The page of storage: volumes of pods, disks of nodes, who reads and writes, and the platform's own stores. */
import { STORAGE_UID } from "../names/dashboards";
import { hasElastic, hasLogs, hasTracing, type Settings } from "../settings";
import { looksBack } from "../settings/capacity";
import { type Dashboard, labelVariable, page } from "./page";
import * as platform from "./cluster-overview/platform";
import * as io from "./storage/io";
import * as now from "./storage/now";
import * as own from "./storage/own-stores";
import * as volumes from "./storage/volumes";

export function storageDashboard(settings: Settings): Dashboard {
  const { elastic, thresholds } = settings;
  // What is kept for less than a period has no growth from one to the next.
  const grows = looksBack(settings);
  return page({
    uid: STORAGE_UID,
    title: "Storage",
    description:
      "Volumes of pods and disks of nodes: how full they are and when they will be, and who reads and writes.",
    tags: ["platform", "storage"],
    variables: [labelVariable("namespace", "Namespace", 'kube_persistentvolumeclaim_info{job="kube-state-metrics"}')],
    rows: {
      Now: [
        now.full(thresholds),
        ...(grows ? [now.soonFull(thresholds)] : []),
        now.pending(),
        now.lost(),
        now.unusable(),
        now.nodeDisks(thresholds),
      ],
      Volumes: [volumes.everyVolume(settings, grows), volumes.space(thresholds), volumes.inodes(thresholds)],
      "Nodes' disks and who uses them": [io.fullest(thresholds), io.busiest(), io.readers(), io.writers()],
      "The platform's own stores": [
        platform.storage(),
        own.volumes(settings),
        ...(hasElastic(settings) ? [own.elasticsearch()] : []),
        ...(elastic?.snapshots === undefined ? [] : [own.snapshots()]),
        ...(grows && (hasLogs(settings) || hasTracing(settings)) ? [own.arrived(settings)] : []),
      ],
    },
  });
}
