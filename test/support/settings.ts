/** Settings for tests: from a stack file's sections, with every credential given. */
import { credentialsNeeded } from "../../stacks/credentials";
import { planStack } from "../../scripts/lib/stack";
import { parseSettings } from "../../stacks/settings";
import type { RawConfig, Settings } from "../../settings";

/** A stack's configuration as Pulumi hands it over; a section that is undefined is left out. */
export function raw(sections: Record<string, unknown>): RawConfig {
  const given = Object.entries(sections).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => [
      `observability:${key}`,
      { value: typeof value === "string" ? value : JSON.stringify(value), secret: key.includes("/") },
    ]),
  );
}

/** The smallest stack file's `cluster`. */
export const CLUSTER = { name: "test", platform: "generic" };

/** Settings from sections; the cluster is {@link CLUSTER} unless given. */
export function settingsOf(sections: Record<string, unknown> = {}): Settings {
  const given = raw({ cluster: CLUSTER, ...sections });
  const { settings } = parseSettings(given);
  if (!settings) throw new Error(JSON.stringify(parseSettings(given).problems));
  return settings;
}

/** The settings of a stack of the repository. */
export function stackSettings(stack: string): Settings {
  return planStack(stack).settings;
}

/** A recognisable value for each credential that settings need: what a search for leaks looks for. */
export function planted(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    credentialsNeeded(settings).map(({ key, form }) => {
      const canary = `canary-${key.replace("/", "-")}-7f3a`;
      if (form === "json") return [key, JSON.stringify({ key: canary }, null, 2)];
      return [key, form === "url" ? `https://hooks.invalid/${canary}` : canary];
    }),
  );
}

/** One channel of every kind, exceptions and quiet hours: everything that routing knows. */
export const EVERY_CHANNEL = {
  replicas: 3,
  deadMansSwitch: true,
  teams: ["platform", "security", "payments"],
  smtp: { smarthost: "smtp.example.com:587", from: "alerts@example.com", username: "alerts" },
  channels: {
    discord: [{ name: "platform", mentionRole: "123456789012345678" }],
    email: [
      {
        name: "managers",
        to: ["a@example.com", "b@example.com"],
        severities: ["critical", "high", "medium", "low", "info"],
      },
    ],
    opsgenie: [{ name: "night", severities: ["critical"], teams: ["platform"] }],
    pagerDuty: [{ name: "oncall", severities: ["critical"] }],
    slack: [
      { name: "platform", channel: "#platform", teams: ["platform"] },
      { name: "payments", channel: "#payments", teams: ["payments"], sendResolved: false },
      { name: "audit", channel: "#audit", severities: [] },
    ],
    webhook: [{ name: "tickets", severities: ["medium", "low"], teams: ["platform", "payments"] }],
  },
  routes: [
    { match: { namespace: "payments-.*" }, channels: ["slack/payments"] },
    {
      match: { alertname: "RootShellOpened", namespace: ".+" },
      channels: ["slack/audit", "pagerDuty/oncall"],
      exclusive: true,
    },
  ],
  quietHours: [{ name: "nights", timezone: "Europe/Berlin", from: "22:00", to: "07:00", weekends: true }],
};

/** Windows of maintenance that overlap. */
export const WINDOWS = [
  { name: "payments", match: { namespace: "payments-.*" }, from: "22:00", to: "02:00", weekdays: ["sunday"] },
  { name: "nodes", match: { alertname: "NodeDown" }, from: "03:00", to: "04:00" },
];
