/** What is worth a word of what is outside its band, and of whom nothing is told for a while. */
import { ROLLOUT } from "../../names/rollouts";
import { type Anomalies, dayIn } from "../../settings/anomalies";
import { seconds } from "../../settings/units";
import type { Recording } from "../rule";
import { INTERVAL, OUTSIDE } from "./band";

/** There while it is a holiday. */
const HOLIDAY = "platform:holiday:active";

/** There while a service's rollout is recent. */
const RECENT = "service:deployment_rollout:timestamp_seconds";

/** Values of some signals above (1) or below (-1) their band, unless they have been for so long that it is their new level. */
export function outside(signals: string, side: 1 | -1, { adaptsAfter, holidays }: Anomalies): string {
  const half = Math.round(seconds(adaptsAfter) / seconds(INTERVAL) / 2);
  // A sum and not a mean: of a band that is new, what is outside at first would be half of what is known.
  const habit = `sum_over_time(${OUTSIDE}{${signals}}[${adaptsAfter}]) ${side > 0 ? ">=" : "<="} ${side * half}`;
  const ours = `${OUTSIDE}{${signals}} == ${side} unless ${habit}`;
  return `(${ours}${holidays.length === 0 ? "" : ` unless on () ${HOLIDAY}`})`;
}

/** Services whose rollout is recent: those of a Deployment of their name. */
export const ROLLED_OUT = `on (namespace, service) ${RECENT}`;

/** Whether it is a holiday, in the stack's time zone; nothing without any. */
export function holiday({ holidays, timezone }: Anomalies): Recording[] {
  if (holidays.length === 0) return [];
  const days = [...new Set(holidays)].sort().map((text) => dayIn(text, timezone));
  return [{ record: HOLIDAY, expr: days.map(([from, to]) => `vector(time()) >= ${from} < ${to}`).join(" or ") }];
}

/** When a service's Deployment was rolled out, while that is recent: within a week at most. */
export function rollout({ afterRollout }: Anomalies): Recording {
  return {
    record: RECENT,
    expr: `
      max by (namespace, service) (
        label_replace(${ROLLOUT} > time() - ${seconds(afterRollout)}, "service", "$1", "deployment", "(.+)")
      )`,
  };
}
