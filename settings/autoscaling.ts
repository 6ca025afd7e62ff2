/** Checks of what scales with its load, which is the same of Jaeger and of the gateways. */
import type { Problem } from "./problem";
import { cores } from "./units";

/** A most that is below the least, and a share of nothing. @param section The settings that `autoscaling` is among. */
export function autoscalingProblems(
  section: string,
  { autoscaling, resources }: { autoscaling?: { min: number; max: number } | undefined; resources: { cpu: string } },
): Problem[] {
  if (autoscaling === undefined) return [];
  const problems: Problem[] = [];
  if (autoscaling.max < autoscaling.min) {
    const key = `${section}.autoscaling.max`;
    const problem = `${autoscaling.max} is below ${section}.autoscaling.min (${autoscaling.min})`;
    problems.push({ key, problem, cure: { set: key, to: String(autoscaling.min) } });
  }
  if (cores(resources.cpu) === 0) {
    const key = `${section}.resources.cpu`;
    const problem = `"${resources.cpu}" with ${section}.autoscaling, which adds replicas at a share of the request: of nothing there is none`;
    problems.push({ key, problem, cure: { set: key, to: "100m" } });
  }
  return problems;
}
