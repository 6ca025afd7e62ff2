/** The verdict on a release, for people, for pull requests and for scripts. */
import { code } from "../markdown";
import { wrap, WIDTH } from "../summary/table";
import { ratio } from "./counts";
import type { Gathered } from "./gather";
import { SLICE } from "./history";
import type { Finding, Judgement } from "./judge";
import { EXIT_CODES, type Verdict } from "./verdict";
import { sentence, sloSentence, titleOf } from "./words";

export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

export interface Report {
  app: string;
  gathered: Gathered;
  judgement: Judgement;
}

interface Line {
  check: string;
  verdict: Verdict;
  text: string;
}

const SIGNS: Readonly<Record<Verdict, string>> = { good: "good     ", regressed: "REGRESSED", unknown: "unknown  " };

export function gateReport(report: Report, format: Format): string {
  switch (format) {
    case "json":
      return JSON.stringify(json(report), null, 2);
    case "markdown":
      return markdown(report);
    case "text":
      return text(report);
  }
}

/** The verdict in one sentence. */
export function headline({ app, gathered, judgement }: Report): string {
  const { verdict, bySlosAlone } = judgement;
  const minutes = minutesOf(gathered);
  const lines = linesOf({ app, gathered, judgement });
  const checks = (which: Verdict) => lines.filter((one) => one.verdict === which).map(({ check }) => titleOf(check));
  if (verdict === "regressed") return `${app} is worse than before its release: ${checks("regressed").join(", ")}.`;
  if (verdict === "good" && bySlosAlone)
    return `${app} keeps its objectives in the ${minutes} minutes looked at; there is too little history to compare it with itself.`;
  if (verdict === "good") return `${app} is as good as before its release, in the ${minutes} minutes looked at.`;
  const unknown = checks("unknown");
  return `Nobody can tell whether ${app} is as good as before its release${unknown.length === 0 ? ": no requests of it are recorded" : `: ${unknown.join(", ")}`}.`;
}

function minutesOf({ evidence }: Gathered): number {
  return (evidence.layout.window * SLICE) / 60;
}

function linesOf({ gathered, judgement }: Report): Line[] {
  const minutes = minutesOf(gathered);
  return [
    ...judgement.findings.map((finding) => ({
      check: finding.check,
      verdict: finding.verdict,
      text: sentence(finding, minutes, judgement.stretches),
    })),
    ...judgement.slos.map((finding) => ({ check: "objective", verdict: finding.verdict, text: sloSentence(finding) })),
  ];
}

function text(report: Report): string {
  const lines = linesOf(report);
  const width = Math.max(0, ...lines.map(({ check }) => titleOf(check).length));
  const indent = " ".repeat(SIGNS.good.length + width + 4);
  return [
    headline(report),
    ...lines.map(({ check, verdict, text: said }) => {
      const [first = "", ...more] = wrap(said, WIDTH - indent.length);
      return [`${SIGNS[verdict]}  ${titleOf(check).padEnd(width)}  ${first}`, ...more.map((one) => indent + one)].join(
        "\n",
      );
    }),
    ...report.gathered.notes.map((note) => `Note: ${note}`),
  ].join("\n");
}

function markdown(report: Report): string {
  const cell = (value: string) =>
    value
      .replaceAll("|", "\\|")
      .replace(/[<>@`*_[\]]/g, (sign) => `\\${sign}`)
      .replaceAll("\n", " ");
  return [
    `### ${cell(headline(report))}`,
    "",
    "| check | | seen |",
    "| --- | --- | --- |",
    ...linesOf(report).map(
      ({ check, verdict, text: said }) =>
        `| ${titleOf(check)} | ${verdict === "regressed" ? "**REGRESSED**" : verdict} | ${cell(said)} |`,
    ),
    ...report.gathered.notes.map((note) => `\nNote: ${code(note.replaceAll("\n", " "))}`),
  ].join("\n");
}

function json({ app, gathered, judgement }: Report): unknown {
  const { from, to, namespace, notes } = gathered;
  return {
    app,
    namespace,
    verdict: judgement.verdict,
    exitCode: EXIT_CODES[judgement.verdict],
    why: headline({ app, gathered, judgement }),
    from: new Date(from * 1000).toISOString(),
    to: new Date(to * 1000).toISOString(),
    stretches: judgement.stretches,
    checks: judgement.findings.map((finding) => ({
      check: finding.check,
      verdict: finding.verdict,
      p: finding.p,
      ...numbers(finding),
      said: sentence(finding, minutesOf(gathered), judgement.stretches),
    })),
    objectives: judgement.slos.map((finding) => ({ ...finding, said: sloSentence(finding) })),
    notes,
  };
}

function numbers({ test, detectable }: Finding): Record<string, unknown> {
  const { now, before } = test;
  return {
    events: now.events,
    among: now.among,
    share: ratio(now),
    before: ratio(before),
    detectable,
    ...("perMinute" in test
      ? { perMinute: test.perMinute }
      : { sameTime: test.sameTime && ratio(test.sameTime), seconds: test.seconds }),
  };
}
