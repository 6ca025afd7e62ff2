/** A report on its way: by e-mail and to Slack. */
import * as fs from "node:fs";
import { createTransport } from "nodemailer";
import type { JobConfig, Smtp } from "./config";
import { reasonOf } from "./http";
import { headlineOf, titleOf } from "./parts";
import { htmlOf } from "./render/html";
import { slackOf } from "./render/slack";
import { textOf } from "./render/text";
import type { Report } from "./report";
import { plain } from "./words";

/** For each step of a delivery. */
const STEP_MS = 30_000;

/** Times that one delivery is tried, and the milliseconds before the second; each further pause is twice as long. */
const TRIES = { attempts: 3, delayMs: 5_000 };

/** The port on which TLS comes first (RFC 8314). */
const SMTPS = 465;

/** What came of one delivery. */
export interface Delivery {
  /** The channel. */
  to: string;
  /** Why it failed, without a credential; undefined where it did not. */
  failed: string | undefined;
}

/** Sends a report to everybody. One that fails keeps no other from its own. @param delayMs Before the second try. */
export async function deliver(report: Report, config: JobConfig, delayMs = TRIES.delayMs): Promise<Delivery[]> {
  const { smtp, email, slack } = config;
  const mails = email.map(({ id, to }) =>
    delivered(id, smtp?.user && [smtp.user.passwordFile], delayMs, () => mail(report, smtp, to)),
  );
  const posts = slack.map(({ id, channel, urlFile }) =>
    delivered(id, [urlFile], delayMs, () => post(secretOf(urlFile), slackOf(report, channel))),
  );
  return Promise.all([...mails, ...posts]);
}

async function delivered(to: string, secretFiles: readonly string[] = [], delayMs: number, send: () => Promise<void>) {
  for (let attempt = 1; ; attempt++) {
    try {
      await send();
      return { to, failed: undefined };
    } catch (error) {
      if (attempt === TRIES.attempts || error instanceof Refused)
        return { to, failed: discreet((error as Error).message, secretFiles) };
      await new Promise((resolve) => setTimeout(resolve, delayMs * 2 ** (attempt - 1)));
    }
  }
}

/** Refused for good: another try would be refused as well. */
class Refused extends Error {}

async function mail(report: Report, smtp: Smtp | undefined, to: readonly string[]): Promise<void> {
  if (smtp === undefined) throw new Refused("no mail server is set (`alerting.smtp`)");
  const { host, port, from, requireTls, user } = smtp;
  const transport = createTransport({
    host,
    port,
    secure: port === SMTPS,
    requireTLS: requireTls,
    tls: { minVersion: "TLSv1.2" },
    ...(user === undefined ? {} : { auth: { user: user.name, pass: secretOf(user.passwordFile) } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: plain(`[${report.cluster}] ${titleOf(report)}: ${headlineOf(report)}`, 200),
      text: textOf(report),
      html: htmlOf(report),
      // Nobody's holiday note answers it (RFC 3834).
      headers: { "Auto-Submitted": "auto-generated" },
    });
  } catch (error) {
    const { responseCode = 0, message } = error as Error & { responseCode?: number };
    throw responseCode >= 500 ? new Refused(message, { cause: error }) : error;
  } finally {
    transport.close();
  }
}

async function post(url: string, message: unknown): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(STEP_MS),
      redirect: "error",
    });
  } catch (error) {
    throw new Error(`the webhook does not answer (${reasonOf(error)})`, { cause: error });
  }
  if (response.ok) return;
  const said = plain(await response.text().catch(() => ""), 100);
  const message_ = `the webhook answers with status ${response.status}: ${said}`;
  throw response.status === 429 || response.status >= 500 ? new Error(message_) : new Refused(message_);
}

function secretOf(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Refused(`the credential's file ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "?"})`);
  }
}

/** A message without the credentials in these files, in any form in which a server may repeat them. */
function discreet(message: string, files: readonly string[]): string {
  const secrets = files.flatMap((file) => {
    try {
      const secret = fs.readFileSync(file, "utf8");
      const path = URL.canParse(secret) ? [new URL(secret).pathname] : [];
      return [secret, ...path, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)];
    } catch {
      return [];
    }
  });
  const hidden = secrets
    .filter((one) => one.length > 1)
    .reduce((text, one) => text.replaceAll(one, "[credential]"), message);
  return plain(hidden, 300);
}
