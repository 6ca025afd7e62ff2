import { readLoad, USAGE } from "./options.js";
import { runLoad } from "./run.js";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
try {
  const load = readLoad(process.argv.slice(2));
  const { sent, skipped, byStatus, p50, p95, p99 } = await runLoad(load, process.env["DEMO_PASSWORD"], stop.signal);
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
  console.log(
    `${sent} requests, ${skipped} left out; ${statuses.join(", ")}; 50 %: ${p50} ms, 95 %: ${p95} ms, 99 %: ${p99} ms`,
  );
  if (byStatus["none"] !== undefined) process.exitCode = 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
