import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) =>
  `npx pulumi config set --stack dev --path ${key.includes("[") ? `'${key}'` : key} ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;
const ALERTS =
  'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")';
const KEPT = { retention: "40d", storage: "40Gi" };
const KEY = "apps[0].business";
const one = (business: object, more: object = {}) => ({ apps: [{ name: "shop", business }], metrics: KEPT, ...more });
const bands = (anomalies: object) => ({ thresholds: { anomalies } });

describe("business numbers that cannot be", () => {
  itFinds(
    "no mistake in all of them",
    one({ transactions: {}, revenue: { atLeast: 0.5 }, errors: { over: "5m" } }),
    [],
  );
  itFinds("an objective of nothing", one({ transactions: { atLeast: 0 } }), [
    `${KEY}.transactions.atLeast: 0 is not above 0 -> ${set(`${KEY}.transactions.atLeast`, "'<value>'")}`,
  ]);
  itFinds(
    "times that are too short, too long, or no minutes",
    one({ transactions: { over: "1m" }, revenue: { over: "30d" }, features: [{ name: "a", over: "330s" }] }),
    [
      `${KEY}.transactions.over: 1m is shorter than 5m, of which a rate is -> ${set(`${KEY}.transactions.over`, "5m")}`,
      `${KEY}.revenue.over: 30d is longer than 7d, and read every minute -> ${set(`${KEY}.revenue.over`, "7d")}`,
      `${KEY}.features[0].over: 330s is no number of whole minutes -> ${set(`${KEY}.features[0].over`, "6m")}`,
    ],
  );
  itFinds("a team that there is not", one({ team: "platfrom", revenue: {} }), [
    `${KEY}.team: "platfrom" is no team that alerts belong to (alerting.teams: platform, security) -> ${set(`${KEY}.team`, "platform")}`,
  ]);
  itFinds("a feature twice", one({ features: [{ name: "a" }, { name: "a" }] }), [
    `${KEY}.features[1].name: "a" is looked at already -> ${rm(`${KEY}.features[1]`)}`,
  ]);
  itWarns("of weeks that are not kept", { apps: [{ name: "shop", business: { revenue: {} } }] }, [
    ALERTS,
    `metrics.retention: 15d is less than the 21d that business numbers are held against: they have objectives alone -> ${set("metrics.retention", "29d")}`,
  ]);
});

describe("bands that cannot be", () => {
  itFinds("more weeks needed than are looked at", bands({ weeks: 4, weeksNeeded: 5 }), [
    `thresholds.anomalies.weeksNeeded: 5 is more than thresholds.anomalies.weeks, 4: nothing would ever be told -> ${set("thresholds.anomalies.weeksNeeded", "4")}`,
  ]);
  itFinds("a day that there is not", bands({ holidays: ["2026-02-30"] }), [
    `thresholds.anomalies.holidays[0]: "2026-02-30" is a day that there is not (for example 2026-12-25) -> ${set("thresholds.anomalies.holidays[0]", "'<value>'")}`,
  ]);
  itFinds("a time zone that there is not", bands({ timezone: "Europe/Berln" }), [
    `thresholds.anomalies.timezone: "Europe/Berln" is not an IANA time zone -> ${set("thresholds.anomalies.timezone", "Europe/Berlin")}`,
  ]);
});
