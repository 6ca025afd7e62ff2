import assert from "node:assert/strict";
import { EXPOSED, PLANTED } from "./exposed-cases";
import { FINE } from "./fine-cases";
import { found } from "./parse";

describe("a credential in a setting", () => {
  for (const [what, sections, key, cure = "replace it where it came from"] of EXPOSED) {
    it(`is refused and not repeated: ${what}`, () => {
      const { problems } = found(sections);
      const text = problems.join("\n");
      assert.ok(!text.includes(PLANTED) && !text.includes("0a1b2c3d") && !text.includes("987654321"), text);
      const [said = assert.fail(text), ...more] = problems.filter((line) => line.startsWith(`${key}: `));
      assert.match(said, /plain text/);
      assert.ok(said.includes(cure), said);
      assert.deepEqual(more, []);
    });
  }

  for (const [what, sections] of FINE)
    it(`is not seen in ${what}`, () => assert.deepEqual(found(sections).problems, []));
});
