/** Credentials in settings other than those of remote write. */

/** What is looked for in everything that is said. */
export const PLANTED = "hunter2Xy9";
const store = (options: object) => ({ metrics: { remoteWrite: [{ name: "mimir", ...options }] } });
const channels = (options: object) => ({ alerting: { channels: options } });

export const ELSEWHERE: [string, Record<string, unknown>, string, string?][] = [
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
  [
    "a DSN where a setting would be",
    { databases: [{ name: "orders", kind: "postgres", dsn: `postgresql://u:${PLANTED}@db` }] },
    "databases[0].dsn",
    "--secret postgres/orders",
  ],
];
