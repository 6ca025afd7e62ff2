/** What is found out before a deployment: what is right, what is not, and what could not be looked at. */

/** How it stands: a problem stops `up` or breaks what it deploys; a warning does neither, and will matter. */
export type State = "ok" | "warning" | "problem" | "skipped";

export interface Finding {
  /** What was looked at. */
  about: string;
  state: State;
  /** What was found, in one line. */
  text: string;
  /** What mends it: a command or a sentence. */
  cure?: string;
}

/** A finding of each state, about one thing. */
export function about(subject: string) {
  const finding =
    (state: State) =>
    (text: string, cure?: string): Finding => ({
      about: subject,
      state,
      text,
      ...(cure === undefined ? {} : { cure }),
    });
  return { ok: finding("ok"), warning: finding("warning"), problem: finding("problem"), skipped: finding("skipped") };
}

const SIGNS: Readonly<Record<State, string>> = { ok: "ok", warning: "warning", problem: "PROBLEM", skipped: "skipped" };

/** The findings as lines: problems and warnings with their cures, and the totals as the last line. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map((one) => one.about.length));
  const lines = findings.flatMap((one) => [
    `${SIGNS[one.state].padEnd(8)} ${one.about.padEnd(width)}  ${one.text}`,
    ...(one.cure === undefined ? [] : [`${" ".repeat(9 + width)}  -> ${one.cure}`]),
  ]);
  const count = (state: State) => findings.filter((one) => one.state === state).length;
  const problems = count("problem");
  return [
    ...lines,
    `${problems} ${problems === 1 ? "problem" : "problems"}, ${count("warning")} warnings, ${count("ok")} ok, ${count("skipped")} skipped`,
  ].join("\n");
}
