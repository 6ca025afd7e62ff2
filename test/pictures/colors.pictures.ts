/** The colours of states, which nobody may take for one another, and on which Grafana's letters can be read. */
import assert from "node:assert/strict";
import { BACKGROUNDS } from "../../dashboards/numbers";
import type { Packages } from "../../scripts/lib/pictures/packages";
import { picturesOrSkip } from "../support/pictures";

/** Least distance by CIEDE2000 and least contrast, as scripts/lib/pictures/inspect.ts has them. */
const LEAST_DISTANCE = 11;
const LEAST_CONTRAST = 4.5;

/** What is used of culori, which only the workspace installs. */
interface Culori {
  parse: (color: string) => object;
  wcagContrast: (a: object, b: object) => number;
  filterDeficiencyProt: (severity: number) => (color: object) => object;
  filterDeficiencyDeuter: (severity: number) => (color: object) => object;
  filterDeficiencyTrit: (severity: number) => (color: object) => object;
  differenceCiede2000: () => (a: object, b: object) => number;
}

describe("the colours of states", () => {
  let culori: Culori;
  const names = Object.keys(BACKGROUNDS);

  before(function () {
    const packages: Packages = picturesOrSkip(this);
    culori = packages.load("culori") as Culori;
  });

  it("can be told apart, whichever cones somebody lacks", () => {
    const { parse, filterDeficiencyProt, filterDeficiencyDeuter, filterDeficiencyTrit } = culori;
    const distance = culori.differenceCiede2000();
    const alike: string[] = [];
    for (const see of [filterDeficiencyProt(1), filterDeficiencyDeuter(1), filterDeficiencyTrit(1)])
      for (const [index, one] of names.entries())
        for (const other of names.slice(index + 1)) {
          const [a, b] = [one, other].map((name) => see(parse(BACKGROUNDS[name] ?? "")));
          const apart = distance(a ?? {}, b ?? {});
          if (!(apart >= LEAST_DISTANCE)) alike.push(`${one} and ${other}: ${apart.toFixed(1)}`);
        }
    assert.deepEqual(alike, []);
    assert.ok(names.length > 4);
  });

  it("have letters on them that can be read, white or black as Grafana chooses", () => {
    for (const [name, color] of Object.entries(BACKGROUNDS)) {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
      const brightness = ((red ?? NaN) * 299 + (green ?? NaN) * 587 + (blue ?? NaN) * 114) / 1000;
      const letters = brightness < 180 ? "#ffffff" : "#202226";
      const contrast = culori.wcagContrast(culori.parse(color), culori.parse(letters));
      assert.ok(contrast >= LEAST_CONTRAST, `${name}: ${contrast.toFixed(1)} to 1`);
    }
  });
});
