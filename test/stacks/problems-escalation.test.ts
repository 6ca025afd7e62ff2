import { itFinds } from "./parse";

const CHANNELS = {
  slack: [
    { name: "ops", channel: "#ops" },
    { name: "leads", channel: "#leads" },
    { name: "payments", channel: "#payments", teams: ["payments"] },
  ],
};
const CREDENTIALS = Object.fromEntries(
  CHANNELS.slack.map(({ name }) => [`slack/${name}`, `https://hooks.example.com/${name}`]),
);
const TEAMS = ["platform", "security", "payments"];

/** A stack that escalates, with the channel for it. */
const escalating = (escalation: Record<string, unknown>) => ({
  alerting: { teams: TEAMS, channels: CHANNELS, escalation },
});
const finds = (mistake: string, escalation: Record<string, unknown>, expected: string[]) =>
  itFinds(mistake, escalating(escalation), expected, CREDENTIALS);

const set = (path: string, value: string) => `npx pulumi config set --stack dev --path ${path} ${value}`;
const quoted = (path: string) => `'alerting.escalation.${path}'`;

describe("mistakes in escalation", () => {
  finds("nothing, where all is well", { l2: ["slack/leads"], l3: ["slack/ops"] }, []);
  finds(
    "nothing, where a team has levels and times of its own",
    { l2: ["slack/leads"], teams: [{ team: "payments", responseTimes: { critical: "15m" }, l2: ["slack/payments"] }] },
    [],
  );
  itFinds(
    "nothing, where a channel hears of levels alone",
    {
      alerting: {
        channels: { slack: [{ name: "leads", channel: "#l", severities: [] }] },
        escalation: { l2: ["slack/leads"] },
      },
    },
    [],
    { "slack/leads": "https://hooks.example.com/leads" },
  );
  finds("a channel that there is not", { l2: ["slack/lead"] }, [
    `alerting.escalation.l2[0]: "slack/lead" is no channel of this stack (slack/ops, slack/leads, slack/payments) -> ${set(quoted("l2[0]"), "slack/leads")}`,
  ]);
  finds("a service that escalates by itself, and is not there", { l2: ["slack/ops"], selfEscalating: ["slack/opz"] }, [
    `alerting.escalation.selfEscalating[0]: "slack/opz" is no channel of this stack (slack/ops, slack/leads, slack/payments) -> ${set(quoted("selfEscalating[0]"), "slack/ops")}`,
  ]);
  finds("a channel that does not hear the teams", { l2: ["slack/payments"] }, [
    "alerting.escalation.l2[0]: slack/payments does not hear team platform, security, whose alerts would be escalated to it -> add platform, security to the teams of slack/payments in Pulumi.dev.yaml, or give platform, security an l2 of its own in alerting.escalation.teams in Pulumi.dev.yaml",
  ]);
  finds(
    "a channel of a team's own level that does not hear it",
    { l2: ["slack/ops"], teams: [{ team: "security", l2: ["slack/payments"] }] },
    [
      "alerting.escalation.teams[0].l2[0]: slack/payments does not hear team security, whose alerts would be escalated to it -> add security to the teams of slack/payments in Pulumi.dev.yaml, or give security an l2 of its own in alerting.escalation.teams in Pulumi.dev.yaml",
    ],
  );
  finds("an L3 without an L2", { l3: ["slack/ops"] }, [
    `alerting.escalation.l3: has channels, and there is no L2 before it -> ${set(quoted("l2[0]"), "slack/ops")}`,
  ]);
  finds(
    "a team that has L3 and gives up L2",
    { l2: ["slack/ops"], teams: [{ team: "payments", l2: [], l3: ["slack/ops"] }] },
    [
      `alerting.escalation.teams[0].l3: has channels, and there is no L2 before it -> ${set(quoted("teams[0].l2[0]"), "slack/ops")}`,
    ],
  );
  finds("a response time of nothing", { l2: ["slack/ops"], responseTimes: { critical: "0s" } }, [
    `alerting.escalation.responseTimes.critical: "0s" is not a duration (for example 15d, 12h or 30s) -> ${set("alerting.escalation.responseTimes.critical", "1h")}`,
  ]);
  finds("a response time that is shorter than the steps", { l2: ["slack/ops"], responseTimes: { critical: "1m" } }, [
    `alerting.escalation.responseTimes.critical: "1m" is shorter than 5m, the steps in which alerts are looked at -> ${set("alerting.escalation.responseTimes.critical", "5m")}`,
  ]);
  finds(
    "a critical alert that waits longer than a high one",
    { l2: ["slack/ops"], responseTimes: { critical: "5h" } },
    [
      `alerting.escalation.responseTimes.critical: critical alerts have 5h, longer than the 4h of high ones -> ${set("alerting.escalation.responseTimes.critical", "4h")}`,
    ],
  );
  finds(
    "a team's own time that is longer than that of what is less severe",
    { l2: ["slack/ops"], teams: [{ team: "payments", responseTimes: { high: "30h" } }] },
    [
      `alerting.escalation.teams[0].responseTimes.high: high alerts have 30h, longer than the 24h of medium ones -> ${set(quoted("teams[0].responseTimes.high"), "24h")}`,
    ],
  );
  finds("a team that no alert belongs to", { l2: ["slack/ops"], teams: [{ team: "paymnts", l2: ["slack/leads"] }] }, [
    `alerting.escalation.teams[0].team: "paymnts" is no team that alerts belong to (alerting.teams: platform, security, payments) -> ${set(quoted("teams[0].team"), "payments")}`,
  ]);
  finds("a team that is there twice", { l2: ["slack/ops"], teams: [{ team: "payments" }, { team: "payments" }] }, [
    "alerting.escalation.teams[1].team: \"payments\" is the name of another one already -> npx pulumi config rm --stack dev --path 'alerting.escalation.teams[1]'",
  ]);
  finds(
    "teams with times, where nobody is told",
    { teams: [{ team: "payments", responseTimes: { critical: "15m" } }] },
    [
      `alerting.escalation.l2: is empty: teams have response times, and nothing is escalated to anybody -> ${set(quoted("l2[0]"), "'<kind>/<name>'")}`,
    ],
  );
});
