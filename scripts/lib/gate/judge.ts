/** The verdict on a release, from what is known of it: good, regressed, or that nobody can tell. Pure. */
import { Family } from "./families";
import { LIMITS } from "./limits";
import type { History } from "./history";
import type { Layout } from "./placebo";
import { type EventTest, logTest, restartTest } from "./events";
import { errorTest, latencyTest, type ShareTest } from "./shares";
import type { Verdict } from "./verdict";
import { judgedSlos, type SloFinding, type SloHistory } from "./slos";

export interface Evidence {
  /** Undefined where no requests are recorded. */
  history: History | undefined;
  /** Restarts of its pods, by slice; undefined where kube-state-metrics is not asked or does not know it. */
  restarts: readonly number[] | undefined;
  /** Lines of errors and of all levels, by slice; undefined where Loki is not asked. */
  logs: { errors: readonly number[]; lines: readonly number[] } | undefined;
  slos: readonly SloHistory[];
  layout: Layout;
}

export type Test = ShareTest | EventTest;

export interface Finding {
  check: string;
  verdict: Verdict;
  /** The probability that a release as good as what was before stands out so much, of all checks together. */
  p: number | undefined;
  /** The rise of the share that would have been seen, in points; undefined of what is no share. */
  detectable: number | undefined;
  test: Test;
}

export interface Judgement {
  verdict: Verdict;
  findings: Finding[];
  slos: SloFinding[];
  /** Earlier stretches that the window was held against. */
  stretches: number;
  /** Whether objectives alone decided, as there is too little history for anything else. */
  bySlosAlone: boolean;
}

/** Checks without which nobody can say that a release is good. */
const DECISIVE: readonly string[] = ["errors", "p95"];

export function judge(evidence: Evidence): Judgement {
  const tests = testsOf(evidence).filter(({ now }) => now.slices > 0);
  const stretches = Math.min(...tests.map(({ earlier }) => known(earlier)), Infinity);
  const slos = judgedSlos(evidence.slos, evidence.layout);
  const enough = tests.filter(({ z, earlier }) => z !== undefined && known(earlier) >= LIMITS.fewestStretches);
  const family = new Family(enough.map(({ z, earlier }) => ({ z: z ?? 0, earlier })));
  const ps = family.ps();
  const findings = tests.map((test): Finding => {
    const index = enough.indexOf(test);
    const p = ps[index];
    if (p === undefined) return { check: test.check, verdict: "unknown", p, detectable: undefined, test };
    const detectable = "detectable" in test ? test.detectable(family.critical(index, LIMITS.alarms)) : undefined;
    const isBlind = detectable !== undefined && detectable > unseen(test.check);
    const verdict = p <= LIMITS.alarms && test.matters ? "regressed" : isBlind ? "unknown" : "good";
    return { check: test.check, verdict, p, detectable, test };
  });
  return { ...verdictOf(findings, slos), findings, slos, stretches: Number.isFinite(stretches) ? stretches : 0 };
}

function testsOf({ history, restarts, logs, layout }: Evidence): Test[] {
  const latencies =
    history === undefined ? [] : ([0.95, 0.99] as const).map((quantile) => latencyTest(history, layout, quantile));
  return [
    ...(history === undefined ? [] : [errorTest(history, layout)]),
    ...latencies.filter((test) => test !== undefined),
    ...(restarts === undefined ? [] : [restartTest(restarts, layout)]),
    ...(logs === undefined ? [] : [logTest(logs, layout)]),
  ];
}

function verdictOf(
  findings: readonly Finding[],
  slos: readonly SloFinding[],
): Pick<Judgement, "verdict" | "bySlosAlone"> {
  if ([...findings, ...slos].some(({ verdict }) => verdict === "regressed"))
    return { verdict: "regressed", bySlosAlone: false };
  const decisive = findings.filter(({ check }) => DECISIVE.includes(check));
  if (decisive.length > 0 && decisive.every(({ verdict }) => verdict === "good"))
    return { verdict: "good", bySlosAlone: false };
  // Without history, objectives say what is good enough; with it, what cannot be seen in it they would not see either.
  const isNew = decisive.every(({ p }) => p === undefined);
  if (isNew && slos.length > 0 && slos.every(({ verdict }) => verdict === "good"))
    return { verdict: "good", bySlosAlone: true };
  return { verdict: "unknown", bySlosAlone: false };
}

function unseen(check: string): number {
  return check === "errors" ? LIMITS.unseen.errors : LIMITS.unseen.slow;
}

function known(earlier: readonly (number | undefined)[]): number {
  return earlier.filter((one) => one !== undefined).length;
}
