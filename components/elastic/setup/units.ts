/** Durations and sizes as Elasticsearch writes them, which is not how Prometheus and Kubernetes do. */
import { bytes, seconds } from "../../../settings/units";

/** A duration in one unit, the largest that leaves nothing over: `36h`, `7d`. Elasticsearch has neither weeks nor years. */
export function esTime(duration: string): string {
  const milliseconds = Math.round(seconds(duration) * 1000);
  const units: [string, number][] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ];
  const [unit, size] = units.find(([, length]) => milliseconds % length === 0) ?? ["ms", 1];
  return `${milliseconds / size}${unit}`;
}

/** A size in one unit, the largest that leaves nothing over: `25gb`. Elasticsearch's kb is 1024 bytes. */
export function esBytes(quantity: string): string {
  const amount = Math.round(bytes(quantity));
  const units: [string, number][] = [
    ["gb", 2 ** 30],
    ["mb", 2 ** 20],
    ["kb", 2 ** 10],
    ["b", 1],
  ];
  const [unit, size] = units.find(([, length]) => amount % length === 0) ?? ["b", 1];
  return `${amount / size}${unit}`;
}
