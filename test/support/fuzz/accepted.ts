/** What holds of every stack file that is accepted: the program runs with it, and whatever it feeds takes what it gets. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Recording } from "../../../scripts/lib/engine";
import { renderFiles } from "../../../scripts/lib/rendering";
import { planStack, runStack } from "../../../scripts/lib/stack";
import { customResources, faults } from "../crds";
import { toolOrSkip } from "../tools";
import { type Accepted, cured } from "./cases";
import type { Consumer } from "./consumers";
import { isPlanted } from "./hostile";
import { stackFiles } from "./schema";

export interface Drawn {
  /** What the files are drawn from: the same ones for the same seed. */
  seed: number;
  /** How many are drawn. */
  count: number;
}

/** Stack files that are drawn, cured of their mistakes by what the mistakes say, and accepted. */
function acceptedFiles({ seed, count }: Drawn): Accepted[] {
  const drawn = fc.sample(stackFiles(), { seed, numRuns: count });
  const accepted = drawn.map(cured).filter((one) => one !== undefined);
  console.log(`    ${accepted.length} of ${count} stack files, drawn with seed ${seed}, are accepted once cured`);
  assert.ok(accepted.length > count * 0.9, `only ${accepted.length} of ${count} were accepted`);
  return accepted;
}

/** Looks at each, and says of which one an error is. */
async function each(files: readonly Accepted[], look: (one: Accepted) => void | Promise<void>): Promise<void> {
  for (const one of files) {
    try {
      await look(one);
    } catch (error) {
      const file = JSON.stringify(one.sections).slice(0, 5000);
      throw new Error(`${(error as Error).message.slice(0, 3000)}\nof ${file}`, { cause: error });
    }
  }
}

/** Tests that the program runs with stack files that are accepted. */
export function programRuns(drawn: Drawn): void {
  describe("stack files that are accepted", function () {
    this.timeout(3_600_000);
    let files: Accepted[] = [];
    const recordings = new Map<Accepted, Recording>();

    before(() => {
      files = acceptedFiles(drawn);
    });

    it("are run by the program, which has no credential in what it registers or renders", () =>
      each(files, async (one) => {
        const recording = await runStack(planStack("fuzz", one.raw));
        recordings.set(one, recording);
        assert.ok(!isPlanted(JSON.stringify(recording)), "a credential in a resource");
        assert.ok(!isPlanted(JSON.stringify(renderFiles(one.settings, recording.resources))), "a credential in a file");
      }));

    it("make custom resources as their definitions have them", () =>
      each(files, (one) => {
        const recording = recordings.get(one) ?? assert.fail("the program did not run");
        for (const [name, resource] of customResources(recording))
          assert.deepEqual(faults(resource), [], `${resource.kind} ${name}`);
      }));
  });
}

/** Tests that each consumer takes what it gets of stack files that are accepted. */
export function consumersTake(consumers: readonly Consumer[], drawn: Drawn): void {
  describe("stack files that are accepted", function () {
    this.timeout(3_600_000);
    let files: Accepted[] = [];
    before(() => {
      files = acceptedFiles(drawn);
    });

    for (const { name, tool, concerns, judge } of consumers) {
      it(`are taken by ${name}`, async function () {
        const found = tool === undefined ? "" : toolOrSkip(this, tool);
        const concerned = files.filter(({ settings }) => concerns(settings));
        assert.ok(concerned.length > 0, `none of ${files.length} concerns ${name}`);
        await each(concerned, ({ settings }) => assert.equal(judge(settings, found), ""));
        console.log(`      ${concerned.length} stack files`);
      });
    }
  });
}
