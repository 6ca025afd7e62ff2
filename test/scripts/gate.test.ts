import assert from "node:assert/strict";
import { Family, holm } from "../../scripts/lib/gate/families";
import { quantileOf } from "../../scripts/lib/gate/history";
import { type Evidence, judge } from "../../scripts/lib/gate/judge";
import { normalShare } from "../../scripts/lib/gate/normal";
import { placebos, rankP, standardized } from "../../scripts/lib/gate/placebo";
import { gateReport } from "../../scripts/lib/gate/report";
import { LAYOUT, releaseOf, SCENARIOS } from "../../scripts/lib/gate/releases";
import { fastestPage } from "../../rules/slo/burning";

const good = releaseOf(SCENARIOS[0] ?? assert.fail(), 3);
const evidence = (more: Partial<Evidence>): Evidence => ({
  history: good,
  restarts: undefined,
  logs: undefined,
  slos: [],
  layout: LAYOUT,
  ...more,
});
const of = (more: Partial<Evidence>, check: string) =>
  judge(evidence(more)).findings.find((one) => one.check === check) ?? assert.fail(check);
const COUNT = good.requests.length;
const flat = (value: number, last: readonly number[]) => [
  ...new Array<number>(COUNT - last.length).fill(value),
  ...last,
];

describe("the test of the release gate", () => {
  it("ranks the window among earlier stretches, itself included", () => {
    assert.equal(rankP(3, [1, 2, 3, undefined]), 0.5);
    assert.equal(rankP(4, [1, 2, 3]), 0.25);
  });

  it("counts a stretch by the slice that stands out least, and none that holds the release", () => {
    const among = new Array<number>(60).fill(1000);
    const events = among.map((_, slice) => (slice >= 50 ? 100 : 2));
    const { z, earlier } = placebos({ events, among }, { window: 2, gap: 8 });
    assert.ok(z !== undefined && z > 5);
    // The last stretch ends where the release begins.
    assert.equal(earlier.length, 60 - 2 - 8 - 2 + 1);
    assert.ok(earlier.every((one) => one === undefined || one < 1));
    const burst = among.map((_, slice) => (slice === 59 ? 500 : 2));
    assert.ok((placebos({ events: burst, among }, { window: 2, gap: 1 }).z ?? 9) < 1);
  });

  it("has the standard error of two proportions where requests are independent", () => {
    const [now, before] = [
      { events: 30, among: 1000, slices: 1 },
      { events: 10, among: 1000, slices: 1 },
    ];
    // (0.03-0.01) / sqrt(0.02*0.98*2/1000) = 3.194; half an event and a request more change the third digit.
    assert.ok(Math.abs(standardized(now, before, 0) - 3.17) < 0.03);
    assert.ok(standardized(now, before, 0.01) < 1.1);
    assert.equal(standardized({ events: 0, among: 0, slices: 0 }, before, 0), 0);
  });

  it("corrects for several checks by Holm, and by the least p of each stretch", () => {
    assert.deepEqual(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
    // Checks that are the same are one.
    const earlier = Array.from({ length: 99 }, (_, at) => at / 100);
    assert.deepEqual(
      new Family([
        { z: 0.95, earlier },
        { z: 0.95, earlier },
      ]).ps(),
      [0.05, 0.05],
    );
    // Checks that never stand out together are as two.
    const other = [...earlier.slice(50), ...earlier.slice(0, 50)];
    assert.deepEqual(
      new Family([
        { z: 0.96, earlier },
        { z: 0, earlier: other },
      ]).ps(),
      [0.08, 1],
    );
    const critical = new Family([{ z: 2, earlier }]).critical(0, 0.05);
    assert.ok(critical > 0.9 && critical < 1);
    assert.equal(new Family([{ z: 2, earlier: [1, 2] }]).critical(0, 0.05), Infinity);
  });

  it("has quantiles as Prometheus has them, and the normal distribution's", () => {
    const bounds = [0.1, 0.2, 0.4, Infinity];
    assert.equal(quantileOf(bounds, [10, 20, 20, 20], 0.75), 0.15000000000000002);
    assert.equal(quantileOf(bounds, [0, 0, 0, 20], 0.5), 0.4);
    assert.equal(quantileOf(bounds, [0, 0, 0, 0], 0.5), undefined);
    assert.ok(Math.abs(normalShare(1.959964) - 0.975) < 1e-6);
    assert.ok(Math.abs(normalShare(-1) - 0.158655) < 1e-6);
  });
});

describe("the release gate", () => {
  it("says of restarts that are more than there ever were that they regressed, not of one", () => {
    assert.equal(of({ restarts: flat(0, [2, 1]) }, "restarts").verdict, "regressed");
    assert.equal(of({ restarts: flat(0, [0, 1]) }, "restarts").verdict, "good");
    assert.equal(of({ restarts: flat(1, [1, 1]) }, "restarts").verdict, "good");
  });

  it("says of lines of errors that they regressed where there are more of them, and not fewer of the others", () => {
    const logs = (errors: readonly number[], lines: readonly number[]) =>
      of({ logs: { errors: flat(5, errors), lines: flat(1000, lines) } }, "log errors").verdict;
    assert.equal(logs([80, 90], [1000, 1000]), "regressed");
    assert.equal(logs([5, 5], [50, 50]), "good");
    assert.equal(logs([50, 50], [10_000, 10_000]), "good");
    assert.equal(logs([80, 5], [1000, 1000]), "good");
  });

  const slo = (errors: readonly number[], before = 0) => ({
    slo: "availability",
    budget: 0.001,
    pages: fastestPage(30),
    events: flat(10_000, []),
    errors: flat(before, errors),
  });

  it("says of an objective that it regressed where it burns as fast as it takes to page, and did not before", () => {
    const verdict = (errors: readonly number[], before?: number) =>
      judge(evidence({ slos: [slo(errors, before)] })).slos[0]?.verdict;
    assert.equal(fastestPage(30), 14.4);
    assert.equal(fastestPage(7), 3.36);
    assert.equal(fastestPage(1), 1);
    assert.equal(verdict([150, 150]), "regressed");
    assert.equal(verdict([140, 140]), "good");
    assert.equal(verdict([300, 10]), "good");
    assert.equal(verdict([200, 200], 150), "good");
  });

  it("judges by objectives alone where there is no history", () => {
    const few = {
      ...good,
      requests: good.requests.slice(-20),
      failed: good.failed.slice(-20),
      within: good.within.slice(-20),
    };
    assert.equal(judge(evidence({ history: few })).verdict, "unknown");
    const { verdict, bySlosAlone } = judge(evidence({ history: few, slos: [slo([5, 5])] }));
    assert.deepEqual([verdict, bySlosAlone], ["good", true]);
    assert.equal(judge(evidence({ history: few, slos: [slo([200, 200])] })).verdict, "regressed");
    assert.equal(judge(evidence({ history: undefined })).verdict, "unknown");
  });

  it("cannot tell where there are no requests in the window, and forgives a gap in the history", () => {
    const none = good.requests.map((count, slice) => (slice >= COUNT - 2 ? 0 : count));
    const within = good.within.map((buckets, slice) => (slice >= COUNT - 2 ? buckets.map(() => 0) : buckets));
    assert.equal(judge(evidence({ history: { ...good, requests: none, within } })).verdict, "unknown");
    const gap = good.requests.map((count, slice) => (slice > 100 && slice < 130 ? 0 : count));
    const gapped = good.within.map((buckets, slice) => (slice > 100 && slice < 130 ? buckets.map(() => 0) : buckets));
    assert.equal(judge(evidence({ history: { ...good, requests: gap, within: gapped } })).verdict, "good");
  });

  it("shows whatever a name holds as a name", () => {
    const gathered = {
      evidence: evidence({}),
      from: 0,
      to: 600,
      namespace: undefined,
      notes: ["a `note`\nof two lines"],
    };
    const text = gateReport({ app: "a|b<img>@all", gathered, judgement: judge(gathered.evidence) }, "markdown");
    assert.ok(text.startsWith(String.raw`### a\|b\<img\>\@all is as good`), text);
    assert.match(text, /\nNote: `` a `note` of two lines ``$/);
  });
});
