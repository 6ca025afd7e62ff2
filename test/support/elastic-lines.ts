/** Lines that containers write, and what is to be known of them: for the expressions alone, and for whole filters. */

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
export const SECRETS: readonly { name: string; line: string; kept: string }[] = [
  {
    name: "secret as key=value",
    line: "login user=bob password=hunter2 ok",
    kept: "login user=bob password=[REDACTED] ok",
  },
  { name: "secret as key=value", line: "GET /x?api_key=abc123&y=1", kept: "GET /x?api_key=[REDACTED]&y=1" },
  { name: "secret as key=value", line: "DB_PASSWORD='hunter2'", kept: "DB_PASSWORD='[REDACTED]'" },
  {
    name: "secret in JSON",
    line: '{"user":"bob","clientSecret": "a\\"b","n":1}',
    kept: '{"user":"bob","clientSecret": "[REDACTED]","n":1}',
  },
  {
    name: "secret in JSON in a string",
    line: '{"body":"{\\"access_token\\":\\"abc\\"}"}',
    kept: '{"body":"{\\"access_token\\":\\"[REDACTED]\\"}"}',
  },
  {
    name: "authorization header",
    line: '{"headers":{"Authorization":"Basic dXNlcjpwYXNz"}}',
    kept: '{"headers":{"Authorization":"Basic [REDACTED]"}}',
  },
  { name: "bearer token", line: "sent Bearer abcdef.ghijkl to it", kept: "sent Bearer [REDACTED] to it" },
  {
    name: "JSON web token",
    line: "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_DEF-1 back",
    kept: "got [REDACTED] back",
  },
  { name: "AWS access key", line: "key AKIAIOSFODNN7EXAMPLE used", kept: "key [REDACTED] used" },
  {
    name: "password in a URL",
    line: "dial postgres://app:p4ss@db:5432/x",
    kept: "dial postgres://app:[REDACTED]@db:5432/x",
  },
  {
    name: "private key",
    line: '{"pem":"-----BEGIN RSA PRIVATE KEY-----\\nMIIabc+/=\\n-----END RSA PRIVATE KEY-----"}',
    kept: '{"pem":"-----BEGIN RSA PRIVATE KEY-----[REDACTED]-----END RSA PRIVATE KEY-----"}',
  },
  { name: "credit card number", line: "card 4111 1111 1111 1111 charged", kept: "card [CARD] charged" },
  { name: "e-mail address", line: "mail to ann.b@mail.example.com sent", kept: "mail to [EMAIL] sent" },
];

/** Lines that only look like it. */
export const HARMLESS: readonly string[] = [
  "the password was changed",
  '{"tokens": 42, "secretary": "bob"}',
  "order 4111-2222 of 2026-11-20T10:00:00.123456789Z took 123456789012345 ns",
  "trace 4bf92f3577b34da6a3ce929d0e0e4736 at a@b",
  "GET https://example.com:8443/path?x=1@2",
];
