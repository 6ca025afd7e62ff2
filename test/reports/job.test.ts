/** The job that sends reports, as it runs in the cluster: the one file, by Node, with a real mail server. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { isBuiltin } from "node:module";
import * as path from "node:path";
import { LIBRARY_PATH } from "../../components/reports";
import { libraryBundle, reportBundle } from "../../components/reports/bundle";
import type { Answers } from "../../reports/ask";
import type { JobConfig } from "../../reports/config";
import { run } from "../../scripts/lib/processes";
import { answers, QUERIES, SUBJECT } from "../support/reports";
import {
  certificate,
  folder,
  mailServer,
  type MailServer,
  mailUser,
  PASSWORD,
  webServer,
  type WebServer,
} from "../support/report-world";

const SLACK_PATH = "/services/canary-slack-7f3a";

describe("the job that sends reports", function () {
  this.timeout(120_000);
  const at = folder();
  const program = path.join(at, "report.cjs");
  let tls: { key: string; cert: string };
  let mail: MailServer;
  let web: WebServer;

  before(async function () {
    if (spawnSync("openssl", ["version"]).status !== 0) {
      console.log("    skipped: openssl is missing, which makes the mail server's certificate");
      this.skip();
    }
    fs.writeFileSync(program, reportBundle());
    const library = path.join(at, LIBRARY_PATH);
    fs.mkdirSync(path.dirname(library), { recursive: true });
    fs.writeFileSync(library, libraryBundle());
    tls = certificate(at);
    mail = await mailServer(tls);
    web = await webServer(answers(), "day");
  });
  after(async () => {
    // Without openssl neither was started.
    await (mail as MailServer | undefined)?.stop();
    await (web as WebServer | undefined)?.stop();
    fs.rmSync(at, { recursive: true, force: true });
  });
  beforeEach(() => {
    mail.mails.length = 0;
    web.posted.length = 0;
  });

  const config = (given: Partial<JobConfig> = {}): JobConfig => {
    const urlFile = path.join(at, "slack-platform");
    fs.writeFileSync(urlFile, `${web.url}${SLACK_PATH}`);
    return {
      subject: SUBJECT,
      sources: { prometheus: web.url, alertmanager: web.url, loki: web.url },
      patience: { attempts: 1, delayMs: 1 },
      smtp: { host: "localhost", port: mail.port, from: "alerts@example.com", requireTls: true, user: mailUser(at) },
      email: [{ id: "email/platform", to: ["platform@example.com", "board@example.com"] }],
      slack: [{ id: "slack/platform", channel: "#alerts", urlFile }],
      ...given,
    };
  };
  const send = async (given: JobConfig, period = "day") => {
    const file = path.join(at, "config.json");
    fs.writeFileSync(file, JSON.stringify(given));
    const env = { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: tls.cert };
    const ended = await run(process.execPath, [program, period, file], { env, cwd: at });
    assert.doesNotMatch(ended.stdout + ended.stderr, new RegExp(`${PASSWORD}|${SLACK_PATH}`));
    return { code: ended.code, stdout: ended.stdout.trim(), stderr: ended.stderr.trim() };
  };

  it("sends it by STARTTLS, signed in, in both forms, and to Slack", async () => {
    assert.deepEqual(await send(config()), {
      code: 0,
      stdout: "sent to email/platform\nsent to slack/platform",
      stderr: "",
    });
    const [{ from, to, user, secure, raw } = assert.fail("no mail")] = mail.mails;
    assert.deepEqual(
      [from, to, user, secure],
      ["alerts@example.com", ["platform@example.com", "board@example.com"], "reports@example.com", true],
    );
    const subject = "[prod] Daily report of prod: 1 objective missed, 1 urgent alert now, 8 firings";
    assert.ok(raw.replace(/\r\n /g, " ").includes(`\r\nSubject: ${subject}\r\n`), raw);
    assert.match(raw, /^Auto-Submitted: auto-generated\r$/m);
    assert.match(raw, /Content-Type: multipart\/alternative/);
    assert.match(
      raw,
      /Content-Type: text\/plain; charset=utf-8[\s\S]*SERVICE LEVELS[\s\S]*Content-Type: text\/html; charset=utf-8[\s\S]*<!DOCTYPE html>/,
    );
    const [{ path: to_, body } = assert.fail("nothing posted")] = web.posted;
    assert.equal(to_, SLACK_PATH);
    const { channel, text } = body as { channel: string; text: string };
    assert.deepEqual([channel, text], ["#alerts", subject.slice("[prod] ".length)]);
  });

  it("keeps a hostile name out of the header", async () => {
    const subject = { ...SUBJECT, cluster: "prod\r\nBcc: evil@example.com\r\n\r\n<b>" };
    assert.equal((await send(config({ subject }))).code, 0);
    const [header = ""] = (mail.mails[0]?.raw ?? "").split("\r\n\r\n");
    assert.doesNotMatch(header, /^Bcc:/m);
    assert.match(header.replace(/\r\n /g, " "), /^Subject: \[prod Bcc: evil@example\.com <b>\] Daily report/m);
    assert.deepEqual(mail.mails[0]?.to, ["platform@example.com", "board@example.com"]);
  });

  it("fails where a channel does not take it, says which and why without the credential, and the others have it", async () => {
    const passwordFile = path.join(at, "wrong-password");
    fs.writeFileSync(passwordFile, `${PASSWORD}-wrong`);
    const user = { ...mailUser(at), passwordFile };
    const smtp = { host: "localhost", port: mail.port, from: "alerts@example.com", requireTls: true, user };
    const { code, stdout } = await send(config({ smtp }));
    assert.equal(code, 1);
    assert.match(stdout, /^not sent to email\/platform: Invalid login: 535.*wrong password: \[credential\]$/m);
    assert.match(stdout, /^sent to slack\/platform$/m);
  });

  it("sends nothing over a connection without TLS where that is required, nor by a certificate that nobody vouches for", async () => {
    const plain = await mailServer();
    try {
      const smtp = { host: "localhost", port: plain.port, from: "a@example.com", requireTls: true, user: mailUser(at) };
      const { code, stdout } = await send(config({ smtp, slack: [] }));
      assert.equal(code, 1);
      assert.match(stdout, /^not sent to email\/platform: .*STARTTLS/m);
      assert.deepEqual(plain.mails, []);
    } finally {
      await plain.stop();
    }
    const other = folder();
    const foreign = await mailServer(certificate(other));
    try {
      const smtp = {
        host: "localhost",
        port: foreign.port,
        from: "a@example.com",
        requireTls: true,
        user: mailUser(at),
      };
      const { stdout } = await send(config({ smtp, slack: [] }));
      assert.match(stdout, /^not sent to email\/platform: .*certificate/m);
    } finally {
      await foreign.stop();
      fs.rmSync(other, { recursive: true, force: true });
    }
  });

  it("says in the report that Prometheus does not answer, and fails", async () => {
    const gone = await webServer(answers(), "day");
    await gone.stop();
    const { code, stdout, stderr } = await send(config({ sources: { prometheus: gone.url } }));
    assert.equal(code, 1);
    assert.match(stdout, /^sent to email\/platform$/m);
    assert.equal(stderr, "the report says that nothing is known: prometheus does not answer (ECONNREFUSED)");
    assert.match(mail.mails[0]?.raw ?? "", /Subject: .*nothing is known/);
  });

  it("says of a webhook that refuses what it answers, and nothing of its address", async () => {
    const refusing = await webServer(answers(), "day", 403);
    const urlFile = path.join(at, "slack-refusing");
    fs.writeFileSync(urlFile, `${refusing.url}${SLACK_PATH}`);
    try {
      const { code, stdout } = await send(
        config({ email: [], slack: [{ id: "slack/platform", channel: "#a", urlFile }] }),
      );
      assert.equal(code, 1);
      assert.equal(
        stdout,
        "not sent to slack/platform: the webhook answers with status 403: invalid_token [credential]",
      );
      assert.equal(refusing.posted.length, 1, "what is refused for good is not tried again");
    } finally {
      await refusing.stop();
    }
  });

  it("says of each credential that is not there where it looked for it", async () => {
    const slack = [{ id: "slack/platform", channel: "#a", urlFile: path.join(at, "missing") }];
    const { code, stdout } = await send(config({ email: [], slack }));
    assert.equal(code, 1);
    assert.match(stdout, /^not sent to slack\/platform: the credential's file .*missing cannot be read \(ENOENT\)$/);
  });

  it("makes a report of each period, and says how it is started", async () => {
    for (const period of ["week", "month"] as const) {
      const world = await webServer({ ...answers(QUERIES), silences: [] } satisfies Answers, period);
      const sources = { prometheus: world.url, alertmanager: world.url, loki: world.url };
      assert.equal((await send(config({ sources, slack: [] }), period)).code, 0);
      await world.stop();
    }
    assert.match(mail.mails[0]?.raw ?? "", /Subject: \[prod\] Weekly report/);
    assert.match(mail.mails[1]?.raw ?? "", /Subject: \[prod\] Monthly report/);
    const { code, stderr } = await send(config(), "year");
    assert.deepEqual([code, stderr], [2, "usage: report.cjs <day|week|month> <configuration file>"]);
  });
});

describe("the program's two files", () => {
  for (const [what, bundle, others] of [
    ["the program", reportBundle, ["nodemailer"]],
    ["the library", libraryBundle, []],
  ] as const) {
    it(`are the same bytes each time, need no package, and fit into ConfigMaps: ${what}`, () => {
      const text = bundle();
      assert.equal(text, bundle());
      const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name = ""]) => name);
      assert.ok(required.length > 2);
      assert.deepEqual(
        [...new Set(required)].filter((name) => !isBuiltin(name)),
        others,
      );
      assert.ok(Buffer.byteLength(text) < 256 * 1024, String(text.length));
      assert.ok(!text.includes(process.cwd()));
    });
  }
});
