import { z } from "zod";
import { list, pairs, words } from "./bounds";
import { channels, NOTIFIED, SEVERITIES } from "./channels";
import { escalation } from "./escalation";
import { labelName, maintenance } from "./maintenance";
import { filled, line } from "./texts";
import { servers, duration, email, folderUrl, hostPort, name, resources, storage, timeOfDay } from "./types";

const smtp = z.strictObject({
  smarthost: hostPort().describe("the mail server, host:port"),
  from: email().describe("the sender"),
  username: filled().optional().describe("the user; the password is the credential smtp/password. Default: no sign-in"),
  requireTls: z.boolean().default(true).describe("refuse to send over a connection without TLS"),
});

const route = z.strictObject({
  match: pairs(labelName(), line()).describe(
    "labels an alert must have, each as an anchored regular expression, e.g. {namespace: payments-.*}",
  ),
  channels: list(line()).min(1).describe("who hears it, as <kind>/<name>, e.g. slack/payments"),
  severities: list(z.enum(SEVERITIES)).min(1).default(NOTIFIED).describe("for which severities"),
  exclusive: z
    .boolean()
    .default(false)
    .describe(
      "whether nobody else hears it. Team security's alerts are heard by others all the same, unless `match` has alertname or team",
    ),
});

const quietHours = z.strictObject({
  name: name().describe("its name"),
  timezone: words().default("UTC").describe("an IANA time zone, e.g. Europe/Berlin"),
  from: timeOfDay().describe("when it begins"),
  to: timeOfDay().describe("when it ends; before `from` it is the next morning"),
  weekends: z.boolean().default(false).describe("whether Saturday and Sunday are quiet all day"),
  severities: list(z.enum(["medium", "low", "info"]))
    .min(1)
    .default(["medium", "low", "info"])
    .describe("what waits until it is over; critical and high never do"),
});

const owner = z.strictObject({
  namespaces: filled().describe("the namespaces, as an anchored regular expression, e.g. payments-.*"),
  team: name().describe("whose alerts from there are: the label `team` of those that would be the platform's"),
});

/** Alertmanager and who hears what. */
export const alerting = z
  .strictObject({
    replicas: servers()
      .default(1)
      .describe("Alertmanager servers: two and more outlive the loss of one, and send once between them"),
    storage: storage("1Gi").describe("the volume of one replica (silences and the notification log), or none"),
    retention: duration().default("120h").describe("how long silences and the notification log are kept"),
    resources: resources({ cpu: "50m", memory: "128Mi", memoryLimit: "256Mi" }),
    teams: list(name())
      .min(1)
      .default(["platform", "security"])
      .describe("the teams that alerts belong to; `platform` gets those without one"),
    runbooks: folderUrl()
      .optional()
      .describe(
        "where the runbooks are served, as <url>/<alert>.md. Default: the copies in this platform's own Grafana",
      ),
    owners: list(owner)
      .default([])
      .describe("which teams' alerts are those of the applications in their namespaces; the first that fits counts"),
    smtp: smtp.optional().describe("the mail server that `channels.email` sends by"),
    deadMansSwitch: z
      .boolean()
      .default(false)
      .describe(
        "whether the Watchdog is sent, each minute, to the URL in the credential deadMansSwitch/url, which calls when it stops",
      ),
    channels: channels.describe("who is notified"),
    routes: list(route).default([]).describe("exceptions to the channels' own severities and teams"),
    quietHours: list(quietHours)
      .default([])
      .describe("when the less severe alerts wait, in channels of messages: what keeps incidents has hours of its own"),
    maintenance: maintenance.describe(
      "windows that come again, in which alerts are not told, whatever their severity; at most 4. Team security is told",
    ),
    escalation,
  })
  .prefault({})
  .describe("Alertmanager and who hears what");
