/** The pinned tools in tests: a test that needs one that is not there says so and counts as skipped. */
import { findTool, type ToolName } from "../../scripts/lib/tools";

/**
 * The path of a tool, or the test is skipped with the reason in its title. A variable of the tool's name in capitals takes another:
 * `OTELCOL=/usr/bin/otelcol-contrib` tries the published distribution.
 */
export function toolOrSkip(context: Mocha.Context, name: ToolName): string {
  const tool = process.env[name.toUpperCase()] ?? findTool(name);
  if (tool !== undefined) return tool;
  if (context.test) context.test.title += ` (skipped: ${name} is not there; npm run tools says why)`;
  return context.skip();
}
