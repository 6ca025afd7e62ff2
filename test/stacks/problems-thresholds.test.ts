import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${key} ${value}`;
const QUIET = { alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } } };
const CREDENTIALS = { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" };

describe("thresholds that cannot be", () => {
  const wrong = (section: string, further: string, far: number, nearer: string, near: number) =>
    `thresholds.${section}.${further}: ${far} is not above thresholds.${section}.${nearer} (${near}): the earlier word would never be heard -> ${set(`thresholds.${section}.${further}`, String(near + 1))}`;

  itFinds("a ticket for capacity no earlier than the next severity", { thresholds: { capacity: { days: 5 } } }, [
    wrong("capacity", "days", 5, "soonDays", 5),
  ]);
  itFinds(
    "certificates and domains told in the wrong order",
    { thresholds: { probes: { certificateHighDays: 30, domainDays: 3 } } },
    [
      wrong("probes", "certificateDays", 21, "certificateHighDays", 30),
      wrong("probes", "domainDays", 3, "domainCriticalDays", 7),
    ],
  );
  itFinds(
    "no mistake in an order that holds",
    { thresholds: { probes: { certificateDays: 8 }, capacity: { days: 6 } } },
    [],
  );
  itFinds(
    "a period of no day, and a wait that is none",
    { thresholds: { capacity: { periodDays: 0, lasting: "soon" } } },
    [
      `thresholds.capacity.lasting: "soon" is not a duration (for example 15d, 12h or 30s) -> ${set("thresholds.capacity.lasting", "3h")}`,
      `thresholds.capacity.periodDays: 0 is below 1 -> ${set("thresholds.capacity.periodDays", "7")}`,
    ],
  );
  itWarns(
    "metrics that are kept for less than the forecast looks back",
    { ...QUIET, metrics: { retention: "7d" } },
    [
      `metrics.retention: 7d is shorter than thresholds.capacity.periodDays (7) and a day: nothing is said of days left -> ${set("metrics.retention", "8d")}`,
    ],
    CREDENTIALS,
  );
  itWarns("nothing of 8 days", { ...QUIET, metrics: { retention: "8d" } }, [], CREDENTIALS);
});
