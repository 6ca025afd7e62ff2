/**
 * What runs in the cluster: `node program.cjs <configuration file>`. Exit code 0: Grafana's teams and folders are as the settings
 * say; 1: they are not, and why.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applyTeams, type Ask } from "./apply";
import { applyAuditOrganisation } from "./audit-organisation";
import { type JobConfig, NotFound, PASSWORD_FILE, USER_FILE } from "./config";

/** For one question. */
const ANSWER_MS = 30_000;

/** The first organisation, whichever admin looked at last. */
const ORGANISATION = 1;

/** Grafana does not take the password. It is not tried again: after five wrong ones it would refuse `admin` for five minutes. */
class Refused extends Error {
  override readonly name = "Refused";
}

function grafana({ url, credentials }: JobConfig): Ask {
  const [user, password] = [USER_FILE, PASSWORD_FILE].map((file) =>
    fs.readFileSync(path.join(credentials, file), "utf8").trim(),
  );
  const headers = {
    Authorization: `Basic ${Buffer.from(`${user ?? ""}:${password ?? ""}`).toString("base64")}`,
    "Content-Type": "application/json",
  };
  return async (method, at, body, organisation = ORGANISATION) => {
    const call = `${method} ${at.replace(/\?.*$/, "")}`;
    let response: Response;
    try {
      response = await fetch(`${url}${at}`, {
        method,
        headers: { ...headers, "X-Grafana-Org-Id": String(organisation) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_MS),
        redirect: "manual",
      });
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      throw new Error(`Grafana does not answer ${call} (${cause?.code ?? message})`, { cause: error });
    }
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    const problem = `Grafana answers ${call} with status ${response.status}: ${said(text)}`;
    if (response.status === 404) throw new NotFound(problem);
    throw response.status === 401 ? new Refused(problem) : new Error(problem);
  };
}

function said(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message);
  } catch {
    return text.slice(0, 200);
  }
}

async function main([file = ""]: readonly string[]): Promise<void> {
  const config = JSON.parse(fs.readFileSync(file, "utf8")) as JobConfig;
  for (let left = config.patience.attempts - 1; ; left--) {
    try {
      const ask = grafana(config);
      const done = await applyTeams(ask, config.teams);
      if (config.auditOrganisation !== undefined)
        done.push(...(await applyAuditOrganisation(ask, config.auditOrganisation)));
      console.log(done.length === 0 ? "nothing to do" : done.join("\n"));
      return;
    } catch (error) {
      if (left <= 0 || error instanceof Refused) throw error;
    }
    await sleep(config.patience.delayMs);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
