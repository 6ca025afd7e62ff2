/** Settings with a credential in them, and settings that look like it. */

/** What is looked for in everything that is said. */
export const PLANTED = "hunter2Xy9";
const store = (options: object) => ({ metrics: { remoteWrite: [{ name: "mimir", ...options }] } });
const channels = (options: object) => ({ alerting: { channels: options } });

/** Settings that hold a credential: what they are, the setting that is named, and what is in its cure. */
export const EXPOSED: [string, Record<string, unknown>, string, string?][] = [
  [
    "a password in remoteWrite.url",
    store({ url: `https://u:${PLANTED}@m.example.com/push` }),
    "metrics.remoteWrite[0].url",
    "--secret remoteWrite/mimir",
  ],
  [
    "a user alone",
    store({ url: `https://${PLANTED}@m.example.com/push` }),
    "metrics.remoteWrite[0].url",
    "--path 'metrics.remoteWrite[0].auth' basic",
  ],
  ["a password with a slash", store({ url: `https://u:${PLANTED}/x@m.example.com` }), "metrics.remoteWrite[0].url"],
  [
    "a password in per cent signs",
    store({ url: `https://u%3A${PLANTED}%40m.example.com/a%40b` }),
    "metrics.remoteWrite[0].url",
  ],
  ["api_key", store({ url: `https://m.example.com/push?api_key=${PLANTED}` }), "metrics.remoteWrite[0].url"],
  [
    "apikey, as a later parameter",
    store({ url: `https://m.example.com/push?a=b&APIKEY=${PLANTED}` }),
    "metrics.remoteWrite[0].url",
  ],
  [
    "access_token in a fragment",
    store({ url: `https://m.example.com/#access_token=${PLANTED}` }),
    "metrics.remoteWrite[0].url",
  ],
  [
    "X-Amz-Signature",
    store({ url: `https://m.example.com/?X-Amz-Signature=${PLANTED}` }),
    "metrics.remoteWrite[0].url",
  ],
  ...[
    "Authorization",
    "authorization",
    "Proxy-Authorization",
    "X-Api-Key",
    "x-api-key",
    "apikey",
    "Cookie",
    "X-Auth-Token",
    "X-Vault-Token",
    "PRIVATE-TOKEN",
    "X-Client-Secret",
    "X-Signature",
  ].map((name): [string, Record<string, unknown>, string, string] => [
    `the header ${name}`,
    store({ url: "https://m.example.com", headers: { [name]: PLANTED } }),
    `metrics.remoteWrite[0].headers.${name}`,
    "--secret remoteWrite/mimir",
  ]),
  [
    "Bearer under another header",
    store({ url: "https://m.example.com", headers: { "X-Forward": `Bearer ${PLANTED}` } }),
    "metrics.remoteWrite[0].headers.X-Forward",
  ],
  ["a password in runbooks", { alerting: { runbooks: `https://u:${PLANTED}@wiki.example.com` } }, "alerting.runbooks"],
  ["a token in runbooks", { alerting: { runbooks: `https://wiki.example.com?token=${PLANTED}` } }, "alerting.runbooks"],
  ["a password in charts", { charts: `https://u:${PLANTED}@charts.example.com` }, "charts"],
  ["a password in an oci:// mirror", { charts: `oci://u:${PLANTED}@charts.example.com` }, "charts"],
  ...["issuer", "authUrl", "tokenUrl", "userinfoUrl"].map((key): [string, Record<string, unknown>, string, string] => [
    `a password in oidc.${key}`,
    {
      grafana: {
        oidc: {
          issuer: "https://id.example.com",
          clientId: "g",
          provider: "okta",
          [key]: `https://u:${PLANTED}@id.example.com`,
        },
      },
    },
    `grafana.oidc.${key}`,
    "--secret grafana/oidcClientSecret",
  ]),
  [
    "a client secret in the issuer",
    {
      grafana: {
        oidc: { issuer: `https://id.example.com/?client_secret=${PLANTED}`, clientId: "g", provider: "okta" },
      },
    },
    "grafana.oidc.issuer",
  ],
  [
    "a URL as the database's host",
    { grafana: { database: { host: `postgres://u:${PLANTED}@db` } } },
    "grafana.database.host",
    "--secret grafana/databasePassword",
  ],
  [
    "a URL as the mail server",
    { alerting: { smtp: { smarthost: `smtp://u:${PLANTED}@mail`, from: "a@b.cd" } } },
    "alerting.smtp.smarthost",
    "--secret smtp/password",
  ],
  [
    "a key in apiUrl",
    channels({ opsgenie: [{ name: "o", apiUrl: `https://api.opsgenie.com/?apiKey=${PLANTED}` }] }),
    "alerting.channels.opsgenie[0].apiUrl",
    "--secret opsgenie/o",
  ],
  [
    "a Slack webhook as a channel",
    channels({ slack: [{ name: "s", channel: `https://hooks.slack.com/services/T0/B0/${PLANTED}` }] }),
    "alerting.channels.slack[0].channel",
    "--secret slack/s",
  ],
  [
    "a Slack webhook without its scheme",
    channels({ slack: [{ name: "s", channel: `#hooks.slack.com/services/T0/B0/${PLANTED}` }] }),
    "alerting.channels.slack[0].channel",
  ],
  [
    "any URL as a Slack channel",
    channels({ slack: [{ name: "s", channel: `#https://chat.example.com/${PLANTED}` }] }),
    "alerting.channels.slack[0].channel",
  ],
  [
    "a Slack webhook for the list",
    channels({ slack: `https://hooks.slack.com/services/T0/B0/${PLANTED}` }),
    "alerting.channels.slack",
  ],
  [
    "a Discord webhook as a name",
    channels({ discord: [{ name: `https://discord.com/api/webhooks/1/${PLANTED}` }] }),
    "alerting.channels.discord[0].name",
    "--secret 'discord/<name>'",
  ],
  [
    "a routing key as a name",
    channels({ pagerDuty: [{ name: "0a1b2c3d4e5f60718293a4b5c6d7e8f9" }] }),
    "alerting.channels.pagerDuty[0].name",
    "--secret 'pagerDuty/<name>'",
  ],
  [
    "a password in an endpoint of snapshots",
    {
      elastic: { snapshots: { type: "s3", bucket: "b", region: "r", endpoint: `https://u:${PLANTED}@s3.example.com` } },
    },
    "elastic.snapshots.endpoint",
    "--secret elastic/s3SecretAccessKey",
  ],
  [
    "a password in an endpoint of Loki",
    {
      logs: {
        engine: "loki",
        objectStorage: { type: "azure", bucket: "b", account: "a", endpoint: `https://u:${PLANTED}@blob` },
      },
    },
    "logs.objectStorage.endpoint",
    "--secret logs/azureAccountKey",
  ],
  [
    "a password in an annotation",
    {
      cluster: {
        name: "t",
        platform: "kind",
        ingress: { annotations: { "nginx.ingress.kubernetes.io/auth-url": `https://u:${PLANTED}@auth` } },
      },
    },
    'cluster.ingress.annotations["nginx.ingress.kubernetes.io/auth-url"]',
  ],
  [
    "a URL as an annotation's name",
    { cluster: { name: "t", platform: "kind", ingress: { annotations: { [`https://u:${PLANTED}@x`]: "y" } } } },
    "cluster.ingress.annotations[a URL of 22 characters]",
  ],
  [
    "a password in the context",
    { cluster: { name: "t", platform: "kind", context: `https://u:${PLANTED}@k8s` } },
    "cluster.context",
  ],
  [
    "a Slack token as a client id",
    { grafana: { oidc: { issuer: "https://id.example.com", clientId: `xoxb-1234-${PLANTED}`, provider: "okta" } } },
    "grafana.oidc.clientId",
  ],
  [
    "an access key as a bucket",
    { elastic: { snapshots: { type: "s3", bucket: "AKIAIOSFODNN7EXAMPLE", region: "r" } } },
    "elastic.snapshots.bucket",
  ],
  [
    "a private key as a user",
    {
      alerting: {
        smtp: { smarthost: "a:25", from: "a@b.cd", username: `-----BEGIN RSA PRIVATE KEY-----\n${PLANTED}` },
      },
    },
    "alerting.smtp.username",
  ],
  [
    "a web token as a tenant",
    store({
      url: "https://m.example.com",
      headers: { "X-Scope-OrgID": `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${PLANTED}` },
    }),
    "metrics.remoteWrite[0].headers.X-Scope-OrgID",
  ],
  [
    "a setting password that there is not",
    { alerting: { smtp: { smarthost: "a:25", from: "a@b.cd", password: PLANTED } } },
    "alerting.smtp.password",
    "--secret smtp/password",
  ],
  [
    "a number as one",
    { grafana: { database: { host: "db:5432", password: 987654321 } } },
    "grafana.database.password",
    "--secret grafana/databasePassword",
  ],
  [
    "a channel's apiKey",
    channels({ opsgenie: [{ name: "o", apiKey: PLANTED }] }),
    "alerting.channels.opsgenie[0].apiKey",
    "--secret opsgenie/o",
  ],
  [
    "a section of its own",
    { slackToken: PLANTED },
    "slackToken",
    "rotate it where it came from, then npx pulumi config rm --stack dev slackToken",
  ],
];

/** Settings in which nothing is seen. */
export const FINE: [string, Record<string, unknown>][] = [
  ["a tenant's header", store({ url: "https://m.example.com", headers: { "X-Scope-OrgID": "team-a" } })],
  ["a port and an address in a path", store({ url: "https://m.example.com:8080/a@b" })],
  ["an address in a path", { alerting: { runbooks: "https://medium.com/@team/runbooks" } }],
  ["a parameter that is none", { alerting: { runbooks: "https://wiki.example.com/?page=keys&monkey=1" } }],
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
