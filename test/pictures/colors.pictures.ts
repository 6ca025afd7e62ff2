/** The colours of states, which nobody may take for one another, and on which Grafana's letters can be read. */
import assert from "node:assert/strict";
import { BACKGROUNDS } from "../../dashboards/numbers";
import { colorOf, type Culori, culoriOf, LEAST_CONTRAST, LEAST_DISTANCE } from "../../scripts/lib/pictures/colors";
import { picturesOrSkip } from "../support/pictures";

describe("the colours of states", () => {
  let culori: Culori;
  const names = Object.keys(BACKGROUNDS);

  before(function () {
    culori = culoriOf(picturesOrSkip(this));
  });

  it("can be told apart, whichever cones somebody lacks", () => {
    const { filterDeficiencyProt, filterDeficiencyDeuter, filterDeficiencyTrit } = culori;
    const distance = culori.differenceCiede2000();
    const alike: string[] = [];
    for (const see of [filterDeficiencyProt(1), filterDeficiencyDeuter(1), filterDeficiencyTrit(1)])
      for (const [index, one] of names.entries())
        for (const other of names.slice(index + 1)) {
          const seen = (name: string) => see(colorOf(culori, BACKGROUNDS[name] ?? ""));
          const apart = distance(seen(one), seen(other));
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
      const contrast = culori.wcagContrast(colorOf(culori, color), colorOf(culori, letters));
      assert.ok(contrast >= LEAST_CONTRAST, `${name}: ${contrast.toFixed(1)} to 1`);
    }
  });
});
