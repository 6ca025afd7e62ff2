/** When what wakes somebody was, as Fluentd's and Logstash's Ruby has it: what is told of late is seen, and history stays history. */
import assert from "node:assert/strict";
import { sourceReaders } from "../support/audit-sources";
import { collectors, type Fields } from "../support/collector-ruby";
import { audit } from "../support/root-shell";
import { unzoned } from "../support/root-shell-nodes";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} }, security: { sources: { falco: {} } } });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SU = "su[7]: pam_unix(su:session): session opened for user root(uid=0) by bob(uid=1001)";
const SIGN_IN = "sshd[9]: Accepted password for alice from 192.0.2.7 port 4 ssh2";

/** A line by how old it is, and what there is to read it by; what is read now unless `read` says that the runtime wrote it then. */
interface Told {
  source: "api_server" | "files" | "container";
  line: (at: Date) => string;
  ago: number;
  /** Whether it has the time at which it is told. */
  now: boolean;
  read?: "then";
}

const inFiles = (text: string) => (at: Date) => `${at.toISOString().replace("Z", "000+00:00")} node-1 ${text}`;
const inOlderFiles = (text: string) => (at: Date) => `${unzoned(at)} node-1 ${text}`;
const inAuditLog = (at: Date) => audit({ uri: "?command=sh" }, at);
const ofAnApplication = (event: string) => (at: Date) =>
  JSON.stringify({ timestamp: at.toISOString(), message: "x", audit: true, event, user_id: "ann" });

const TOLD: Record<string, Told> = {
  "a shell of the audit log, in time": { source: "api_server", line: inAuditLog, ago: 5 * MINUTE, now: false },
  "a shell of the audit log, read 11 minutes late": {
    source: "api_server",
    line: inAuditLog,
    ago: 11 * MINUTE,
    now: true,
  },
  "a shell of the audit log, read 25 minutes late": {
    source: "api_server",
    line: inAuditLog,
    ago: 25 * MINUTE,
    now: true,
  },
  "a shell of the audit log, read 11 hours late": { source: "api_server", line: inAuditLog, ago: 11 * HOUR, now: true },
  "a shell of an audit log that was there before": {
    source: "api_server",
    line: inAuditLog,
    ago: 20 * DAY,
    now: false,
  },
  "a shell of the audit log, to come": { source: "api_server", line: inAuditLog, ago: -2 * DAY, now: true },
  "su, in time": { source: "files", line: inFiles(SU), ago: 5 * MINUTE, now: false },
  "su, read 20 minutes late": { source: "files", line: inFiles(SU), ago: 20 * MINUTE, now: true },
  "su, of a file that was there before": { source: "files", line: inFiles(SU), ago: 20 * DAY, now: false },
  "a sign-in, read two hours late": { source: "files", line: inFiles(SIGN_IN), ago: 2 * HOUR, now: false },
  "su, to come": { source: "files", line: inFiles(SU), ago: -2 * DAY, now: true },
  "su, in the older form": { source: "files", line: inOlderFiles(SU), ago: 0, now: true },
  "su, in the older form of a zone in the east": {
    source: "files",
    line: inOlderFiles(SU),
    ago: -13 * HOUR,
    now: true,
  },
  "su, in the older form of a zone in the west": { source: "files", line: inOlderFiles(SU), ago: 11 * HOUR, now: true },
  "su, in the older form, of a file that was there before": {
    source: "files",
    line: inOlderFiles(SU),
    ago: 3 * DAY,
    now: false,
  },
  "su, in the older form, of half a year ago": { source: "files", line: inOlderFiles(SU), ago: 180 * DAY, now: false },
  "a shell of an application, two hours late": {
    source: "container",
    line: ofAnApplication("RootShellOpened"),
    ago: 2 * HOUR,
    now: true,
    read: "then",
  },
  "a login of an application, two hours late": {
    source: "container",
    line: ofAnApplication("UserLogin"),
    ago: 2 * HOUR,
    now: false,
    read: "then",
  },
  "a shell of an application that somebody brings in from before": {
    source: "container",
    line: ofAnApplication("RootShellOpened"),
    ago: 13 * HOUR,
    now: false,
    read: "then",
  },
};

describe("what is told late, in Ruby", () => {
  const documentOf = async (name: "Fluentd" | "Logstash", { source, line, ago, read }: Told) => {
    const at = new Date(Math.floor((Date.now() - ago) / 1000) * 1000);
    const time = (read === "then" ? at : new Date()).toISOString();
    const text = line(at);
    const reads = (await sourceReaders(settings, time))[name];
    const record = source === "container" ? { message: text } : reads({ source, line: text });
    const [document = assert.fail()] = (await collectors(settings, time))[name].written([record ?? assert.fail()]);
    return { at, document: document as { app?: Fields; "@timestamp": string } };
  };

  for (const name of ["Fluentd", "Logstash"] as const)
    for (const [title, told] of Object.entries(TOLD))
      it(`${name}: ${title} ${told.now ? "is seen" : "has its own time"}`, async () => {
        const { at, document } = await documentOf(name, told);
        const found = new Date(document["@timestamp"]).getTime();
        if (!told.now) assert.equal(new Date(found).toISOString(), at.toISOString());
        else assert.ok(Math.abs(Date.now() - found) < MINUTE, document["@timestamp"]);
        // What it says itself is somewhere.
        if (told.now && told.line(at).includes(at.toISOString()))
          assert.equal(document.app?.["timestamp"], at.toISOString());
      });
});
