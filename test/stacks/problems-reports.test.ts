import { itFinds } from "./parse";

const shell = (key: string) => (key.includes("[") ? `'${key}'` : key);
const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${shell(key)} ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path ${shell(key)}`;

const SMTP = { smarthost: "smtp.example.com:587", from: "a@example.com" };
const CHANNELS = { email: [{ name: "platform", to: ["a@example.com"] }] };
const BOT = { smtp: SMTP, channels: { ...CHANNELS, webhook: [{ name: "bot" }] } };
const stack = (reports: object, alerting: object = { smtp: SMTP, channels: CHANNELS }) => ({
  alerting,
  reports,
});
const sent = { enabled: true, channels: ["email/platform"] };

describe("reports that cannot be", () => {
  itFinds("no mistake in the defaults, nor in one channel", stack(sent), []);
  itFinds("nobody to send them to", stack({ enabled: true }), [
    `reports.channels: is empty, as is reports.email: the reports would reach nobody -> ${set("reports.channels[0]", "email/platform")}`,
  ]);
  itFinds("nobody to send them to, where no channel takes them", { reports: { enabled: true } }, [
    `reports.channels: is empty, as is reports.email: the reports would reach nobody -> npx pulumi config set --stack dev --path reports.enabled false, or add a channel of e-mail or Slack to Pulumi.dev.yaml (README, "Adding a channel"), and name it in reports.channels`,
  ]);
  itFinds(
    "a channel that is not there, and one that takes no reports",
    stack({ channels: ["email/platfrom", "webhook/bot"] }, BOT),
    [
      `reports.channels[0]: "email/platfrom" is no channel of this stack (email/platform) -> ${set("reports.channels[0]", "email/platform")}`,
      `reports.channels[1]: webhook/bot takes no reports: only channels of e-mail and Slack do -> ${set("reports.channels[1]", "email/platform")}`,
      "webhook/bot: is missing: the webhook's URL -> npx pulumi config set --stack dev --secret webhook/bot",
    ],
  );
  itFinds("a channel where there is none", stack({ channels: ["slack/a"] }, {}), [
    `reports.channels[0]: "slack/a" is no channel of this stack, which has none of e-mail or Slack -> ${rm("reports.channels[0]")}`,
  ]);
  itFinds("recipients without a mail server", stack({ enabled: true, email: ["b@example.com"] }, {}), [
    `alerting.smtp: is missing, and reports.email has recipients -> ${set("alerting.smtp.smarthost", "'<host:port>'")} and ${set("alerting.smtp.from", "'<address>'")}`,
  ]);
  itFinds(
    "a time zone and a team that nobody knows",
    stack({ ...sent, timezone: "Europe/Berln", teams: ["platfrom"] }),
    [
      `reports.timezone: "Europe/Berln" is not an IANA time zone (for example Europe/Berlin) -> ${set("reports.timezone", "Europe/Berlin")}`,
      `reports.teams[0]: "platfrom" is no team that alerts belong to (alerting.teams: platform, security) -> ${set("reports.teams[0]", "platform")}`,
    ],
  );
  itFinds(
    "a schedule that is none",
    stack({ ...sent, daily: "every morning", weekly: "0 7 * * 1", monthly: "0 7 1 * *" }),
    [
      `reports.daily: "every morning" is not a schedule of five fields (for example "0 7 * * 1"), nor none -> ${set("reports.daily", "'0 7 * * *'")}`,
    ],
  );
  itFinds(
    "fields of a schedule that Kubernetes does not take",
    stack({ ...sent, weekly: "0 25 * * 1", monthly: "0 7 1 * 7" }),
    [
      `reports.weekly: "0 25 * * 1" is no schedule: Number '25' of hours field is bigger than upper limit '23'. -> ${set("reports.weekly", "'0 7 * * 1'")}`,
      `reports.monthly: "0 7 1 * 7" is no schedule: Number '7' of daysOfWeek field is bigger than upper limit '6'. -> ${set("reports.monthly", "'0 7 * * 1'")}`,
    ],
  );
  itFinds(
    "no mistake in other forms that Kubernetes takes",
    stack({ ...sent, daily: "*/30 6-20 * * MON-FRI", monthly: "0 7 1,15 * ?" }),
    [],
  );
  itFinds("no schedule at all", stack({ ...sent, daily: "none", weekly: "none" }), [
    `reports.daily: is none, as are the other schedules: no report is ever sent -> ${rm("reports.daily")}, or ${rm("reports.enabled")}`,
  ]);
});
