/** The pinned tools in tests: a test that needs one that is not there says so and counts as skipped. */
import { findTool, type ToolName } from "../../scripts/lib/tools";

/** The path of a tool, or the test is skipped with the reason in its title. */
export function toolOrSkip(context: Mocha.Context, name: ToolName): string {
  const tool = findTool(name);
  if (tool !== undefined) return tool;
  if (context.test) context.test.title += ` (skipped: ${name} is not there; npm run tools says why)`;
  return context.skip();
}
