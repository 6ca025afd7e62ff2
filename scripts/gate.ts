/**
 * `npm run gate -- --prometheus URL --app NAME [--window 10m] [--against 24h] [--deployed TIME] [--namespace NS] [--workload NAME]
 * [--loki URL] [--stack prod] [--format text|json|markdown]`: whether an application is as good as before its release
 * (docs/release-gate.md). Exit code 0: it is; 1: it regressed; 2: nobody can tell, or nothing could be asked. Credentials are in
 * PROMETHEUS_TOKEN, or in PROMETHEUS_USER and PROMETHEUS_PASSWORD, and the same for LOKI.
 */
import { everySettings } from "./lib/alerts";
import { command } from "./lib/command";
import { arguments_, OPTIONS } from "./lib/gate/arguments";
import { gather } from "./lib/gate/gather";
import { judge } from "./lib/gate/judge";
import { gateReport } from "./lib/gate/report";
import { EXIT_CODES } from "./lib/gate/verdict";
import { addressOf, CannotAsk } from "./lib/prometheus/address";
import { Api } from "./lib/prometheus/api";
import { planStack, UserError } from "./lib/stack";

void command(
  "npm run gate -- --prometheus <URL> --app <name> [--window 10m] [--against 24h] [--deployed <time>] [--namespace <namespace>] [--workload <name>] [--loki <URL>] [--stack <stack>] [--format text|json|markdown]",
  OPTIONS,
  async (values) => {
    const given = arguments_(values);
    const settings = given.stack === undefined ? everySettings() : planned(given.stack);
    const prometheus = new Api("prometheus", addressOf("PROMETHEUS", given.prometheus, process.env));
    const loki = given.loki === undefined ? undefined : new Api("loki", addressOf("LOKI", given.loki, process.env));
    const gathered = await gather(prometheus, loki, { ...given, settings });
    const judgement = judge(gathered.evidence);
    process.exitCode = EXIT_CODES[judgement.verdict];
    return gateReport({ app: given.app, gathered, judgement }, given.format);
  },
  false,
  2,
);

/** A mistake in a stack file is no verdict on a release. */
function planned(stack: string): ReturnType<typeof everySettings> {
  try {
    return planStack(stack).settings;
  } catch (error) {
    throw error instanceof UserError ? new CannotAsk(error.message) : error;
  }
}
