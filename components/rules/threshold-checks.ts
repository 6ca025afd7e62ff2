/** Checks of thresholds that have to be in an order, or that need a history. */
import { looksBack } from "../../settings/capacity";
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";

/** Of thresholds by severity, each that has to be further away than the next one. */
type Order = readonly [section: "capacity" | "probes", further: string, nearer: string];

const ORDERS: readonly Order[] = [
  ["capacity", "days", "soonDays"],
  ["probes", "certificateDays", "certificateHighDays"],
  ["probes", "certificateHighDays", "certificateCriticalDays"],
  ["probes", "domainDays", "domainCriticalDays"],
];

/** With the nearer one further away, the higher severity would be told first, and mute the lower for ever. */
function inOrder({ thresholds }: Settings): Problem[] {
  return ORDERS.flatMap(([section, further, nearer]) => {
    const own = thresholds[section] as Readonly<Record<string, unknown>>;
    const [far, near] = [Number(own[further]), Number(own[nearer])];
    if (far > near) return [];
    const key = `thresholds.${section}.${further}`;
    return [
      {
        key,
        problem: `${far} is not above thresholds.${section}.${nearer} (${near}): the earlier word would never be heard`,
        cure: { set: key, to: String(near + 1) },
      },
    ];
  });
}

/** The forecast compares the peaks of periods, and reads back one of them. */
function keptLongEnough(settings: Settings): Problem[] {
  if (looksBack(settings)) return [];
  const { retention } = settings.metrics;
  const { periodDays } = settings.thresholds.capacity;
  const key = "metrics.retention";
  return [
    {
      key,
      problem: `${retention} is shorter than thresholds.capacity.periodDays (${periodDays}) and a day: nothing is said of days left`,
      cure: { set: key, to: `${periodDays + 1}d` },
    },
  ];
}

export const thresholdChecks: readonly Check[] = [inOrder];

export const thresholdWarnings: readonly Check[] = [keptLongEnough];
