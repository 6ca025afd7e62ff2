/** Where alerts have their limits, with the colours of what is past them. */
import type { State } from "./common";

/** From which share of a disk on, or of a volume, it alerts and pages. */
export function diskStates(limits: { diskPercent: number; diskCriticalPercent: number }): readonly State[] {
  return [
    [limits.diskPercent / 100, "orange"],
    [limits.diskCriticalPercent / 100, "red"],
  ];
}

/** Below which part of an error budget what is left of it has a colour. */
export const LOW_BUDGET: readonly State[] = [
  [0.1, "red"],
  [0.25, "orange"],
];
