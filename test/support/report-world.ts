/** What a report's job meets: a Prometheus that answers from samples, a mail server, and a webhook, all on this machine. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { SMTPServer } from "smtp-server";
import type { Answers } from "../../reports/ask";
import { questions } from "../../reports/questions";
import type { Period } from "../../reports/report";

/** A message as the mail server took it. */
export interface Mail {
  from: string;
  to: string[];
  user: string | undefined;
  /** Whether it came by TLS. */
  secure: boolean;
  raw: string;
}

export interface MailServer {
  port: number;
  mails: Mail[];
  stop: () => Promise<void>;
}

const USER = "reports@example.com";
export const PASSWORD = "canary-smtp-password-7f3a";

/** A certificate that signs itself, for localhost, in a folder. */
export function certificate(folder: string): { key: string; cert: string } {
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", [...request, ...names, "-keyout", key, "-out", cert], { stdio: "pipe" });
  return { key, cert };
}

/** A mail server that takes what one user sends. @param tls Its certificate; without one it has no STARTTLS. */
export async function mailServer(tls?: { key: string; cert: string }): Promise<MailServer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...(tls === undefined
      ? { disabledCommands: ["STARTTLS"], allowInsecureAuth: true }
      : { key: fs.readFileSync(tls.key), cert: fs.readFileSync(tls.cert) }),
    onAuth: ({ username, password = "" }, _, done) => {
      if (username === USER && password === PASSWORD) done(null, { user: username });
      // A server that says too much.
      else done(new Error(`wrong password: ${password}`));
    },
    onData: (stream, { envelope, user, secure }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, user: user as string | undefined, secure, raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
    closeTimeout: 100,
  });
  // A client that breaks off is the test's own.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

export interface WebServer {
  url: string;
  /** What was posted, as JSON. */
  posted: { path: string; body: unknown }[];
  stop: () => Promise<void>;
}

/** Prometheus, Alertmanager, Loki and a webhook in one. @param webhookStatus What the webhook answers with. */
export async function webServer(answers: Answers, period: Period, webhookStatus = 200): Promise<WebServer> {
  const posted: WebServer["posted"] = [];
  const known = new Map(Object.entries(questions(period)).map(([key, expr]) => [expr, key]));
  const vector = (answer: Answers["logs"] | undefined) => ({
    status: "success",
    data: {
      resultType: "vector",
      result:
        answer === undefined || "failed" in answer
          ? []
          : answer.samples.map(({ labels, value }) => ({ metric: labels, value: [0, String(value)] })),
    },
  });
  const rules = "failed" in answers.loaded ? [] : answers.loaded.map((rule) => ({ type: "alerting", ...rule }));
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const json = (body: unknown) => response.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
    if (pathname === "/api/v1/query") {
      const key = known.get(searchParams.get("query") ?? "");
      if (key !== undefined) return json(vector(answers.queries[key]));
      response.statusCode = 400;
      return json({ status: "error", error: "no question of a report" });
    }
    if (pathname === "/api/v1/rules") return json({ status: "success", data: { groups: [{ rules }] } });
    if (pathname === "/api/v2/silences") return json(answers.silences);
    if (pathname === "/loki/api/v1/index/volume") return json(vector(answers.logs));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      posted.push({ path: pathname, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.statusCode = webhookStatus;
      response.end(webhookStatus === 200 ? "ok" : `invalid_token ${pathname}`);
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://localhost:${port}`, posted, stop };
}

/** A folder of its own for a test. */
export function folder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), "reports-"));
}

/** The setting of a mail server's user, with the file that has the password. */
export function mailUser(at: string): { name: string; passwordFile: string } {
  const passwordFile = path.join(at, "smtp-password");
  fs.writeFileSync(passwordFile, PASSWORD);
  return { name: USER, passwordFile };
}
