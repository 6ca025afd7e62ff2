/** Lines that containers write, and what is to be known of them: for the expressions alone, and for whole filters. */
import type { Kind } from "../../log-format/redaction";

/** Lines without JSON: the form that takes each, and what its groups are. */
export const LINES: readonly { line: string; form: string | undefined; groups?: Record<string, string> }[] = [
  {
    line: '10.1.2.3 - bob [20/Nov/2026:10:00:00 +0000] "GET /cart?x=1 HTTP/1.1" 502 157 "https://shop.example/" "curl/8.0"',
    form: "access",
    groups: {
      source_address: "10.1.2.3",
      user_name: "bob",
      http_method: "GET",
      url: "/cart?x=1",
      http_version: "1.1",
      http_status: "502",
      http_bytes: "157",
      http_referrer: "https://shop.example/",
      user_agent: "curl/8.0",
    },
  },
  {
    line: '::1 - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/2.0" 304 - "-" "-"',
    form: "access",
    groups: { source_address: "::1", http_method: "GET", url: "/", http_version: "2.0", http_status: "304" },
  },
  {
    line: "E1120 10:00:00.123456       1 reflector.go:42] failed to list",
    form: "klog",
    groups: { level: "E", logger: "reflector.go:42", msg: "failed to list" },
  },
  {
    line: "[2026-11-20T10:00:00.123Z] [WARN] [orders] slow [error] of\ntwo lines",
    form: "brackets",
    groups: {
      timestamp: "2026-11-20T10:00:00.123Z",
      level: "WARN",
      service: "orders",
      message: "slow [error] of\ntwo lines",
    },
  },
  {
    line: 'ts=1 level=warn msg="slow" trace_id=4bf92f3577b34da6a3ce929d0e0e4736',
    form: "logfmt",
    groups: { level: "warn", trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" },
  },
  { line: 'msg="no trace" level="info"', form: "logfmt", groups: { level: "info" } },
  {
    line: "2026/11/20 10:00:00 [error] 7#7: *1 connect() failed",
    form: "bracketed level",
    groups: { level: "error" },
  },
  {
    line: "2026-11-20 10:00:00.000  WARN 1 --- [main] c.e.App : slow",
    form: "level in capitals",
    groups: { level: "WARN" },
  },
  { line: "an errorless INFORMAL text", form: undefined },
  { line: "", form: undefined },
];

/** Lines with something that must not be kept, and what is to be left of them. */
export const SECRETS: readonly { kind: Kind; line: string; kept: string }[] = [
  {
    kind: "secret",
    line: "login user=bob password=hunter2 ok",
    kept: "login user=bob password=<redacted:secret> ok",
  },
  { kind: "secret", line: "GET /x?api_key=abc123&y=1", kept: "GET /x?api_key=<redacted:secret>&y=1" },
  { kind: "secret", line: "DB_PASSWORD='hunter2'", kept: "DB_PASSWORD='<redacted:secret>'" },
  {
    kind: "secret",
    line: '{"user":"bob","clientSecret": "a\\"b","n":1}',
    kept: '{"user":"bob","clientSecret": "<redacted:secret>","n":1}',
  },
  {
    kind: "secret",
    line: '{"body":"{\\"access_token\\":\\"abc\\"}"}',
    kept: '{"body":"{\\"access_token\\":\\"<redacted:secret>\\"}"}',
  },
  { kind: "secret", line: '{"token": 12345, "n": 1}', kept: '{"token": 0, "n": 1}' },
  {
    kind: "authorization",
    line: '{"headers":{"Authorization":"Basic dXNlcjpwYXNz"}}',
    kept: '{"headers":{"Authorization":"<redacted:authorization>"}}',
  },
  { kind: "bearer", line: "sent Bearer abcdef.ghijkl to it", kept: "sent Bearer <redacted:bearer> to it" },
  { kind: "cookie", line: "Cookie: sid=abc; theme=dark", kept: "Cookie: <redacted:cookie>" },
  {
    kind: "jwt",
    line: "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_DEF-1 back",
    kept: "got <redacted:jwt> back",
  },
  { kind: "aws-key", line: "used AKIAIOSFODNN7EXAMPLE there", kept: "used <redacted:aws-key> there" },
  {
    kind: "api-key",
    line: "with ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    kept: "with <redacted:api-key>",
  },
  {
    kind: "url-password",
    line: "dial postgres://app:p4ss@db:5432/x",
    kept: "dial postgres://app:<redacted:url-password>@db:5432/x",
  },
  {
    kind: "private-key",
    line: '{"pem":"-----BEGIN RSA PRIVATE KEY-----\\nMIIabc+/=\\n-----END RSA PRIVATE KEY-----"}',
    kept: '{"pem":"-----BEGIN RSA PRIVATE KEY-----<redacted:private-key>-----END RSA PRIVATE KEY-----"}',
  },
  {
    kind: "private-key",
    line: "-----BEGIN PRIVATE KEY-----\nMIIabc+/=\nzzz",
    kept: "-----BEGIN PRIVATE KEY-----<redacted:private-key>",
  },
  { kind: "card", line: "card 4111 1111 1111 1111 charged", kept: "card <redacted:card> charged" },
  { kind: "card", line: '{"card":4111111111111111}', kept: '{"card":0}' },
  { kind: "email", line: "mail to ann.b@mail.example.com sent", kept: "mail to <redacted:email> sent" },
  { kind: "iban", line: "from DE89 3704 0044 0532 0130 00 on", kept: "from <redacted:iban> on" },
];

/** Lines that only look like it. */
export const HARMLESS: readonly string[] = [
  "the password was changed",
  '{"tokens": 42, "secretary": "bob"}',
  "order 4111-2222 of 2026-11-20T10:00:00.123456789Z took 123456789012345 ns",
  "trace 4bf92f3577b34da6a3ce929d0e0e4736 at a@b",
  "GET https://example.com:8443/path?x=1@2",
];
