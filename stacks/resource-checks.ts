/** Whether what a part asks for can be given to it. */
import { type Problem, setCommand } from "./problems";
import { bytes, formatBytes } from "./schema/units";

/**
 * A memory limit below the request, which Kubernetes refuses.
 * @param key The part's `resources`, as in `tracing.agent.resources`.
 * @param enough The limit that mends it, in bytes. Default: twice the request.
 */
export function memoryProblems(
  stack: string,
  key: string,
  { memory, memoryLimit }: { memory: string; memoryLimit: string },
  enough = bytes(memory) * 2,
): Problem[] {
  if (bytes(memoryLimit) >= bytes(memory)) return [];
  return [
    {
      key: `${key}.memoryLimit`,
      problem: `"${memoryLimit}" is below the request of ${memory}`,
      mend: setCommand(stack, `${key}.memoryLimit`, formatBytes(enough)),
    },
  ];
}
