/** Checks of what scales with its load, which is the same of Jaeger and of the gateways. */
import { type Problem, setCommand } from "./problems";

/** A most that is below the least. @param section The settings that `autoscaling` is among. */
export function autoscalingProblems(
  stack: string,
  section: string,
  { autoscaling }: { autoscaling?: { min: number; max: number } | undefined },
): Problem[] {
  if (autoscaling === undefined || autoscaling.max >= autoscaling.min) return [];
  const key = `${section}.autoscaling.max`;
  return [
    {
      key,
      problem: `${autoscaling.max} is below ${section}.autoscaling.min (${autoscaling.min})`,
      mend: setCommand(stack, key, String(autoscaling.min)),
    },
  ];
}
