/** A report made now. */
import { type Answers, type Ask, collect } from "./ask";
import { buildReport } from "./build";
import { beginOf, type Period, type Report } from "./report";
import type { Subject } from "./subject";

/**
 * Asks, and makes a report of the answers.
 * @param at The end of the period, in seconds since 1970.
 * @param patience How often Prometheus is asked in all while it does not answer, and how far apart. Default: once.
 */
export async function makeReport(
  ask: Ask,
  subject: Subject,
  period: Period,
  at: number,
  patience = { attempts: 1, delayMs: 0 },
): Promise<Report> {
  const from = beginOf(period, at);
  let answers: Answers;
  for (let attempt = 1; ; attempt++) {
    answers = await collect(ask, period, at, from);
    if (answers.unreachable === undefined || attempt >= patience.attempts) break;
    await new Promise((resolve) => setTimeout(resolve, patience.delayMs));
  }
  return buildReport(subject, period, at, answers);
}
