/** What is worth a word of what is outside its band, and of whom nothing is told for a while. */
import { type Anomalies, dayIn } from "../../settings/anomalies";
import { seconds } from "../../settings/units";
import type { Recording } from "../rule";
import { INTERVAL, OUTSIDE } from "./band";

/** There while it is a holiday. */
const HOLIDAY = "platform:holiday:active";

/** There while a service's rollout is recent. */
const ROLLOUT = "service:deployment_rollout:timestamp_seconds";

/** Values of some signals above (1) or below (-1) their band, unless they have been for so long that it is their new level. */
export function outside(signals: string, side: 1 | -1, { adaptsAfter, holidays }: Anomalies): string {
  const half = Math.round(seconds(adaptsAfter) / seconds(INTERVAL) / 2);
  // A sum and not a mean: of a band that is new, what is outside at first would be half of what is known.
  const habit = `sum_over_time(${OUTSIDE}{${signals}}[${adaptsAfter}]) ${side > 0 ? ">=" : "<="} ${side * half}`;
  const ours = `${OUTSIDE}{${signals}} == ${side} unless ${habit}`;
  return `(${ours}${holidays.length === 0 ? "" : ` unless on () ${HOLIDAY}`})`;
}

/** Services whose rollout is recent: those of a Deployment of their name. */
export const ROLLED_OUT = `on (namespace, service) ${ROLLOUT}`;

/** Whether it is a holiday, in the stack's time zone; nothing without any. */
export function holiday({ holidays, timezone }: Anomalies): Recording[] {
  if (holidays.length === 0) return [];
  const days = [...new Set(holidays)].sort().map((text) => dayIn(text, timezone));
  return [{ record: HOLIDAY, expr: days.map(([from, to]) => `vector(time()) >= ${from} < ${to}`).join(" or ") }];
}

/**
 * When the youngest ReplicaSet of a service's Deployment was made, while that is recent. A change of the number of its replicas
 * makes none, and a rollback may take an old one again.
 */
export function rollout({ afterRollout }: Anomalies): Recording {
  return {
    record: ROLLOUT,
    expr: `
      max by (namespace, service) (
        label_replace(
          max by (namespace, replicaset) (kube_replicaset_created > time() - ${seconds(afterRollout)})
          * on (namespace, replicaset) group_left (owner_name)
          max by (namespace, replicaset, owner_name) (kube_replicaset_owner{owner_kind="Deployment"}),
          "service", "$1", "owner_name", "(.+)"
        )
      )`,
  };
}
