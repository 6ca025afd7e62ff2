import { z } from "zod";
import { list, MOST_UNIT_CHARACTERS, wholeNumber, words } from "./bounds";
import type { CredentialNeed } from "./credential";
import { email, name, url } from "./types";

/** Severities, most severe first. The response time they ask for: 1, 4, 24 and 48 hours; info asks for none. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The severities that a channel hears unless it says otherwise: all that want somebody to act. */
export const NOTIFIED: Severity[] = ["critical", "high", "medium", "low"];

/** What there is to a kind of channel beside its options. */
interface KindFacts {
  /** The credential of each of its channels; undefined where they share one that another section asks for. */
  credential?: Omit<CredentialNeed, "key">;
  /** The options without a default, with values that pass: what the rehearsal and the tests add. */
  example: Readonly<Record<string, unknown>>;
}

const facts = z.registry<KindFacts>();

/**
 * Kinds that keep an incident until they hear that it is over. They hear everything at once, also in quiet hours: what is over
 * while a route is muted is never told, and the incident would stay open. Whom to wake, and when, is their own setting.
 */
export const INCIDENT_KINDS: readonly ChannelKind[] = ["opsgenie", "pagerDuty", "webhook"];

const common = {
  name: name().describe("its name; its credential is <kind>/<name>"),
  severities: list(z.enum(SEVERITIES))
    .default(NOTIFIED)
    .describe("the severities it hears; none, when only `alerting.routes` leads to it"),
  teams: list(name()).default([]).describe("the teams whose alerts it hears. Default: all"),
  sendResolved: z.boolean().default(true).describe("whether it also hears when it is over"),
};

const channel = <T extends z.ZodRawShape>(options: T) => list(z.strictObject({ ...common, ...options })).default([]);

/** Channels by kind, each any number of times; receivers are rendered in this order. */
export const channels = z
  .strictObject({
    discord: channel({
      username: words()
        .regex(/^[A-Za-z][\w .-]{3,79}$/, { error: "is not a name of 4 to 80 letters that begins with one" })
        .default("Alertmanager")
        .describe("the name that posts"),
      mentionRole: words(MOST_UNIT_CHARACTERS, {
        error: "is not a role's id in quotes (a bare number that long loses digits)",
      })
        .regex(/^\d+$/, { error: "is not a role's id, which is digits only" })
        .optional()
        .describe("the id of a role to mention when an alert is critical"),
    })
      .describe("Discord channels; the credential is the webhook's URL")
      .register(facts, { credential: { what: "the Discord webhook's URL", form: "url" }, example: {} }),
    email: channel({
      to: list(email()).min(1).describe("the recipients"),
    })
      .describe("recipients of e-mail; the credential is that of `alerting.smtp`")
      .register(facts, { example: { to: ["alerts@example.com"] } }),
    opsgenie: channel({
      apiUrl: url().default("https://api.opsgenie.com/").describe("https://api.eu.opsgenie.com/ in the EU"),
    })
      .describe("OpsGenie integrations; the credential is the API key. Its service ends on 5 April 2027")
      .register(facts, { credential: { what: "the OpsGenie API key", form: "text" }, example: {} }),
    pagerDuty: channel({})
      .describe("PagerDuty services; the credential is the Events v2 routing key")
      .register(facts, { credential: { what: "the PagerDuty Events v2 routing key", form: "text" }, example: {} }),
    slack: channel({
      channel: words()
        // Alertmanager evaluates templates in it.
        .regex(/^([#@][^\s{}\u0000-\u001f\u007f-\u009f]{1,80}|[CGD][A-Z0-9]{8,})$/, {
          error: "is not a Slack channel (for example #alerts)",
        })
        .describe("where it posts, e.g. #alerts"),
    })
      .describe("Slack channels; the credential is the incoming webhook's URL")
      .register(facts, {
        credential: { what: "the Slack incoming webhook's URL", form: "url" },
        example: { channel: "#alerts" },
      }),
    webhook: channel({
      maxAlerts: wholeNumber().default(0).describe("at most so many alerts in one message; 0 is all"),
    })
      .describe("anything that takes Alertmanager's own JSON; the credential is the URL")
      .register(facts, { credential: { what: "the webhook's URL", form: "url" }, example: {} }),
  })
  .prefault({});

const kinds = channels.unwrap().shape;

export type ChannelKind = keyof typeof kinds;

/** Kinds of channel, in the order in which they are rendered. */
export const CHANNEL_KINDS = Object.keys(kinds) as ChannelKind[];

/** The facts of a kind. */
export function channelKind(kind: ChannelKind): KindFacts {
  const found = facts.get(kinds[kind]);
  if (found === undefined) throw new Error(`the channel kind ${kind} has no facts registered`);
  return found;
}
