/** `npm run tools [-- [--strict] [<tool> …]]`: has the tools that the tests use, or those named, at hand. */
import { parseArgs } from "node:util";
import {
  defaultTools,
  ensureTool,
  kwokStages,
  pinnedVersion,
  toolNames,
  ToolMissing,
  type ToolName,
} from "./lib/tools";

// Not lib/command.ts: it loads Pulumi, and this runs before every `npm test`.
const usage = `Usage: npm run tools [-- [--strict] [<tool> …]], where a tool is one of ${toolNames.join(", ")}`;

async function main(names: readonly ToolName[], strict: boolean): Promise<void> {
  const there: string[] = [];
  const missing: string[] = [];
  // One after the other: a Go build takes every core there is.
  for (const name of names) {
    try {
      await ensureTool(name, console.log);
      if (name === "kwok") await kwokStages();
      there.push(`${name} ${pinnedVersion(name)}`);
    } catch (error) {
      if (!(error instanceof ToolMissing)) throw error;
      console.error(error.message);
      missing.push(name);
    }
  }
  if (there.length > 0) console.log(`Tools at hand: ${there.join(", ")}.`);
  if (missing.length > 0) {
    console.error(`Without ${missing.join(", ")}, the tests that need them are skipped.`);
    if (strict) process.exitCode = 1;
  }
}

function parse(): { names: readonly ToolName[]; strict: boolean } {
  const { values, positionals } = parseArgs({
    options: { strict: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const names = positionals.map((word) => {
    const name = toolNames.find((tool) => tool === word);
    if (name === undefined) throw new Error(`There is no tool ${word}.`);
    return name;
  });
  return { names: names.length > 0 ? names : defaultTools, strict: values.strict };
}

try {
  const { names, strict } = parse();
  void main(names, strict);
} catch (error) {
  console.error(`${(error as Error).message}\n${usage}`);
  process.exitCode = 1;
}
