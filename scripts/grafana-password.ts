/**
 * What `pulumi up` runs when Grafana's admin password is new: brings Grafana to it. The password comes by standard input, so
 * that no list of processes has it; NAMESPACE and, if it is not the current one, CONTEXT say where. With --changed the password
 * was another one before.
 */
import * as fs from "node:fs";
import { applyPassword } from "./lib/grafana/password";
import { grafanaOf } from "./lib/grafana/pods";

async function main(): Promise<string> {
  const { NAMESPACE: namespace = "", CONTEXT: context } = process.env;
  const password = fs.readFileSync(0, "utf8").trim();
  if (password === "") throw new Error("the password is missing: it is read from standard input");
  const grafana = await grafanaOf({ namespace, context });
  return applyPassword(grafana, { password, changed: process.argv.includes("--changed") });
}

main().then(
  (said) => {
    console.log(said);
    // A connection to a pod can stay open for a while.
    process.exit(0);
  },
  (error: unknown) => {
    console.error(`Grafana's admin password: ${(error as Error).message}`);
    process.exit(1);
  },
);
