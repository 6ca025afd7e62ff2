/** Checks of what scales with its load, which is the same of Jaeger and of the gateways. */
import type { Problem } from "./problem";

/** A most that is below the least. @param section The settings that `autoscaling` is among. */
export function autoscalingProblems(
  section: string,
  { autoscaling }: { autoscaling?: { min: number; max: number } | undefined },
): Problem[] {
  if (autoscaling === undefined || autoscaling.max >= autoscaling.min) return [];
  const key = `${section}.autoscaling.max`;
  return [
    {
      key,
      problem: `${autoscaling.max} is below ${section}.autoscaling.min (${autoscaling.min})`,
      cure: { set: key, to: String(autoscaling.min) },
    },
  ];
}
