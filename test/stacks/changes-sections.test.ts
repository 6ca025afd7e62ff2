import assert from "node:assert/strict";
import { planStack, readStack } from "../../scripts/lib/stack";
import { NAMESPACE } from "../../settings";
import { parseSettings } from "../../stacks/settings";
import { changed, deployedOf } from "../support/deployed";

/** What is said of a stack file that has lost a section by mistake, on the cluster that has the whole of it. */
function without(stack: string, section: string): { refused: string[]; warned: string[] } {
  const whole = planStack(stack);
  const before = deployedOf(whole.settings);
  const raw = Object.fromEntries(Object.entries(whole.raw).filter(([key]) => key !== `${NAMESPACE}:${section}`));
  const { settings, problems, warnings } = parseSettings(raw);
  const change = settings === undefined ? { problems: [], warnings: [] } : changed(settings, before);
  return {
    refused: [...problems.map(({ key }) => key), ...change.problems],
    warned: [...warnings.map(({ key }) => key), ...change.warnings],
  };
}

/** Sections with nothing that a stack keeps: what goes with them comes back with them. A stack file needs `cluster`. */
const WITHOUT_DATA = ["alerting", "cluster", "reports", "security", "thresholds"];

for (const stack of ["staging", "prod"]) {
  describe(`a section that ${stack}'s file has lost`, () => {
    const sections = Object.keys(readStack(stack)).flatMap((key) => {
      const [, name = ""] = key.split(":");
      return name.includes("/") || WITHOUT_DATA.includes(name) ? [] : [name];
    });

    for (const section of sections) {
      it(`is refused: ${section}`, () => {
        assert.notDeepEqual(without(stack, section).refused, []);
      });
    }

    it("is said: alerting, of which nothing is kept but silences", () => {
      const { refused, warned } = without(stack, "alerting");
      assert.ok([...refused, ...warned].some((line) => line.startsWith("alerting.channels")));
    });

    it("is said: security, without which nothing tells of root shells", () => {
      assert.ok(without(stack, "security").warned.includes("security.sources"));
    });
  });
}
