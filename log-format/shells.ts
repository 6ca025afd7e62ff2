/**
 * How a shell is told of by what is no application: the nodes' programs of logins, the API server's audit log and Falco. Expressions
 * are in the syntax that RE2 and Ruby share, and begin where a line, or a command, does: what somebody chose to be called by cannot
 * be taken for what a program says.
 */
import { SECRET_NAMES } from "./redaction";

/** What is written down of what is no application. */
export const SOURCE_EVENTS = {
  shell: "RootShellOpened",
  command: "CommandExecuted",
  forward: "PortForwarded",
  login: "UserLogin",
  failedLogin: "UserLoginFailed",
} as const;

/** The namespace of lines that are a node's own. Kubernetes has none of such a name. */
export const NODES_NAMESPACE = "_nodes";

/** The namespace of records that arrive by OTLP from no pod that is known: from elsewhere, or from a pod in its node's own network. */
export const OUTSIDE_NAMESPACE = "_outside";

/** The service of what the API server's audit log says. */
export const API_SERVER = "kube-apiserver";

/** Programs of a node that say who signed in, and who became another; `sshd-session` and `sshd-auth` are sshd's since OpenSSH 9.8. */
export const LOGIN_PROGRAMS = [
  "doas",
  "login",
  "pkexec",
  "sshd",
  "sshd-auth",
  "sshd-session",
  "su",
  "sudo",
  "systemd-logind",
] as const;

/** Names of shells, also Windows' own; what ends in `.sh` is a script's name and no shell's. */
const SHELL = "(?:ba|da|z|k|mk|pdk|a|c|tc|fi|r|rba|el|x?on|pw)?sh";
const END = String.raw`(?:$|[^\w./-])`;

/**
 * A command, its words joined by spaces, that is a shell or begins one: by name wherever it stands (`env sh`, `busybox ash`,
 * `python -c '… "/bin/sh"'`), or by a program that begins one without naming it. Whoever brings a shell of another name is seen by
 * Falco alone.
 */
export const SHELL_COMMAND = [
  String.raw`(?:^|[^\w.-])(?:${SHELL}|(?:pwsh|powershell|cmd)\.exe|powershell)${END}`,
  String.raw`^(?:[^ ]*/)?(?:chroot|doas|login|nsenter|runuser|screen|script|su|sudo|tmux|unshare)(?: |$)`,
].join("|");

/** An option that is a secret's name, in capitals or not, apart from its value: joined to it, it is redacted as one. */
export const SECRET_OPTION = String.raw`(--?[A-Za-z0-9_-]*${SECRET_NAMES}) +`;

/** Characters of a command that are kept; what it is, is looked for in all of it. */
export const MOST_COMMAND = 4096;

/** A line of syslog's files: its time, its host, the program, and what it says. */
export const SYSLOG_LINE =
  "^(?P<syslog_time>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]{8}|[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[^ ]+) (?P<syslog_host>[^ ]+) " +
  String.raw`(?P<syslog_program>[^ :\[]+)(?:\[[0-9]+\])?: (?P<syslog_text>.*)$`;

/** Characters of a line of theirs that are looked at by Ruby, whose expressions take longer for a text that is made to. */
export const MOST_LOGIN = 8192;

/** What those programs say, by what it is: each from its beginning, and of what others chose as much as there is. */
export const LOGIN_LINES = {
  /** PAM, of a session; `by` is who asked for it, and empty where nobody was signed in. */
  session: String.raw`^pam_[a-z0-9_]+\((?P<pam_service>[^):]+):session\): session opened for user (?P<pam_user>[^ (]+)(?:\(uid=(?P<pam_uid>[0-9]+)\))?(?: by (?P<pam_by>[^ (]*)(?:\(uid=[0-9]*\))?)?\s*$`,
  /** sshd, of a sign-in. */
  accepted: String.raw`^Accepted (?P<accepted_by>[^ ]+) for (?P<accepted_user>[^ ]+) from (?P<accepted_ip>[^ ]+) port [0-9]+`,
  /** sshd, of one that failed; a name may have anything in it. */
  failed: String.raw`^Failed [^ ]+ for (?:invalid user )?(?P<failed_user>.*) from (?P<failed_ip>[^ ]+) port [0-9]+(?: ssh2)?(?:: .*)?$`,
  /** sudo, of a command, and of one that it refused. */
  sudo: String.raw`^ *(?P<sudo_user>[^ ]+) : (?:(?P<sudo_refused>[^=;]+) ; )?(?:[A-Z].*? ; )?USER=(?P<sudo_as>[^ ;]+) ; (?:[A-Z].*? ; )?COMMAND=(?P<sudo_command>.*)$`,
} as const;

/** Services of PAM that open sessions for no person: at each run of a job. */
export const UNATTENDED_SESSIONS = ["atd", "cron", "crond", "systemd-user"] as const;

/** The rules of Falco's that tell of a shell. */
export const FALCO_SHELL_RULES = ["Terminal shell in container", "Run shell untrusted"] as const;

/** Falco's service, by the label of its pods. */
export const FALCO = "falco";
