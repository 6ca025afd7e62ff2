/** What applications write, and what is kept of it: the same for every collector. */

import { FIELDS } from "./log-fields";
import { json, type LineCase, same } from "./log-line";

/** Written last: when it is there, so is everything before it. */
export const LAST = "that was the last line";

const redacted = (title: string, written: string, kept: string, level = "unknown"): LineCase => ({
  title: `${title} redacted`,
  written,
  kept,
  level,
});

const TRACE = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" };

const PEM = `-----BEGIN RSA PRIVATE KEY-----
MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9Oi8KkPz6kJm9Zl5oQhcWqVv1Ab
9mXk2pQwErTyUiOpAsDfGhJkLzXcVbNm1234567890qWeRtYuIoPaSdFgHjKlZx
-----END RSA PRIVATE KEY-----`;

const LEVELS: LineCase[] = [
  same("JSON with a level, a trace and a span", json({ level: "info", message: "paid", ...TRACE }), "info", TRACE),
  same("JSON with a level in capitals", json({ level: "WARN", message: "slow" }), "warn"),
  same("JSON with a severity", json({ severity: "CRITICAL", message: "down" }), "fatal"),
  same("JSON with pino's number", json({ level: 50, msg: "failed" }), "error"),
  same("JSON with Java's name", json({ level: "FINER", message: "called" }), "debug"),
  same("JSON with Java's configuration", json({ level: "CONFIG", message: "pool of 8" }), "debug"),
  same("JSON with zap's name", json({ level: "dpanic", msg: "cannot be" }), "fatal"),
  same("JSON with another name for the field", json({ loglevel: "notice", message: "up" }), "info"),
  same("JSON with ECS' field", '{"log.level":"debug","message":"ecs"}', "debug"),
  same("JSON without a level, whatever its text says", json({ message: "ERROR is a word" }), "unknown"),
  same("JSON that is cut off", '{"level":"info","message":"cut', "unknown"),
  same("an audit line", json({ audit: true, level: "info", message: "role granted" }), "info", { audit: "true" }),
  same("an audit line by a text", json({ audit: "true", level: "info", message: "granted" }), "info", {
    audit: "true",
  }),
  same("a line that says it is no audit line", json({ audit: false, level: "info", message: "x" }), "info"),
  same("logfmt", 'time=2026-01-01T00:00:00Z level=warning msg="disk"', "warn"),
  same("klog", "E0102 10:11:12.131415       1 main.go:10] lost the lease", "error"),
  same("nginx' error log", "2026/01/01 00:00:00 [error] 7#7: *1 upstream timed out", "error"),
  same("a level in front", "warn: it is late", "warn"),
  same("a level in capitals", "2026-01-01 00:00:00,123 INFO  [main] com.example.App - started", "info"),
  same("a level that is only part of a text", "there was no error in this information", "unknown"),
  same("a text with a trace", "INFO called, trace_id=0af7651916cd43dd8448eb211c80319c", "info", {
    trace_id: "0af7651916cd43dd8448eb211c80319c",
  }),
];

const SEVERAL_LINES: LineCase[] = [
  same(
    "a Java stack trace",
    [
      "2026-01-01 00:00:00 ERROR [main] com.example.App - failed",
      "java.lang.IllegalStateException: no connection",
      "\tat com.example.App.run(App.java:10)",
      "Caused by: java.io.IOException: reset",
      "\t... 12 more",
    ].join("\n"),
    "error",
  ),
  same(
    "a Python traceback",
    [
      "ERROR:root:failed",
      "Traceback (most recent call last):",
      '  File "app.py", line 1, in <module>',
      "    main()",
      "ValueError: not a number",
    ].join("\n"),
    "error",
  ),
  same(
    "a Go panic",
    [
      "panic: runtime error: index out of range",
      "",
      "goroutine 1 [running]:",
      "main.main()",
      "\t/app/main.go:10 +0x1d",
    ].join("\n"),
    "fatal",
  ),
  same("a Node stack", ["Error: no such file", "    at main (/app/index.js:1:1)"].join("\n"), "error"),
  same("a line after it on its own", "INFO next", "info"),
];

const REDACTED: LineCase[] = [
  redacted(
    "a password in JSON",
    json({ level: "info", user: "a", password: 'hun"ter 2', next: 1 }),
    '{"level":"info","user":"a","password":"<redacted:secret>","next":1}',
    "info",
  ),
  redacted(
    "a password in JSON within JSON",
    json({ level: "info", body: json({ db_password: "hunter2", a: 1 }) }),
    json({ level: "info", body: json({ db_password: "<redacted:secret>", a: 1 }) }),
    "info",
  ),
  redacted("a number that is a secret", json({ level: "info", token: 12345 }), '{"level":"info","token":0}', "info"),
  redacted(
    "a password in logfmt",
    "level=info password=hunter2 user=a",
    "level=info password=<redacted:secret> user=a",
    "info",
  ),
  redacted("an API key in a URL", "GET /v1?api_key=abcdef123&x=1", "GET /v1?api_key=<redacted:secret>&x=1"),
  redacted(
    "an authorization header",
    "Authorization: Basic dXNlcjpwYXNz, Accept: */*",
    "Authorization: <redacted:authorization>, Accept: */*",
  ),
  redacted("a bearer token", "sent bearer abc.def-ghi_123", "sent bearer <redacted:bearer>"),
  redacted(
    "a JWT",
    "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P here",
    "got <redacted:jwt> here",
  ),
  redacted("an AWS key", "using AKIAIOSFODNN7EXAMPLE now", "using <redacted:aws-key> now"),
  redacted("a GitHub token", "with ghp_abcdefghijklmnopqrstuvwxyz0123456789", "with <redacted:api-key>"),
  redacted(
    "a password in a URL",
    "postgres://app:s3cr3t@db:5432/x",
    "postgres://app:<redacted:url-password>@db:5432/x",
  ),
  redacted("a cookie", "Cookie: sid=abc; theme=dark", "Cookie: <redacted:cookie>"),
  redacted("a private key", PEM, "-----BEGIN RSA PRIVATE KEY-----<redacted:private-key>-----END RSA PRIVATE KEY-----"),
  redacted("a card number", "charged 4111 1111 1111 1111 today", "charged <redacted:card> today"),
  redacted("a card number in JSON", '{"level":"info","card":4111111111111111}', '{"level":"info","card":0}', "info"),
  redacted("an e-mail address", "mail to ada.l@example.com sent", "mail to <redacted:email> sent"),
  redacted("a bank account", "from DE89 3704 0044 0532 0130 00 on", "from <redacted:iban> on"),
  redacted("the stack's own pattern", "for customer-42 done", "for <redacted:customer> done"),
  same(
    "identifiers that look like nothing of the kind",
    "took 1700000000123456 ns in 550e8400-e29b-41d4-a716-446655440000",
    "unknown",
  ),
  same("a count of tokens", json({ level: "info", tokens: 512, token_count: 3 }), "info"),
];

const DROPPED: LineCase[] = [
  { title: "what a rule names", written: 'level=info msg="GET /healthz"', kept: undefined, level: "info" },
  same("the same at a level that the rule does not name", 'level=error msg="GET /healthz"', "error"),
  {
    title: "who acted in an audit event, and no password",
    written: json({
      level: "info",
      audit: true,
      event: "UserLogin",
      user_id: "ada.l@example.com",
      password: "hunter2",
    }),
    kept: json({
      level: "info",
      audit: true,
      event: "UserLogin",
      user_id: "ada.l@example.com",
      password: "<redacted:secret>",
    }),
    level: "info",
    labels: { audit: "true", event: "UserLogin", user_id: "ada.l@example.com" },
  },
  {
    title: "an audit event, whatever a rule names",
    written: json({ level: "info", audit: true, event: "UserLogin", path: "GET /healthz" }),
    kept: json({ level: "info", audit: true, event: "UserLogin", path: "GET /healthz" }),
    level: "info",
    labels: { audit: "true", event: "UserLogin" },
  },
  {
    title: "a level that the application does without",
    written: "level=trace entered",
    kept: undefined,
    level: "trace",
  },
  {
    title: "a form of the application's own",
    written: "~WARNING~ 12:01 t=0af7651916cd43dd8448eb211c80319c slow",
    kept: "~WARNING~ 12:01 t=0af7651916cd43dd8448eb211c80319c slow",
    level: "warn",
    labels: { trace_id: "0af7651916cd43dd8448eb211c80319c" },
  },
];

export const CASES: readonly LineCase[] = [...LEVELS, ...FIELDS, ...SEVERAL_LINES, ...REDACTED, ...DROPPED];
