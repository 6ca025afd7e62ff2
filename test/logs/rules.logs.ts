/** When each rule over logs fires, by a real Loki. */
import assert from "node:assert/strict";
import { type LogRuleCase, logRuleCases, lowAlerts as alerts } from "../support/log-rule-cases";
import { type Entry, type Loki, startLoki } from "../support/rule-loki";
import { toolOrSkip } from "../support/tools";

describe("cases of the rules over logs in Loki", () => {
  let loki: Loki | undefined;

  before(async function () {
    loki = await startLoki(toolOrSkip(this, "loki"));
  });
  after(async () => loki?.stop());

  for (const [index, { name, lines, returns }] of logRuleCases.entries()) {
    it(name, async () => {
      assert.ok(loki);
      const now = Date.now();
      const tenant = `case-${index}`;
      await loki.push(
        tenant,
        lines.flatMap((line) => entries(line, now)),
      );
      const [alert] = name.split(" ");
      for (const { expr } of alerts.filter((candidate) => candidate.alert === alert)) {
        const found = await loki.query(tenant, expr, now);
        assert.deepEqual(sorted(found), sorted(returns), expr);
      }
    });
  }
});

/** The lines, each at its time, the last a second ago. */
function entries(
  { labels, metadata = {}, line, count = 1, minutesAgo = 4 }: LogRuleCase["lines"][number],
  now: number,
) {
  return Array.from({ length: count }, (_, index): Entry => {
    const first = now - minutesAgo * 60_000;
    const time = count === 1 ? first : first + ((now - 1000 - first) * index) / (count - 1);
    return { labels, metadata, line, time };
  });
}

function sorted(results: readonly Record<string, string>[]): string[] {
  return results.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();
}
