/** Root shells and what is none, as each source writes them down, and what is to be known of them in every store. */

import { OF_FALCO, OF_LOGINS } from "./root-shell-nodes";
import type { SourceCase } from "./source-case";

/** Who did it; an address, which is personal, and stays in audit events. */
export const WHO = "ann.b@mail.example.com";

interface Audit {
  uri?: string;
  sub?: string;
  code?: number;
  verb?: string;
  stage?: string;
  more?: Record<string, unknown>;
}

/** An event as the API server writes it. */
export function audit(
  { uri = "", sub = "exec", code = 101, verb = "get", stage, more = {} }: Audit,
  at?: Date,
): string {
  return JSON.stringify({
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "Metadata",
    auditID: "a-1",
    stage: stage ?? (code === 101 ? "ResponseStarted" : "ResponseComplete"),
    requestURI: `/api/v1/namespaces/shop/pods/web-1/${sub}${uri}`,
    verb,
    user: { username: WHO, groups: ["developers", "system:authenticated"] },
    // The first is what the client says of itself.
    sourceIPs: ["198.51.100.66", "192.0.2.7"],
    userAgent: "kubectl/v1.36.0",
    objectRef: { resource: "pods", namespace: "shop", name: "web-1", apiVersion: "v1", subresource: sub },
    responseStatus: { metadata: {}, code },
    requestReceivedTimestamp: at?.toISOString(),
    stageTimestamp: at?.toISOString(),
    ...more,
  });
}

const exec = (name: string, uri: string, command: string, shell = true): SourceCase => ({
  name,
  source: "api_server",
  line: audit({ uri }),
  event: {
    event: shell ? "RootShellOpened" : "CommandExecuted",
    user_id: WHO,
    outcome: "success",
    source_ip: "192.0.2.7",
    namespace: "shop",
    pod: "web-1",
    command,
  },
});

const ofPods = (name: string, asked: Audit, event: string, outcome = "success"): SourceCase => ({
  name,
  source: "api_server",
  line: audit(asked),
  event: { event, outcome, user_id: WHO, source_ip: "192.0.2.7" },
});

const nodesProxy = { resource: "nodes", name: "node-1", apiVersion: "v1", subresource: "proxy" };
const HUGE = "A".repeat(200_000);

const OF_API_SERVER: readonly SourceCase[] = [
  exec("a shell", "?command=sh&container=app&stdin=true&tty=true", "sh"),
  exec("a shell by its path, in codes", "?command=%2Fbin%2Fbash", "/bin/bash"),
  exec("a parameter whose name is in codes", "?%63ommand=%62ash", "bash"),
  exec("a command of a shell's", "?command=sh&command=-c&command=id", "sh -c id"),
  exec("a shell behind another program", "?command=%2Fusr%2Fbin%2Fenv&command=sh", "/usr/bin/env sh"),
  exec(
    "a shell in a program's text",
    "?command=python&command=-c&command=pty.spawn%28%22%2Fbin%2Fsh%22%29",
    'python -c pty.spawn("/bin/sh")',
  ),
  exec("a program that begins a shell", "?command=nsenter&command=-t&command=1&command=-m", "nsenter -t 1 -m"),
  exec(
    "a question mark, a number sign and a bad code before a shell",
    "?command=env&command=a?b#c%zz&command=sh",
    "env a?b#c%zz sh",
  ),
  exec("a line break before a shell", "?command=env&command=x%0Ash", "env x\nsh"),
  exec("another command", "?command=ls&command=-l", "ls -l", false),
  exec("a script, which is no shell", "?command=cat&command=%2Fapp%2Finstall.sh", "cat /app/install.sh", false),
  exec(
    "text that looks like JSON",
    "?command=echo&command=%22%2C%22event%22%3A%22RootShellOpened",
    'echo ","event":"RootShellOpened',
    false,
  ),
  exec(
    "a secret in an option of its own",
    "?command=mysql&command=--password&command=hunter2",
    "mysql --password=<redacted:secret>",
    false,
  ),
  exec(
    "a secret in a variable, in codes",
    "?command=env&command=PGPASSWORD%3Dhunter2&command=sh",
    "env PGPASSWORD=<redacted:secret> sh",
  ),
  exec(
    "a secret in a header",
    "?command=sh&command=-c&command=curl+-H+%27Authorization%3A+Bearer+hunter2hunter2%27",
    "sh -c curl -H 'Authorization: <redacted:authorization>'",
  ),
  ofPods(
    "a huge command, at whose end is a shell",
    { uri: `?command=env&command=${HUGE}&command=sh` },
    "RootShellOpened",
  ),
  ofPods("an attachment", { sub: "attach", uri: "?stdin=true" }, "RootShellOpened"),
  ofPods("kubectl debug", { sub: "ephemeralcontainers", code: 200, verb: "patch" }, "RootShellOpened"),
  ofPods("forwarded ports", { sub: "portforward" }, "PortForwarded"),
  ofPods("a shell that was refused", { uri: "?command=sh", code: 403 }, "CommandExecuted", "failure"),
  ofPods(
    "a shell by way of the kubelet",
    {
      uri: "?",
      more: { objectRef: nodesProxy, requestURI: "/api/v1/nodes/node-1:10250/proxy//%65xec/shop/web-1/app?command=sh" },
    },
    "RootShellOpened",
  ),
  ofPods(
    "a patch that says that it failed, and was only asked for",
    {
      sub: "ephemeralcontainers",
      code: 200,
      verb: "patch",
      more: { requestObject: { stage: "RequestReceived", responseStatus: { code: 403 }, code: 403 } },
    },
    "RootShellOpened",
  ),
  {
    name: "what is only asked for yet",
    source: "api_server",
    line: audit({ uri: "?command=sh", stage: "RequestReceived" }),
  },
  {
    name: "what is read of a node",
    source: "api_server",
    line: audit({ code: 200, more: { objectRef: nodesProxy, requestURI: "/api/v1/nodes/node-1/proxy/metrics" } }),
  },
  {
    name: "a Secret that is read",
    source: "api_server",
    line: audit({ sub: "x", code: 200, more: { objectRef: { resource: "secrets" } } }),
  },
];

/** Every case. */
export const SOURCE_CASES: readonly SourceCase[] = [...OF_API_SERVER, ...OF_LOGINS, ...OF_FALCO];
