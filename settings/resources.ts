/** Whether what a part asks for can be given to it. */
import type { Problem } from "./problem";
import { bytes, formatBytes } from "./units";

/**
 * A memory limit below the request, which Kubernetes refuses.
 * @param key The part's `resources`, as in `tracing.agent.resources`.
 * @param enough The limit that is enough, in bytes. Default: twice the request.
 */
export function memoryProblems(
  key: string,
  { memory, memoryLimit }: { memory: string; memoryLimit: string },
  enough = bytes(memory) * 2,
): Problem[] {
  if (bytes(memoryLimit) >= bytes(memory)) return [];
  return [
    {
      key: `${key}.memoryLimit`,
      problem: `"${memoryLimit}" is below the request of ${memory}`,
      cure: { set: `${key}.memoryLimit`, to: formatBytes(enough) },
    },
  ];
}
