/**
 * `npm run rehearse -- --stack dev`: deploys a stack for real, with Pulumi's own engine and the real charts, to an API
 * server with simulated nodes on this machine; changes it, breaks it off, destroys it, and says what it saw.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { command } from "./lib/command";
import { checkArguments, OPTIONS, USAGE } from "./lib/rehearse/arguments";
import { Canaries } from "./lib/rehearse/canaries";
import { changing } from "./lib/rehearse/changing";
import { checking } from "./lib/rehearse/checking";
import { drifting } from "./lib/rehearse/drifting";
import { deploying } from "./lib/rehearse/deploying";
import { ElasticStandIn } from "./lib/rehearse/eck";
import { ending } from "./lib/rehearse/ending";
import { figures } from "./lib/rehearse/figures";
import { interrupting } from "./lib/rehearse/interrupting";
import { killAll } from "./lib/process-tree";
import { exitCode, render } from "./lib/rehearse/report";
import { rotating } from "./lib/rehearse/rotating";
import { runSteps } from "./lib/rehearse/steps";
import { versions } from "./lib/rehearse/versions";
import { OperatorKeeper, type World } from "./lib/rehearse/world";
import { planStack } from "./lib/stack";

void command(USAGE, OPTIONS, async (given) => {
  const { stack, charts, kubeconfig, keep, yes, format } = checkArguments(given);
  const { settings } = planStack(stack);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "observability-rehearsal-"));
  const tidy = () => {
    killAll();
    // What was killed just now can still be writing.
    if (!keep) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  // Whatever ends this process, nothing that it started outlives it.
  process.on("exit", tidy);
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(signal, () => process.exit(128 + number));
  }

  const log = (line: string) => console.error(line);
  // The first steps fill in what is missing here, and no other runs without them.
  const world = {
    ...{ stack, settings, folder, yes, log, canaries: new Canaries() },
    charts: charts ?? settings.charts,
    givenKubeconfig: kubeconfig,
  } as World;
  const operator = new OperatorKeeper(world);
  const elastic = new ElasticStandIn(world);
  try {
    const rows = await runSteps(
      [
        ...deploying(world, operator, elastic),
        ...checking(world),
        ...changing(world),
        ...rotating(world),
        ...drifting(world),
        ...interrupting(world),
        ...versions(world),
        ...ending(world, operator),
      ],
      log,
    );
    process.exitCode = exitCode({ rows });
    return render({ stack, rows, figures: figures(world) }, format);
  } finally {
    await Promise.all([operator.stop(), elastic.stop()]);
    killAll();
    if (keep) log(`kept: ${folder}`);
  }
});
