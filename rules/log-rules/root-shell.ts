/**
 * What lines say where somebody has become root, or has a shell in a container. A pattern begins where what a program says begins: a
 * name that somebody chose, or a text that somebody sent, is no reason to wake anybody.
 */
import { SOURCE_EVENTS, UNATTENDED_SESSIONS } from "../../log-format/shells";

/** What a line of syslog's begins with, as far as it is there: time and host, and the program. */
const HEADER = String.raw`(?:(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT\S+) \S+ )?(?:[\w()./-]+(?:\[\d+\])?: )?`;

/** The journal's own JSON, too. */
const BEGINNING = String.raw`^(?:${HEADER}|\s*\{.*"MESSAGE"\s*:\s*")`;

/** A shell's name in a command of a URL, by its codes. */
const IN_URL = String.raw`(?:[^"&\s\\]*(?:/|\+|=|%2[027F]|%3[BD]))?(?:ba|da|z|k|mk|a|c|tc|fi)?sh(?:["&\s\\+]|%2[027]|%3B|$)`;

/** A key of JSON and the beginning of its text; JSON within JSON, as Azure has it, too. */
const key = (name: string) => String.raw`\\?"${name}\\?"\s*:\s*\\?"`;

/** What lines say that are no audit event, by which the log shippers would know it. */
export const SAID = `(?i)${[
  // Applications, in words.
  String.raw`^(?:\[[^\]]*\] ){0,3}root ?shell ?opened\b`,
  // PAM, for su, sudo, login and sshd.
  String.raw`${BEGINNING}(?:pam_\w+\([^)]*\): )?session opened for user root(?:\(uid=0\))?(?:[\s"\\]|$)`,
  // Falco, as text and as JSON.
  String.raw`^(?:[\d:.]+: |\s*\{.*"output"\s*:\s*"(?:[\d:.]+: )?)?[a-z]+ a shell was spawned in a container`,
  // Kubernetes' audit log, of a managed cluster or as the API server writes it.
  String.raw`${key("requestURI")}[^"\\]*/(?:exec|run)[^"\\]*(?:\?|&)(?:command|cmd)=${IN_URL}`,
  String.raw`audit\.k8s\.io/.*${key("subresource")}(?:attach|ephemeralcontainers)\\?"`,
  // Google's, which does not say which command.
  `${key("methodName")}io\\.k8s\\.core\\.v1\\.pods\\.(?:exec|attach|ephemeralcontainers)\\.`,
].join("|")}`;

/** Jobs become root at each run. */
export const UNATTENDED = `${BEGINNING}pam_\\w+\\((?:${UNATTENDED_SESSIONS.join("|")}):session\\)`;

/** What the log shippers, the collector and applications call it. */
export const SHELL_EVENT = SOURCE_EVENTS.shell;
