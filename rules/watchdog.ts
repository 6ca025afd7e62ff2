/** Proof that the way from Prometheus to a receiver is whole: an alert that always fires, and is missed when it does not. */
import { MONITORING_UID } from "../names/dashboards";
import { PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

export const watchdog: (settings: RuleSettings) => RuleGroup[] = () => [
  {
    name: "watchdog",
    rules: [
      {
        ...PLATFORM,
        component: "watchdog",
        dashboard: MONITORING_UID,
        alert: "Watchdog",
        severity: "none",
        expr: "vector(1)",
        for: "0s",
        summary: "Alerting works",
        description: `
          This alert always fires. With a dead man's switch (alerting.deadMansSwitch) it is sent out each minute, and the
          service at the other end calls when it stops.`,
      },
    ],
  },
];
