/** What is said of a release, and of each check of it: good, worse than before, or that nobody can tell. */
export type Verdict = "good" | "regressed" | "unknown";

/** As exit codes. */
export const EXIT_CODES: Readonly<Record<Verdict, 0 | 1 | 2>> = { good: 0, regressed: 1, unknown: 2 };
