/** Namespaces with owners, and whose alerts of theirs are. */
import { settingsOf } from "./settings";

export const settings = settingsOf({
  alerting: {
    teams: ["platform", "security", "payments", "shop"],
    owners: [
      { namespaces: "payments-legacy", team: "shop" },
      { namespaces: "payments-.*|billing", team: "payments" },
    ],
    channels: {
      pagerDuty: [{ name: "payments", severities: ["critical"], teams: ["payments"] }],
      slack: [{ name: "platform", channel: "#platform", teams: ["platform"] }],
    },
  },
});
export const { owners } = settings.alerting;

/** Labels of an alert, and whose it is. */
export const CASES: [Record<string, string>, string][] = [
  [{ team: "platform", namespace: "payments-api" }, "payments"],
  [{ team: "platform", namespace: "billing" }, "payments"],
  [{ team: "platform", namespace: "payments-legacy" }, "shop"],
  [{ team: "platform", namespace: "my-payments-api" }, "platform"],
  [{ team: "platform", namespace: "observability" }, "platform"],
  [{ team: "platform" }, "platform"],
  // a rule of the team's own, without a team
  [{ namespace: "payments-api" }, "payments"],
  [{ team: "security", namespace: "payments-api" }, "security"],
  [{ team: "shop", namespace: "payments-api" }, "shop"],
];
