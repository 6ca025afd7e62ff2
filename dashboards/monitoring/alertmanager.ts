/** The row "Alertmanager": whether its messages are taken, and what it holds back. */
import { ALERTMANAGER } from "../cluster-overview/selectors";
import { graph, type Panel } from "../common";

export function failures(): Panel {
  return graph({
    title: "Why notifications fail",
    description:
      "Messages within the hour before that a channel did not take, by kind, receiver and reason. authError is a credential that has died, rateLimited too many at once, serverError the channel itself: use another until it is back.",
    width: 8,
    unit: "short",
    queries: [
      {
        expr: `sum by (integration, receiver_name, reason) (increase(alertmanager_notifications_failed_total{${ALERTMANAGER}}[1h])) > 0`,
        legend: "{{integration}} {{receiver_name}}: {{reason}}",
      },
    ],
    empty: "None fails",
  }).decimals(0);
}

export function alerts(): Panel {
  const state = (metric: string, name: string) => `max(alertmanager_${metric}{${ALERTMANAGER},state="${name}"})`;
  return graph({
    title: "Alerts and silences",
    description:
      "Alerts that Alertmanager has told of, those that a silence or another alert mutes, and the silences. Many that are muted for days are silences that were forgotten: end them.",
    width: 8,
    unit: "short",
    queries: [
      { expr: state("alerts", "active"), legend: "active" },
      { expr: state("alerts", "suppressed"), legend: "muted" },
      { expr: state("silences", "active"), legend: "silences" },
    ],
  }).decimals(0);
}
