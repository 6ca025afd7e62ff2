/** How often the gate is wrong, on simulated releases: the same each time. docs/release-gate.md says all of it. */
import assert from "node:assert/strict";
import { gateOf, interval, proportionsOf, releaseOf, SCENARIOS } from "../../scripts/lib/gate/releases";

/** Releases of each kind that are judged here; `npm run bench:gate` judges 200 of all kinds. */
const RELEASES = 200;
const FEW = 40;

/** How many of so many releases are called what. */
function counts(name: string, all: number) {
  const scenario = SCENARIOS.find((one) => one.name === name) ?? assert.fail(name);
  const found = { good: 0, regressed: 0, unknown: 0, proportions: 0 };
  for (let number = 0; number < all; number++) {
    const history = releaseOf(scenario, number);
    found[gateOf(history)]++;
    if (proportionsOf(history).alone) found.proportions++;
  }
  return found;
}

describe("the release gate on simulated releases", function () {
  this.timeout(600_000);

  for (const name of ["steady: good", "seasonal: good", "bursty: good", "sparse, 6 a minute: good"])
    it(`calls at most one in twenty regressed of ${RELEASES}: ${name}`, () => {
      const { regressed } = counts(name, RELEASES);
      assert.ok(regressed <= 0.05 * RELEASES, `${regressed} of ${RELEASES}`);
    });

  for (const [name, least] of [
    ["steady: errors +1 point", 0.95],
    ["steady: 50 % slower", 0.95],
    ["steady: down", 1],
    ["seasonal: errors +2 points", 0.95],
    ["seasonal: 50 % slower", 0.9],
    ["bursty: errors +10 points", 0.9],
    ["sparse, 6 a minute: errors +20 points", 0.9],
    ["sparse, 6 in ten minutes: down", 0.9],
  ] as const)
    it(`sees what regressed, of ${FEW}: ${name}`, () => {
      const { regressed } = counts(name, FEW);
      assert.ok(regressed >= least * FEW, `${regressed} of ${FEW}`);
    });

  it("says of too few requests that nobody can tell", () => {
    const { good, unknown } = counts("sparse, 6 in ten minutes: good", FEW);
    assert.deepEqual([good, unknown >= 0.9 * FEW], [0, true]);
  });

  it("is wrong far less often than a test of two proportions", () => {
    const { regressed, proportions } = counts("steady: good", FEW);
    assert.ok(proportions > 0.2 * FEW && regressed < 0.05 * FEW, `${regressed}, ${proportions} of ${FEW}`);
  });

  it("has intervals as Wilson's formula gives them", () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, and 0 of 20.
    const round = ({ low, high }: { low: number; high: number }) => [low.toFixed(4), high.toFixed(4)];
    assert.deepEqual(round(interval(81, 263)), ["0.2553", "0.3662"]);
    assert.deepEqual(round(interval(0, 20)), ["0.0000", "0.1611"]);
  });
});
