import assert from "node:assert/strict";
import { CONSEQUENCES } from "../../components/alertmanager/consequences";
import { ESCALATED } from "../../names/escalation";
import { allLogRules } from "../../rules/log-rules";
import type { Settings } from "../../settings";
import { ALONE } from "../support/alone";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { type Fault, faults, type Message, recording, sorted, type Told } from "../support/faults";
import { alertsOf, everyGroup, everything } from "../support/rules";
import { stackSettings } from "../support/settings";
import { toolOrSkip } from "../support/tools";

/** prod at any time of the day. */
function prod(): Settings {
  const settings = stackSettings("prod");
  return { ...settings, alerting: { ...settings.alerting, quietHours: [] } };
}

const settings = prod();
const catalogue = faults(settings);

/** prod when it is quiet, whenever the test is run. */
function quietAlways(): Settings {
  const always = { name: "always", timezone: "UTC", from: "00:00", to: "24:00", weekends: true };
  const quietHours: Settings["alerting"]["quietHours"] = [{ ...always, severities: ["medium", "low", "info"] }];
  return { ...settings, alerting: { ...settings.alerting, quietHours } };
}

/** Each fault in a cluster of its own: nothing is grouped, muted or told across clusters. */
const clusterOf = (index: number) => `fault-${index}`;

describe("the fault catalogue", () => {
  it("has a name for each fault, and each alert once", () => {
    const names = catalogue.map(({ fault }) => fault);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { fault, alerts } of catalogue) {
      const all = alerts.map(({ labels }) => JSON.stringify(labels));
      assert.deepEqual(all, [...new Set(all)], fault);
    }
  });

  it("raises every alert of ours, unless there is a reason why it stands alone", () => {
    const rules = [...alertsOf(everyGroup()), ...alertsOf(allLogRules(everything))];
    const ours = new Set(rules.map(({ alert }) => alert));
    const raised = new Set(catalogue.flatMap(({ alerts }) => alerts.map(({ labels }) => labels["alertname"] ?? "")));
    const alone = Object.values(ALONE).flat();
    assert.deepEqual(alone, [...new Set(alone)], "each has one reason");
    assert.deepEqual([...ours].filter((name) => !raised.has(name)).sort(), [...alone].sort());
  });

  it("raises every alert of ours that the table of consequences names", () => {
    const raised = new Set(catalogue.flatMap(({ alerts }) => alerts.map(({ labels }) => labels["alertname"] ?? "")));
    const rules = [...alertsOf(everyGroup()), ...alertsOf(allLogRules(everything))];
    const named = CONSEQUENCES.flatMap(({ cause, effect }) => [...cause, ...effect])
      .filter(({ label }) => label === "alertname")
      .flatMap(({ value }) => value.split("|"));
    for (const { alert } of rules.filter((rule) => named.includes(rule.alert))) assert.ok(raised.has(alert), alert);
  });

  describe("in prod's Alertmanager", () => tellThese(settings, catalogue));

  // Whoever is woken by an alert is woken by its escalation, and by nothing that waits.
  const escalations = catalogue.filter(({ alerts }) => alerts.some(({ labels }) => labels["alertname"] === ESCALATED));

  it("has escalations of the severities that do not wait for the end of quiet hours", () => {
    const severities = escalations.flatMap(({ alerts }) => alerts.map(({ labels }) => labels["severity"]));
    assert.deepEqual([...new Set(severities)].sort(), ["critical", "high"]);
  });

  describe("in quiet hours, when nobody acts", () => tellThese(quietAlways(), escalations));

  describe("two at a time", () => {
    let running: Running | undefined;
    /** The names of what mutes an alert, by the cluster of the pair and the alert's place. */
    const mutedBy = new Map<string, string[]>();
    const pairs = catalogue.flatMap(({ alerts }, index) =>
      alerts.flatMap((first, i) =>
        alerts.flatMap((second, j) => (j > i ? [{ index, i, j, first, second, cluster: `${index}-${i}-${j}` }] : [])),
      ),
    );

    before(async function () {
      this.timeout("3m");
      running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings, {
        change: (config) => ({ ...recording(config), route: { receiver: "nobody" } }),
      });
      await running.fire(
        pairs.flatMap(({ first, second, cluster, i, j }) => [
          { labels: { ...first.labels, cluster }, annotations: { place: String(i) } },
          { labels: { ...second.labels, cluster }, annotations: { place: String(j) } },
        ]),
      );
      await running.settled(0);
      const held = await running.alerts();
      const names = new Map(held.map(({ fingerprint, labels }) => [fingerprint, labels["alertname"] ?? ""]));
      for (const { labels, status, annotations } of held) {
        mutedBy.set(
          `${labels["cluster"] ?? ""} ${annotations["place"] ?? ""}`,
          status.inhibitedBy.map((fingerprint) => names.get(fingerprint) ?? ""),
        );
      }
    });

    after(() => running?.stop());

    catalogue.forEach(({ fault }, index) => {
      it(`${fault}: each alert is muted by those that it says, and by no other`, () => {
        for (const { index: at, i, j, first, second, cluster } of pairs) {
          if (at !== index) continue;
          const name = ({ labels }: typeof first) => labels["alertname"] ?? "";
          for (const [place, own, other] of [[i, first, second] as const, [j, second, first] as const]) {
            const muting = mutedBy.get(`${cluster} ${place}`);
            assert.ok(muting, `${cluster} ${place} is there`);
            if (muting.length > 0)
              assert.ok(own.muted.includes(name(other)), `${name(own)} is muted by ${name(other)}`);
          }
        }
      });

      it(`${fault}: whatever is said to mute an alert does`, () => {
        catalogue[index]?.alerts.forEach(({ labels, muted }, place) => {
          const found = [...mutedBy].flatMap(([key, by]) =>
            key.startsWith(`${index}-`) && key.endsWith(` ${place}`) ? by : [],
          );
          assert.deepEqual([...new Set(found)].sort(), [...muted].sort(), JSON.stringify(labels));
        });
      });
    });
  });
});

/** Fires faults all at once, and looks at what each is told to whom. */
function tellThese(own: Settings, all: readonly Fault[]): void {
  let running: Running | undefined;
  let told: Told[] = [];

  before(async function () {
    this.timeout("3m");
    running = await startAlertmanager(toolOrSkip(this, "alertmanager"), own, { groupWait: "2s", change: recording });
    await running.fire(
      all.flatMap(({ alerts }, index) =>
        alerts.map(({ labels }) => ({ labels: { ...labels, cluster: clusterOf(index) } })),
      ),
    );
    const messages = await running.settled(all.flatMap(({ messages }) => messages.flatMap(({ to }) => to)).length);
    told = messages.map(({ body }) => (body as { message: Told }).message);
  });

  after(() => running?.stop());

  all.forEach(({ fault, messages }, index) => {
    it(`${fault}: these messages, and no other`, () => {
      const here = told.filter(({ alerts }) => alerts.some(({ labels }) => labels["cluster"] === clusterOf(index)));
      const byTitle = new Map<string, Message>();
      for (const { title, receiver } of here) {
        const name = title.replace(clusterOf(index), "prod");
        const message = byTitle.get(name) ?? { title: name, to: [] };
        byTitle.set(name, { title: name, to: [...message.to, receiver] });
      }
      assert.deepEqual(sorted([...byTitle.values()]), messages);
    });
  });
}
