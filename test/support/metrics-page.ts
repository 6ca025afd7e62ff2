/** What a program's page of metrics shows, and whether the facts about metrics (test/fixtures/metrics) say the same of it. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts, startReady, waitFor } from "../../scripts/lib/processes";
import type { ToolName } from "../../scripts/lib/tools";
import { EXPORTERS } from "./metrics";
import { toolOrSkip } from "./tools";

/** The labels of each metric that a page of metrics shows. */
function shownIn(page: string): Map<string, Set<string>> {
  const shown = new Map<string, Set<string>>();
  for (const [, metric = "", labels = ""] of page.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const found = shown.get(metric) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) found.add(label);
    shown.set(metric, found);
  }
  return shown;
}

/**
 * Compares a program's page with the facts. What is not on it must be among those that wait for their first event.
 * @param silent The metrics that a program shows once something has happened.
 * @param more Labels of series that the facts leave out, as nothing reads them.
 */
export function compare(exporter: string, page: string, silent: RegExp, more: readonly string[] = []): void {
  const shown = shownIn(page);
  const { metrics } = EXPORTERS.get(exporter) ?? assert.fail(exporter);
  const different = Object.entries(metrics).flatMap(([metric, labels]) => {
    const found = shown.get(metric);
    if (found === undefined) return silent.test(metric) ? [] : [`${metric} is not there`];
    const own = [...found].filter((label) => !more.includes(label)).sort();
    return own.join(" ") === labels ? [] : [`${metric} has the labels ${own.join(" ")}, not ${labels}`];
  });
  assert.deepEqual(different, []);
  assert.ok(Object.keys(metrics).some((metric) => shown.has(metric)));
}

/** A program that is started with a configuration of its own and a free port. */
interface Program {
  tool: ToolName;
  /** Where its configuration is written. */
  folder: string;
  config: (port: number) => string;
  args: (file: string, address: string) => readonly string[];
  ready: string;
  until?: (page: string) => boolean;
}

/** The page of metrics of a program. */
export async function pageOf(context: Mocha.Context, program: Program): Promise<string> {
  const { tool, folder, config, args, ready, until = () => true } = program;
  const binary = toolOrSkip(context, tool);
  const [port = 0] = await freePorts(1);
  const file = join(folder, "config");
  writeFileSync(file, config(port));
  const address = `127.0.0.1:${port}`;
  const { stop } = await startReady(binary, args(file, address), `http://${address}${ready}`, { seconds: 60 });
  try {
    return await shows(`http://${address}/metrics`, until);
  } finally {
    await stop();
  }
}

/** A page, once it shows something. */
export async function shows(url: string, until: (page: string) => boolean): Promise<string> {
  let page = "";
  await waitFor(`${url} shows it`, async () => {
    page = await (await fetch(url)).text();
    return until(page);
  });
  return page;
}
