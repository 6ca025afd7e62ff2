/**
 * `npm run tools [-- [--strict] [<tool or tests> …]]`: has the named tools at hand, or those of the named tests; without a
 * name, those of `npm test`. With `--strict`, a tool that cannot be had is a failure.
 */
import { parseArgs } from "node:util";
import { ELASTICSEARCH, ElasticsearchMissing, ensureElasticsearch } from "./lib/elasticsearch-core";
import { ensurePictures, PICTURES, PicturesMissing } from "./lib/pictures/packages";
import { ensureTool, kwokStages, pinnedVersion, testTools, toolNames, ToolMissing, type ToolName } from "./lib/tools";

// Not lib/command.ts: it loads Pulumi, and this runs before every `npm test`.
type Name = ToolName | typeof ELASTICSEARCH.name | typeof PICTURES.name;
const known: readonly Name[] = [...toolNames, ELASTICSEARCH.name, PICTURES.name];
const sets: Partial<Record<string, readonly Name[]>> = {
  ...testTools,
  logs: [...testTools.logs, ELASTICSEARCH.name],
  traces: [...testTools.traces, ELASTICSEARCH.name],
  pictures: [PICTURES.name],
};
const usage =
  `Usage: npm run tools [-- [--strict] [<tool or tests> …]], where a tool is one of ${known.join(", ")}, ` +
  `and tests are ${Object.keys(sets).join(", ")}`;

async function have(name: Name): Promise<string> {
  if (name === ELASTICSEARCH.name) {
    await ensureElasticsearch(console.log);
    return ELASTICSEARCH.version;
  }
  if (name === PICTURES.name) {
    await ensurePictures(console.log);
    return PICTURES.version;
  }
  await ensureTool(name, console.log);
  if (name === "kwok") await kwokStages();
  return pinnedVersion(name);
}

async function main(names: readonly Name[], strict: boolean): Promise<void> {
  const there: string[] = [];
  const missing: string[] = [];
  // One after the other: a Go build takes every core there is.
  for (const name of names) {
    try {
      there.push(`${name} ${await have(name)}`);
    } catch (error) {
      const explained = [ToolMissing, ElasticsearchMissing, PicturesMissing].some((kind) => error instanceof kind);
      if (!explained) throw error;
      console.error((error as Error).message);
      missing.push(name);
    }
  }
  if (there.length > 0) console.log(`Tools at hand: ${there.join(", ")}.`);
  if (missing.length > 0) {
    console.error(`Without ${missing.join(", ")}, the tests that need them are skipped.`);
    if (strict) process.exitCode = 1;
  }
}

function parse(): { names: readonly Name[]; strict: boolean } {
  const { values, positionals } = parseArgs({
    options: { strict: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const names = positionals.flatMap((word) => {
    const named = sets[word] ?? known.filter((tool) => tool === word);
    if (named.length === 0) throw new Error(`There is no tool ${word}, and there are no such tests.`);
    return named;
  });
  return { names: names.length > 0 ? names : testTools.test, strict: values.strict };
}

try {
  const { names, strict } = parse();
  void main(names, strict);
} catch (error) {
  console.error(`${(error as Error).message}\n${usage}`);
  process.exitCode = 1;
}
