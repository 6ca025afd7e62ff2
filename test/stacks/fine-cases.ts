/** Settings that look like a credential, and are none. */

const store = (options: object) => ({ metrics: { remoteWrite: [{ name: "mimir", ...options }] } });

/** Settings in which nothing is seen. */
export const FINE: [string, Record<string, unknown>][] = [
  ["a tenant's header", store({ url: "https://m.example.com", headers: { "X-Scope-OrgID": "team-a" } })],
  ["a port and an address in a path", store({ url: "https://m.example.com:8080/a@b" })],
  ["an address in a path", { alerting: { runbooks: "https://medium.com/@team/runbooks" } }],
  ["a parameter that is none", store({ url: "https://m.example.com/?page=keys&monkey=1" })],
  [
    "a pattern that redacts passwords in URLs",
    { logs: { redact: { patterns: [{ name: "dsn", pattern: "postgres://[^:]+:([^@]+)@" }] } } },
  ],
  [
    "a pattern that redacts tokens",
    { logs: { engine: "loki", redact: { patterns: [{ name: "slack", pattern: "xoxb-[0-9]{10}-[A-Za-z0-9]+" }] } } },
  ],
  [
    "an annotation that names a Secret",
    {
      cluster: {
        name: "t",
        platform: "kind",
        ingress: { annotations: { "nginx.ingress.kubernetes.io/auth-secret": "basic-auth" } },
      },
    },
  ],
];
