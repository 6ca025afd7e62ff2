/** What holds of every stack file, whatever is in it: each property a test of its own. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { planStack, runStack, UserError } from "../../../scripts/lib/stack";
import { problemLine } from "../../../stacks/cures";
import { isPrintable } from "../../../stacks/printable";
import { parseSettings } from "../../../stacks/settings";
import { cured, rawOf, type Sections } from "./cases";
import { isPlanted, mutated } from "./hostile";
import { stackFiles } from "./schema";

export interface Amount {
  /** What the files are drawn from: the same ones for the same seed. */
  seed: number;
  /** How many files are read. */
  read: number;
  /** With how many the program is run. */
  run: number;
  /** Seconds of CPU time that one file may take; without it, they are not counted. */
  seconds?: number;
}

/** What a plan says of a stack file; undefined if it would be made. */
function refusal(sections: Sections): string | undefined {
  try {
    planStack("fuzz", rawOf(sections));
    return undefined;
  } catch (error) {
    assert.ok(error instanceof UserError, String((error as Error).stack));
    return error.message;
  }
}

/** The lines of a report without the credentials that are not set: a plan goes on without those, and so counts fewer. */
function mistakes(said: string): string[] {
  return said.split("\n").filter((line) => !/^(Pulumi\.fuzz\.yaml has| {2}\w+\/\S+: is missing: )/.test(line));
}

export function properties({ seed, read, run, seconds }: Amount): void {
  const figures: Record<string, number> = {};
  const count = (what: string) => (figures[what] = (figures[what] ?? 0) + 1);
  const files = stackFiles() as fc.Arbitrary<Sections>;
  // Most of those that are drawn have a mistake to begin with, behind which others would hide.
  const hostile = mutated(
    fc.oneof(
      files,
      files.map((one) => cured(one)?.sections ?? one),
    ),
  );
  const holds = (of: fc.Arbitrary<Sections>, numRuns: number, property: (sections: Sections) => void | Promise<void>) =>
    fc.assert(
      fc.asyncProperty(of, async (sections) => property(sections)),
      { seed, numRuns, interruptAfterTimeLimit: 3_000_000, markInterruptAsFailure: true },
    );

  describe(`stack files drawn with seed ${seed}`, function () {
    this.timeout(3_600_000);
    after(() => {
      for (const [what, number] of Object.entries(figures).sort()) console.log(`    ${what}: ${number}`);
    });

    for (const [name, of] of Object.entries({ "that follow the schema": files, "that are hostile": hostile })) {
      describe(name, () => {
        it("are read to their end: mistakes with a name and a cure, or none", () =>
          holds(of, read, (sections) => {
            const { settings, problems } = parseSettings(rawOf(sections));
            count(
              problems.length === 0
                ? `${name}: accepted`
                : settings
                  ? `${name}: refused by checks`
                  : `${name}: refused by the schema`,
            );
            assert.ok(settings !== undefined || problems.length > 0);
            for (const { key, problem } of problems) assert.ok(key !== "" && problem !== "", JSON.stringify(problems));
          }));

        it("have mistakes that say what they are about, in a line that a terminal can show", () =>
          holds(of, read, (sections) => {
            const { problems, warnings } = parseSettings(rawOf(sections));
            for (const line of [...problems, ...warnings].map((one) => problemLine("fuzz", one))) {
              assert.ok(isPrintable(line), JSON.stringify(line));
              assert.doesNotMatch(line, /\[object |function |\bat \S+:\d+:\d+/);
              // A setting may be called so.
              assert.ok(!/\bNaN\b/.test(line) || JSON.stringify(sections).includes("NaN"), line);
              assert.ok(line.length < 5000, line.slice(0, 5000));
            }
          }));

        it("have no planted credential in what is said of them", () =>
          holds(of, read, (sections) => {
            const { problems, warnings } = parseSettings(rawOf(sections));
            const lines = [...problems, ...warnings].map((one) => problemLine("fuzz", one));
            assert.deepEqual(lines.filter(isPlanted), []);
          }));

        it("are refused by a plan for at least one mistake", () =>
          holds(of, read, (sections) => {
            const said = refusal(sections);
            if (said !== undefined)
              assert.match(said, /^Pulumi\.fuzz\.yaml has [1-9]\d* mistakes?; nothing was changed:\n/);
          }));
      });
    }

    it("are refused by the program for the same mistakes as by a plan", () =>
      holds(hostile, run, async (sections) => {
        const said = refusal(sections);
        if (said === undefined) return;
        const raw = rawOf(sections);
        const run = runStack({ stack: "fuzz", raw }).then(
          () => "it ran",
          (error: unknown) => (error as Error).message,
        );
        assert.deepEqual(mistakes(await run), mistakes(said));
      }));

    if (seconds !== undefined) {
      it(`are each planned within ${seconds} s of CPU time`, () =>
        holds(hostile, read, (sections) => {
          // Of the processor's time: on a busy machine a file waits for longer than it takes.
          const begun = process.cpuUsage();
          refusal(sections);
          assert.ok(process.cpuUsage(begun).user < seconds * 1e6);
        }));
    }
  });
}
