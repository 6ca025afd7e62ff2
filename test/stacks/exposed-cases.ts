/** Settings with a credential in them, and settings that look like it. */

import { ELSEWHERE, PLANTED } from "./exposed-elsewhere";

export { PLANTED };

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
  ...ELSEWHERE,
];
