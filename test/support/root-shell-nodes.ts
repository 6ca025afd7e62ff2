/** What the nodes write of logins, and Falco of shells: cases of root-shell.ts. */
import type { SourceCase } from "./source-case";

/** A time as syslog's older form has it: without a year, and without a zone. */
export function unzoned(at: Date): string {
  const [, day = "", month = "", , clock = ""] = at.toUTCString().split(" ");
  return `${month} ${day.replace(/^0/, " ")} ${clock}`;
}

/** Sessions of root's in the forms of syslog's files, each by a user who says how old it is. */
export function dated(ago: (minutes: number) => Date): string[] {
  const session = (by: string) => `pam_unix(login:session): session opened for user root(uid=0) by ${by}(uid=1001)`;
  return [
    `${unzoned(ago(40 * 60))} node-1 login[1]: ${session("old")}`,
    `${ago(39 * 60).toISOString()} node-1 login[1]: ${session("older-than-that")}`,
    `${unzoned(ago(13 * 60))} node-1 login[1]: ${session("west")}`,
  ];
}

const syslog = (name: string, text: string, event?: Record<string, unknown>, kept?: true): SourceCase => ({
  name,
  source: "files",
  line: `${unzoned(new Date())} node-1 ${text}`,
  ...(event === undefined ? {} : { event }),
  ...(kept === undefined ? {} : { kept }),
});

export const OF_LOGINS: readonly SourceCase[] = [
  syslog("sudo, by PAM", "sudo: pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)", {
    event: "RootShellOpened",
    user_id: "alice",
    outcome: "success",
    service: "sudo",
  }),
  syslog(
    "su to another name of root's",
    "su[7]: pam_unix(su:session): session opened for user toor(uid=0) by bob(uid=1001)",
    {
      event: "RootShellOpened",
      user_id: "bob",
    },
  ),
  syslog("root by ssh", "sshd-session[9]: Accepted publickey for root from 192.0.2.7 port 4 ssh2: ED25519 SHA256:x", {
    event: "RootShellOpened",
    user_id: "root",
    source_ip: "192.0.2.7",
  }),
  syslog("somebody by ssh", "sshd[9]: Accepted password for alice from 192.0.2.7 port 4 ssh2", {
    event: "UserLogin",
    user_id: "alice",
    source_ip: "192.0.2.7",
  }),
  syslog(
    "a name that says where it is from",
    "sshd[9]: Failed password for invalid user x from 203.0.113.1 port 1 ssh2 from 192.0.2.9 port 33 ssh2",
    {
      event: "UserLoginFailed",
      user_id: "x from 203.0.113.1 port 1 ssh2",
      source_ip: "192.0.2.9",
      outcome: "failure",
    },
  ),
  syslog("a shell by sudo", "sudo:   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/bash", {
    event: "RootShellOpened",
    user_id: "alice",
    command: "/bin/bash",
    message: "alice : TTY=pts/0 ; DIRECTORY=/home/alice ; USER=root ; COMMAND=/bin/bash",
  }),
  syslog(
    "a command by sudo, of a folder that says otherwise",
    "sudo: alice : TTY=pts/0 ; PWD=/tmp/x ; USER=root ; COMMAND=/bin/ls ; USER=root ; COMMAND=/bin/bash",
    {
      event: "RootShellOpened",
      user_id: "alice",
    },
  ),
  syslog(
    "sudo that was refused",
    "sudo: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/bash",
    {
      event: "CommandExecuted",
      user_id: "bob",
      outcome: "failure",
    },
  ),
  syslog(
    "a name that is what PAM says",
    "sshd[9]: Invalid user pam_unix(sshd:session): session opened for user root from 203.0.113.9 port 3",
    undefined,
    true,
  ),
  syslog("a session that ends", "sudo: pam_unix(sudo:session): session closed for user root", undefined, true),
  syslog("a job's session", "CRON[12]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)"),
  syslog("a program of no login", "kernel: Out of memory"),
];

export const OF_FALCO: readonly SourceCase[] = [
  {
    name: "a shell in a container, by Falco",
    source: "falco",
    line: JSON.stringify({
      hostname: "node-1",
      output: "Notice A shell was spawned in a container with an attached terminal | user=root",
      output_fields: { "k8s.ns.name": "shop", "k8s.pod.name": "web-1", "proc.cmdline": "bash", "user.name": "root" },
      priority: "Notice",
      rule: "Terminal shell in container",
      source: "syscall",
    }),
    event: {
      event: "RootShellOpened",
      user_id: "root",
      level: "notice",
      namespace: "shop",
      pod: "web-1",
      command: "bash",
    },
  },
  {
    name: "another alert of Falco's",
    source: "falco",
    line: JSON.stringify({
      output: "Critical x",
      priority: "Critical",
      rule: "Drop and execute new binary in container",
    }),
    event: { level: "critical", rule: "Drop and execute new binary in container", message: "Critical x" },
  },
  {
    name: "what Falco says of itself",
    source: "falco",
    line: "Thu Nov 20 10:00:00 2026: Falco initialized",
    kept: true,
  },
];
