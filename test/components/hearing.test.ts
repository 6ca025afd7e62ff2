/** When and how a message leaves: in quiet hours, in maintenance, a second one of the same name, and a long one. */
import assert from "node:assert/strict";
import { routeTree } from "../../components/alertmanager";
import { matches, type Route } from "../../components/alertmanager/routing";
import { timeIntervals } from "../../components/alertmanager/times";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { recording, type Told } from "../support/faults";
import { EVERY_CHANNEL, settingsOf, WINDOWS } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const ALL_DAY = { from: "00:00", to: "24:00" };

const CHANNELS = {
  discord: [{ name: "ops" }],
  pagerDuty: [{ name: "oncall" }],
  slack: [{ name: "ops", channel: "#ops" }],
};

const past = () => new Date(Date.now() - 1000).toISOString();

const labels = (alertname: string, more: Record<string, string>) => ({
  alertname,
  cluster: "test",
  namespace: "shop",
  severity: "medium",
  team: "platform",
  ...more,
});

describe("what is told, and when", () => {
  let running: Running | undefined;
  const start = async (context: Mocha.Context, alerting: Record<string, unknown>, groupInterval = "1s") => {
    const settings = settingsOf({ alerting: { channels: CHANNELS, ...alerting } });
    running = await startAlertmanager(toolOrSkip(context, "alertmanager"), settings, {
      groupInterval,
      change: recording,
    });
    return running;
  };
  const told = (messages: readonly { body: unknown }[]) =>
    messages.map(({ body }) => {
      const { receiver, status, title } = (body as { message: Told }).message;
      return [receiver, status, title].join(" ");
    });

  afterEach(() => running?.stop());

  it("is in quiet hours what keeps incidents hears, to the end; messages wait, and what is over is not told", async function () {
    const alertmanager = await start(this, { quietHours: [{ name: "always", ...ALL_DAY }] });
    const alert = { labels: labels("A", { subject: "x" }) };
    await alertmanager.fire([alert]);
    await alertmanager.received(1);
    await alertmanager.fire([{ ...alert, endsAt: past() }]);
    await alertmanager.received(2);
    assert.deepEqual(told(await alertmanager.settled(2)), [
      "pagerDuty/oncall firing MEDIUM: A x in shop on test",
      "pagerDuty/oncall resolved RESOLVED: A x in shop on test",
    ]);
  });

  it("is of security the beginning alone where incidents are kept: somebody closes it; elsewhere the end too", async function () {
    const alertmanager = await start(this, {});
    const security = { labels: labels("A", { team: "security", severity: "critical", subject: "x" }) };
    const platform = { labels: labels("B", { severity: "critical", subject: "x" }) };
    await alertmanager.fire([security, platform]);
    await alertmanager.received(6);
    await alertmanager.fire([
      { ...security, endsAt: past() },
      { ...platform, endsAt: past() },
    ]);
    const ends = told(await alertmanager.settled(11)).slice(6);
    const over = (receiver: string, name: string) => `${receiver} resolved RESOLVED: ${name} x in shop on test`;
    const chats = ["discord/ops", "slack/ops"].flatMap((chat) => ["A", "B"].map((name) => over(chat, name)));
    assert.deepEqual(ends.sort(), [...chats, over("pagerDuty/oncall", "B")].sort());
    // What comes again is told again.
    await alertmanager.fire([security]);
    const again = told(await alertmanager.settled(14)).slice(11);
    assert.deepEqual(
      again.sort(),
      ["discord/ops", "pagerDuty/oncall/security", "slack/ops"].map(
        (to) => `${to} firing CRITICAL: A x in shop on test`,
      ),
    );
  });

  it("is nothing in a window of maintenance, but security; and all the rest elsewhere", async function () {
    const alertmanager = await start(this, {
      maintenance: [
        { name: "shop", match: { namespace: "shop" }, ...ALL_DAY },
        { name: "mails", match: { alertname: "Mail.*" }, from: "00:00", to: "00:01", weekdays: ["monday"] },
      ],
    });
    await alertmanager.fire([
      { labels: labels("A", { severity: "critical" }) },
      { labels: labels("MailsStuck", { severity: "critical" }) },
      { labels: labels("B", { team: "security" }) },
      { labels: labels("C", { namespace: "shop-2" }) },
    ]);
    assert.deepEqual(
      told(await alertmanager.settled(6)).sort(),
      [
        ...["discord/ops", "pagerDuty/oncall/security", "slack/ops"].map(
          (receiver) => `${receiver} firing MEDIUM: B in shop on test`,
        ),
        ...["discord/ops", "pagerDuty/oncall", "slack/ops"].map(
          (receiver) => `${receiver} firing MEDIUM: C in shop-2 on test`,
        ),
      ].sort(),
    );
  });

  it("is each critical alert by itself, at once, and over by itself", async function () {
    // As in a stack, one that joined a group would wait for five minutes.
    const settings = settingsOf({
      alerting: { channels: { pagerDuty: [{ name: "oncall", severities: ["critical"] }] } },
    });
    running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings);
    const node = (name: string) => ({
      labels: {
        alertname: "NodeDown",
        cluster: "test",
        severity: "critical",
        team: "platform",
        node: name,
        subject: name,
      },
    });
    await running.fire([node("node-1")]);
    await running.received(1);
    await running.fire([node("node-2")]);
    const events = (await running.received(2)).map(
      ({ body }) => body as { dedup_key: string; payload: { summary: string } },
    );
    assert.deepEqual(
      events.map(({ payload }) => payload.summary),
      ["CRITICAL: NodeDown node-1 on test", "CRITICAL: NodeDown node-2 on test"],
    );
    assert.notEqual(events[0]?.dedup_key, events[1]?.dedup_key);
  });
});

describe("maintenance", () => {
  it("mutes an alert in every window of maintenance that it matches, and security in none", () => {
    const { alerting } = settingsOf({
      alerting: { ...EVERY_CHANNEL, routes: [], quietHours: [], maintenance: WINDOWS },
    });
    const mutes = (labels: Record<string, string>) =>
      muteTimesOf(routeTree(alerting), { severity: "critical", ...labels });
    const node = { alertname: "NodeDown" };
    const payments = { namespace: "payments-api" };
    assert.deepEqual(mutes({ ...node, ...payments }), ["maintenance nodes", "maintenance payments"]);
    assert.deepEqual(mutes({ alertname: "A", ...payments }), ["maintenance payments"]);
    assert.deepEqual(mutes({ ...node, namespace: "x" }), ["maintenance nodes"]);
    assert.deepEqual(mutes({ alertname: "A" }), []);
    assert.deepEqual(mutes({ ...node, ...payments, team: "security" }), []);
    // The morning after belongs to the day on which the window begins.
    assert.deepEqual(timeIntervals(alerting)[0], {
      name: "maintenance payments",
      time_intervals: [
        { times: [{ start_time: "22:00", end_time: "24:00" }], weekdays: ["sunday"], location: "UTC" },
        { times: [{ start_time: "00:00", end_time: "02:00" }], weekdays: ["monday"], location: "UTC" },
      ],
    });
  });
});

describe("a long message", () => {
  const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

  it("is in Discord whole alerts and whole words within its limits, and says how many are not shown", async function () {
    const settings = settingsOf({ alerting: { channels: { discord: [{ name: "ops" }] } } });
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings, { groupWait: "2s" });
    try {
      const one = (index: number, length: number) => ({
        labels: labels("A", { namespace: `n-${length}`, subject: `x-${index}` }),
        annotations: { summary: `Summary ${index}`, description: `${words(length)} end${index}.` },
      });
      const many = (count: number, length: number) => Array.from({ length: count }, (_, index) => one(index, length));
      await running.fire([...many(12, 100), ...many(12, 2), ...many(1, 2000), ...many(2, 3)]);
      const embeds = (await running.received(4)).map(({ body }) => {
        const [embed] = (body as { embeds: { title: string; description: string; fields: { value: string }[] }[] })
          .embeds;
        assert.ok(embed);
        return embed;
      });
      const by = (namespace: string) => {
        const embed = embeds.find(({ title }) => title.includes(` in ${namespace} `));
        assert.ok(embed, namespace);
        return embed;
      };
      for (const { description, title, fields } of embeds) {
        assert.ok(description.length <= 4096 && title.length <= 256, title);
        for (const { value } of fields) assert.ok(value.length <= 1024, value);
      }
      const shown = (description: string) => (description.match(/\*\*Summary \d+\*\*/g) ?? []).length;
      const long = by("n-100").description;
      assert.match(long, /… (\d+) of 12 shown\n$/);
      assert.equal(Number(/… (\d+) of 12/.exec(long)?.[1]), shown(long));
      // Each that is shown is whole.
      assert.equal((long.match(/word99 end\d+\./g) ?? []).length, shown(long));
      assert.match(by("n-2").description, /… 10 of 12 shown\n$/);
      assert.match(by("n-2000").description, /word\d+ …\nsince /);
      assert.doesNotMatch(by("n-3").description, /shown/);
      // A silence of what is in the message, and of nothing else.
      const silence = /Silence\]\((.*)\)$/.exec(by("n-3").fields.at(-1)?.value ?? "")?.[1] ?? "";
      assert.deepEqual(new URL(silence).searchParams.getAll("matcher"), [
        "alertname=A",
        "cluster=test",
        "namespace=n-3",
        "severity=medium",
        "subject=~x-0|x-1",
      ]);
    } finally {
      await running.stop();
    }
  });
});

/** What mutes an alert on its way to its first channel. */
function muteTimesOf(root: Route, labels: Record<string, string>): string[] {
  const fits = ({ matchers = [] }: Route) => matchers.every((matcher) => matches(matcher, labels[matcher.label] ?? ""));
  const child = root.routes?.find(fits);
  return child === undefined ? [...(root.muteTimeIntervals ?? [])].sort() : muteTimesOf(child, labels);
}
