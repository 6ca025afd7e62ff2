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

/** Applications with teams, in namespaces of which some have other owners. */
export const teams = settingsOf({
  alerting: {
    teams: ["platform", "security", "payments", "shop", "sales"],
    owners: [{ namespaces: "shop-.*", team: "payments" }],
  },
  apps: [
    { name: "checkout", namespace: "shop-a", team: "shop", business: { team: "sales", transactions: {} } },
    { name: "cart", namespace: "shop-a", team: "shop" },
    { name: "jobs", team: "shop" },
    { name: "jobs", namespace: "batch", team: "payments" },
    { name: "plain", namespace: "shop-a", business: { team: "sales", transactions: {} } },
  ],
});

/** Labels of an alert, and whose it is: its application's before its namespace's owner's. */
export const TEAM_CASES: [Record<string, string>, string][] = [
  [{ team: "platform", namespace: "shop-a", service: "checkout" }, "shop"],
  [{ namespace: "shop-a", service: "checkout" }, "shop"],
  [{ team: "platform", namespace: "shop-a", service: "plain" }, "payments"],
  [{ team: "platform", namespace: "shop-b", service: "checkout" }, "payments"],
  [{ team: "platform", namespace: "shop-a" }, "payments"],
  [{ team: "platform", namespace: "anywhere", service: "jobs" }, "shop"],
  [{ team: "platform", namespace: "batch", service: "jobs" }, "payments"],
  // what is beside an application is not its team's
  [{ team: "platform", namespace: "batch" }, "platform"],
  [{ team: "security", namespace: "shop-a", service: "checkout" }, "security"],
  [{ team: "platform", namespace: "other", service: "jobs-2" }, "platform"],
  // numbers may have another team than their application
  [{ team: "platform", component: "business", namespace: "shop-a", service: "checkout" }, "sales"],
  [{ team: "platform", component: "business", namespace: "shop-a", service: "plain" }, "sales"],
  [{ team: "platform", component: "business", namespace: "shop-a", service: "cart" }, "shop"],
  [{ team: "platform", component: "applications", namespace: "shop-a", service: "checkout" }, "shop"],
];
