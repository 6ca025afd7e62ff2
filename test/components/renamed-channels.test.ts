import assert from "node:assert/strict";
import { type Received, startAlertmanager } from "../support/alertmanager";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const labels = {
  alertname: "NodeDown",
  cluster: "prod",
  node: "node-1",
  severity: "critical",
  subject: "node-1",
  team: "platform",
};

const named = (...names: string[]) =>
  settingsOf({ alerting: { channels: { pagerDuty: names.map((name) => ({ name })) } } });

/** An event as PagerDuty's Events API takes it. */
interface Event {
  event_action: string;
  dedup_key: string;
}

const events = (messages: readonly Received[]) => messages.map(({ body }) => body as Event);

describe("a channel that changes while its alert fires", () => {
  const fired = { labels, annotations: { summary: "a", description: "b" } };

  it("by another name is told of it again, in the same incident, and closes that", async function () {
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), named("oncall"), { groupInterval: "1s" });
    try {
      await running.fire([fired]);
      await running.received(1);
      await running.reload(named("duty"));
      await running.fire([fired]);
      await running.received(2);
      await running.fire([{ ...fired, endsAt: new Date().toISOString() }]);
      const all = events(await running.received(3));
      assert.deepEqual(
        all.map(({ event_action }) => event_action),
        ["trigger", "trigger", "resolve"],
      );
      assert.equal(new Set(all.map(({ dedup_key }) => dedup_key)).size, 1);
    } finally {
      await running.stop();
    }
  }).timeout(120_000);

  it("that is taken away hears no more of it, and its incident stays open", async function () {
    const both = named("duty", "oncall");
    const running = await startAlertmanager(toolOrSkip(this, "alertmanager"), both, { groupInterval: "1s" });
    try {
      await running.fire([fired]);
      await running.received(2);
      await running.reload(named("duty"));
      await running.fire([{ ...fired, endsAt: new Date().toISOString() }]);
      const all = events(await running.settled(3));
      assert.deepEqual(
        all.map(({ event_action }) => event_action),
        ["trigger", "trigger", "resolve"],
      );
    } finally {
      await running.stop();
    }
  }).timeout(120_000);
});
