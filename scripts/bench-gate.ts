/**
 * `npm run bench:gate [-- --releases 200] [--minutes 10]`: how often the release gate is wrong, on simulated releases, beside a
 * test of two proportions. The same numbers each time.
 */
import { command } from "./lib/command";
import { gateOf, interval, proportionsOf, releaseOf, SCENARIOS } from "./lib/gate/releases";
import { SLICE } from "./lib/gate/history";
import { UserError } from "./lib/stack";
import type { Verdict } from "./lib/gate/verdict";

void command(
  "npm run bench:gate -- [--releases <number>] [--minutes <number>]",
  { releases: { type: "string", default: "200" }, minutes: { type: "string", default: "10" } },
  async ({ releases, minutes }) => {
    const [count, window] = [Number(releases), (Number(minutes) * 60) / SLICE];
    if (!Number.isInteger(count) || count < 1) throw new UserError("--releases is not a number above 0");
    if (!Number.isInteger(window) || window < 1) throw new UserError("--minutes is not a multiple of 5");
    const layout = { window, gap: 1 };
    const rows = SCENARIOS.map((scenario) => {
      const counts: Record<Verdict, number> = { good: 0, regressed: 0, unknown: 0 };
      const proportions = { alone: 0, mattering: 0 };
      for (let number = 0; number < count; number++) {
        const history = releaseOf(scenario, number, layout);
        counts[gateOf(history, layout)]++;
        const { alone, mattering } = proportionsOf(history, layout);
        if (alone) proportions.alone++;
        if (mattering) proportions.mattering++;
      }
      const regressed = percent(counts.regressed, count);
      return `| ${scenario.name} | ${regressed} | ${short(counts.good, count)} | ${short(counts.unknown, count)} | ${short(proportions.alone, count)} | ${short(proportions.mattering, count)} |`;
    });
    return Promise.resolve(
      [
        `${count} releases of each kind, a window of ${minutes} minutes against 24 hours.`,
        "",
        "| application: release | regressed (95 % interval) | good | cannot tell | two proportions | that matter |",
        "| --- | --- | --- | --- | --- | --- |",
        ...rows,
      ].join("\n"),
    );
  },
);

function percent(count: number, all: number): string {
  const { low, high } = interval(count, all);
  return `${short(count, all)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}

function short(count: number, all: number): string {
  return `${((count / all) * 100).toFixed(1)} %`;
}
