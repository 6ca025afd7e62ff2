/** The row "Volumes": each claim, the fullest on top. */
import type { Settings } from "../../settings";
import { type Column, comparison } from "../columns";
import { type AnyPanel, asLines, many, mostAtEnd, type Panel, SHOWN, steps } from "../common";
import { diskStates } from "../states";
import { hourly, inodesUsed, NAMED, NAMESPACES, used, volume } from "./selectors";

type Thresholds = Settings["thresholds"];

/** @param grows Whether growth is known. */
export function everyVolume({ thresholds }: Settings, grows: boolean): Panel {
  const { diskPercent, diskCriticalPercent, capacity } = thresholds;
  const states = diskStates(thresholds);
  const recorded = (series: string) =>
    `max by (namespace, persistentvolumeclaim) (${hourly(series, `resource="volume",${NAMESPACES}`)})`;
  const growth: Column[] = [
    {
      title: "Days left",
      expr: recorded("resource:capacity_left:days"),
      unit: "d",
      decimals: 0,
      statesBelow: [[capacity.days, "orange"]],
    },
    { title: "Growth a day", expr: `${recorded("resource:capacity_growth:per_day")} > 0`, unit: "bytes" },
  ];
  return comparison({
    title: "Volumes",
    description: `Volumes that a pod uses, the fullest on top. Orange from ${diskPercent}%, red from ${diskCriticalPercent}%, where it pages whether it grows or not. Enlarge the claim (its class has to allow that) before it is full: what writes there stops, and may not start again. Days left are orange below ${capacity.days}, and empty for what does not grow.`,
    width: 24,
    height: 9,
    labels: { namespace: "Namespace", persistentvolumeclaim: "Claim" },
    columns: [
      { title: "Used", expr: used(), unit: "percentunit", decimals: 0, states },
      { title: "Inodes", expr: inodesUsed(), unit: "percentunit", decimals: 0, states },
      ...(grows ? growth : []),
      { title: "Bytes", expr: volume("used_bytes"), unit: "bytes" },
      { title: "Capacity", expr: volume("capacity_bytes"), unit: "bytes" },
    ],
    worst: "Used",
    empty: "No pod uses a volume",
  });
}

function share(title: string, description: string, of: (at?: string) => string, thresholds: Thresholds): AnyPanel {
  return many({
    title,
    description,
    width: 12,
    unit: "percentunit",
    queries: [{ expr: mostAtEnd("namespace, persistentvolumeclaim", of), legend: NAMED }],
    empty: "No pod uses a volume",
  })
    .axisSoftMax(1)
    .thresholds(steps(...diskStates(thresholds)))
    .thresholdsStyle(asLines());
}

export function space(thresholds: Thresholds): AnyPanel {
  return share(
    "Space",
    `Use of the ${SHOWN} fullest volumes. A line that climbs to the dashed ones is worth more space now; teeth that come back to the same height are not.`,
    (at) => used(NAMESPACES, at),
    thresholds,
  );
}

export function inodes(thresholds: Thresholds): Panel {
  return share(
    "Inodes",
    `Inodes in use, of the ${SHOWN} volumes with the fewest left (PersistentVolumeInodesFilling). Without a free one no file can be made, however much space is left: look for millions of small files.`,
    inodesUsed,
    thresholds,
  );
}
