/**
 * `npm run verify -- --stack dev [--format text|json|markdown]`: whether what is deployed works, asked of the programs
 * themselves. Exit code 1: something does not; 2: nothing could be asked. `--quiet`, as at the end of an update: the whole report
 * only where something failed, else its last line beside the output.
 */
import { milliseconds } from "../settings/units";
import { command } from "./lib/command";
import { planStack, UserError } from "./lib/stack";
import { checks } from "./lib/verify/checks";
import { ClusterWorld } from "./lib/verify/cluster";
import { Unanswered } from "./lib/verify/outcome";
import { exitCode, FORMATS, headline, verificationReport } from "./lib/verify/report";
import { runChecks } from "./lib/verify/run";

/** What is asked cannot be: neither a pass nor a failure. */
class CannotAsk extends UserError {
  override readonly exitCode = 2;
}

void command(
  "npm run verify -- --stack <stack> [--format text|json|markdown] [--quiet]",
  {
    stack: { type: "string" },
    format: { type: "string", default: "text" },
    quiet: { type: "boolean", default: false },
  },
  async ({ stack, format: given, quiet }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack dev");
    const format = FORMATS.find((one) => one === given);
    if (format === undefined) throw new UserError(`--format is one of ${FORMATS.join(", ")}`);
    const { settings } = planStack(stack);
    const interrupted = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
    const from = performance.now();
    const results = await runChecks({
      world: await reachable(stack, settings, interrupted.signal),
      checks: checks(),
      timeoutMs: milliseconds(settings.verification.timeout),
      signal: interrupted.signal,
      say: (text) => console.error(text),
    });
    const seconds = (performance.now() - from) / 1000;
    // What is left of questions that were given up must keep nobody waiting.
    process.exitCode = interrupted.signal.aborted ? 130 : exitCode({ results });
    const verification = { stack, seconds, results };
    if (quiet !== true || process.exitCode !== 0) return verificationReport(verification, format);
    console.error(headline(verification));
    return "";
  },
  // Nor may the end cut off what is still being written.
).finally(() => process.stdout.write("", () => process.exit()));

async function reachable(stack: string, settings: Parameters<typeof ClusterWorld.of>[1], signal: AbortSignal) {
  try {
    return await ClusterWorld.of(stack, settings, signal);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    throw new CannotAsk(`${error.message}\n  -> ${error.next ?? ""}`);
  }
}
