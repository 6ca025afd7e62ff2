/**
 * What runs in the cluster: `node report.cjs <day|week|month> <configuration file>`. Exit code 0: everybody has the report; 1:
 * somebody has not, or Prometheus did not answer, which the report that is sent says as well; 2: it was started wrongly.
 */
import * as fs from "node:fs";
import { askByHttp } from "./http";
import type { JobConfig } from "./config";
import { deliver } from "./deliver";
import { makeReport } from "./make";
import { PERIODS, type Period } from "./report";

function isPeriod(text: string | undefined): text is Period {
  return text !== undefined && Object.hasOwn(PERIODS, text);
}

async function main([period, file]: readonly (string | undefined)[]): Promise<number> {
  if (!isPeriod(period) || file === undefined) {
    console.error(`usage: report.cjs <${Object.keys(PERIODS).join("|")}> <configuration file>`);
    return 2;
  }
  const config = JSON.parse(fs.readFileSync(file, "utf8")) as JobConfig;
  const at = Math.floor(Date.now() / 1000);
  const report = await makeReport(
    askByHttp(config.sources, config.headers),
    config.subject,
    period,
    at,
    config.patience,
  );
  const deliveries = await deliver(report, config, Math.min(5_000, config.patience.delayMs));
  for (const { to, failed } of deliveries)
    console.log(failed === undefined ? `sent to ${to}` : `not sent to ${to}: ${failed}`);
  if (report.unreachable !== undefined) console.error(`the report says that nothing is known: ${report.unreachable}`);
  return report.unreachable === undefined && deliveries.every(({ failed }) => failed === undefined) ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 2;
  },
);
