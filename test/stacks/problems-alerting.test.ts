import { itFinds } from "./parse";

describe("mistakes in who is notified", () => {
  describe("alerting", () => {
    itFinds("replicas without a volume", { alerting: { replicas: 3, storage: "none" } }, [
      'alerting.storage: "none" with 3 replicas: each would forget what it knows when its pod moves -> npx pulumi config set --stack dev --path alerting.storage 1Gi',
    ]);
    itFinds(
      "two channels of one name",
      {
        alerting: {
          channels: {
            slack: [
              { name: "ops", channel: "#a" },
              { name: "ops", channel: "#b" },
            ],
          },
        },
      },
      [
        "alerting.channels.slack[1].name: \"ops\" is the name of another one already -> npx pulumi config set --stack dev --path 'alerting.channels.slack[1].name' ops-2",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "two quiet hours of one name",
      {
        alerting: {
          quietHours: [
            { name: "n", from: "22:00", to: "06:00" },
            { name: "n", from: "12:00", to: "13:00" },
          ],
        },
      },
      [
        "alerting.quietHours[1].name: \"n\" is the name of another one already -> npx pulumi config set --stack dev --path 'alerting.quietHours[1].name' n-2",
      ],
    );
    itFinds("e-mail without a mail server", { alerting: { channels: { email: [{ name: "ops", to: ["a@b.cd"] }] } } }, [
      "alerting.smtp: is missing, and there are e-mail channels -> npx pulumi config set --stack dev --path alerting.smtp.smarthost '<host:port>' and npx pulumi config set --stack dev --path alerting.smtp.from '<address>'",
    ]);
    itFinds(
      "a time zone",
      { alerting: { quietHours: [{ name: "n", timezone: "Berlin", from: "22:00", to: "06:00" }] } },
      [
        "alerting.quietHours[0].timezone: \"Berlin\" is not an IANA time zone (for example Europe/Berlin) -> npx pulumi config set --stack dev --path 'alerting.quietHours[0].timezone' UTC",
      ],
    );
    itFinds("quiet hours of no length", { alerting: { quietHours: [{ name: "n", from: "22:00", to: "22:00" }] } }, [
      'alerting.quietHours[0].to: "22:00" to "22:00" is no span of time -> npx pulumi config set --stack dev --path \'alerting.quietHours[0].to\' 07:00',
    ]);
    const hours = (name: string, from: string, to: string, more: object = {}) => ({ name, from, to, ...more });
    const together = (...quietHours: object[]) => ({ alerting: { quietHours } });
    const never = (index: number) =>
      `alerting.quietHours[${index}]: leaves, with those before it, no time of the week: what waits for their end is never told -> npx pulumi config rm --stack dev --path 'alerting.quietHours[${index}]', or take those alerts from the channels in Pulumi.dev.yaml`;
    itFinds(
      "quiet hours that are the whole day together",
      together(hours("a", "20:00", "08:00"), hours("b", "08:00", "20:00")),
      [never(1)],
    );
    itFinds(
      "quiet hours that are the whole day for one severity only",
      together(
        hours("a", "20:00", "08:00", { severities: ["low", "info"] }),
        hours("b", "12:00", "13:00"),
        hours("c", "07:00", "21:00", { severities: ["info"] }),
      ),
      [never(2)],
    );
    itFinds(
      "nothing of quiet hours that leave a minute, a severity or a weekday, or are of another time zone",
      together(
        hours("a", "20:00", "08:00", { weekends: true }),
        hours("b", "08:00", "19:59"),
        hours("c", "08:00", "20:00", { timezone: "Europe/Berlin" }),
      ),
      [],
    );
    itFinds(
      "quiet hours from the end of the day",
      { alerting: { quietHours: [{ name: "n", from: "24:00", to: "06:00" }] } },
      [
        "alerting.quietHours[0].from: \"24:00\" is the end of a day, at which nothing begins -> npx pulumi config set --stack dev --path 'alerting.quietHours[0].from' 00:00",
      ],
    );
    itFinds(
      "a window of maintenance: its time zone, its length and its pattern",
      {
        alerting: {
          maintenance: [{ name: "n", match: { namespace: "pay(" }, timezone: "Berlin", from: "22:00", to: "22:00" }],
        },
      },
      [
        "alerting.maintenance[0].match.namespace: \"pay(\" is not a regular expression -> npx pulumi config set --stack dev --path 'alerting.maintenance[0].match.namespace' 'payments-.*'",
        "alerting.maintenance[0].timezone: \"Berlin\" is not an IANA time zone (for example Europe/Berlin) -> npx pulumi config set --stack dev --path 'alerting.maintenance[0].timezone' UTC",
        'alerting.maintenance[0].to: "22:00" to "22:00" is no span of time -> npx pulumi config set --stack dev --path \'alerting.maintenance[0].to\' 07:00',
      ],
    );
    itFinds(
      "owners: a team that is none, the platform, and a pattern",
      {
        alerting: {
          owners: [
            { namespaces: "a", team: "securty" },
            { namespaces: "b", team: "platform" },
            { namespaces: "pay(", team: "security" },
          ],
        },
      },
      [
        "alerting.owners[0].team: \"securty\" is no team that alerts belong to (alerting.teams: platform, security) -> npx pulumi config set --stack dev --path 'alerting.owners[0].team' security",
        "alerting.owners[1].team: \"platform\" has every alert that nobody else owns -> npx pulumi config set --stack dev --path 'alerting.owners[1].team' security",
        "alerting.owners[2].namespaces: \"pay(\" is not a regular expression -> npx pulumi config set --stack dev --path 'alerting.owners[2].namespaces' 'payments-.*'",
      ],
    );
  });
  describe("who hears what", () => {
    itFinds(
      "a team that is nearly one",
      { alerting: { channels: { slack: [{ name: "ops", channel: "#ops", teams: ["platfrom"] }] } } },
      [
        "alerting.channels.slack[0].teams[0]: \"platfrom\" is no team that alerts belong to (alerting.teams: platform, security) -> npx pulumi config set --stack dev --path 'alerting.channels.slack[0].teams[0]' platform",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "a team that is nothing like one",
      { alerting: { channels: { slack: [{ name: "ops", channel: "#ops", teams: ["payments"] }] } } },
      [
        'alerting.channels.slack[0].teams[0]: "payments" is no team that alerts belong to (alerting.teams: platform, security) -> add payments to alerting.teams in Pulumi.dev.yaml, beside platform, security',
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "a channel that hears nothing",
      { alerting: { channels: { slack: [{ name: "ops", channel: "#ops", severities: [] }] } } },
      [
        "alerting.channels.slack[0]: slack/ops is never reached: it hears no severity, and no alerting.routes leads to it -> npx pulumi config set --stack dev --path 'alerting.channels.slack[0].severities[0]' critical",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "a route to a channel that is nearly one",
      {
        alerting: {
          channels: { slack: [{ name: "ops", channel: "#ops" }] },
          routes: [{ match: { namespace: "x" }, channels: ["slack/op"] }],
        },
      },
      [
        "alerting.routes[0].channels[0]: \"slack/op\" is no channel of this stack (slack/ops) -> npx pulumi config set --stack dev --path 'alerting.routes[0].channels[0]' slack/ops",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "a route to a channel that is nothing like one",
      {
        alerting: {
          channels: { slack: [{ name: "ops", channel: "#ops" }] },
          routes: [{ match: { namespace: "x" }, channels: ["email/everybody"] }],
        },
      },
      [
        "alerting.routes[0].channels[0]: \"email/everybody\" is no channel of this stack (slack/ops) -> npx pulumi config set --stack dev --path 'alerting.routes[0].channels[0]' slack/ops",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
    itFinds(
      "a route in a stack without channels",
      { alerting: { routes: [{ match: { namespace: "x" }, channels: ["slack/ops"] }] } },
      [
        "alerting.routes[0].channels[0]: \"slack/ops\" is no channel of this stack, which has none -> npx pulumi config set --stack dev --path 'alerting.routes[0].channels[0]' '<kind>/<name>'",
      ],
    );
    itFinds(
      "a route whose pattern is none",
      {
        alerting: {
          channels: { slack: [{ name: "ops", channel: "#ops" }] },
          routes: [{ match: { namespace: "pay(" }, channels: ["slack/ops"] }],
        },
      },
      [
        "alerting.routes[0].match.namespace: \"pay(\" is not a regular expression -> npx pulumi config set --stack dev --path 'alerting.routes[0].match.namespace' 'payments-.*'",
      ],
      { "slack/ops": "https://x.example.com/hook" },
    );
  });
});
