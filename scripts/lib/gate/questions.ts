/** What the gate asks Prometheus and Loki, in PromQL and LogQL: whatever an application is called, it stays a value in quotes. */
import { BY_BOUND, FAILURES, RATE } from "../../../rules/applications/sources";
import { BUDGET, DAYS } from "../../../rules/slo/objective";
import { rateOf } from "../../../rules/slo/windows";
import { literalPattern } from "../../../settings/re2";
import { quoted } from "../prometheus/api";
import { SLICE } from "./history";

/** Which application is asked about. */
export interface Named {
  app: string;
  namespace: string | undefined;
  /** What its Deployment, StatefulSet or DaemonSet is called. */
  workload: string;
}

/** Characters of the hash in a ReplicaSet's name. Source: Kubernetes, `apimachinery/pkg/util/rand`, `SafeEncodeString`. */
const HASH = "[bcdfghjklmnpqrstvwxz2456789]{1,10}";

const STATE = 'job="kube-state-metrics"';

const RESTARTS = "kube_pod_container_status_restarts_total";

export function questions({ app, namespace, workload }: Named) {
  const own = `service=${quoted(app)}${namespace === undefined ? "" : `,namespace=${quoted(namespace)}`}`;
  const place = `${STATE}${namespace === undefined ? "" : `,namespace=${quoted(namespace)}`}`;
  const name = literalPattern(workload);
  const owners = [
    `kube_pod_owner{${place},owner_kind="ReplicaSet",owner_name=~${quoted(`${name}-${HASH}`)}}`,
    `kube_pod_owner{${place},owner_kind!="ReplicaSet",owner_name=${quoted(workload)}}`,
  ].join(" or ");
  const pods = `max by (namespace, pod) (${owners})`;
  const restarts = (offset = "") =>
    `max by (namespace, pod, uid, container) (${RESTARTS}{${place}}${offset === "" ? "" : ` offset ${offset}`})`;
  const made = `max by (namespace, pod) (kube_pod_created{${place}})`;
  // A container that has restarted before it was first seen has done so all the same; not so one that is merely seen again.
  const unseen = `0 * ${restarts()} and on (namespace, pod) (time() - ${made} < ${2 * SLICE})`;
  const lines = (matchers: string) => `sum(count_over_time({${own}${matchers}}[5m]))`;
  return {
    namespaces: `count by (namespace) (last_over_time({__name__=~${quoted(`${RATE}|${rateOf("events", "5m")}`)},${own}}[15m]))`,
    newest: `max(timestamp({__name__=~${quoted(`${RATE}|${rateOf("events", "5m")}`)},${own}}))`,
    requests: `sum(${RATE}{${own}})`,
    failed: `sum(${FAILURES}{${own}})`,
    within: `sum by (source, le) (${BY_BOUND}{${own}})`,
    restarts: `sum(clamp_min(${restarts()} - (${restarts("5m")} or ${unseen}), 0) * on (namespace, pod) group_left () ${pods})`,
    created: `max(${made} * on (namespace, pod) ${pods})`,
    sloErrors: `sum by (slo) (${rateOf("errors", "5m")}{${own}})`,
    sloEvents: `sum by (slo) (${rateOf("events", "5m")}{${own}})`,
    sloBudgets: `max by (slo) (${BUDGET}{${own}})`,
    sloDays: `max by (slo) (${DAYS}{${own}})`,
    logErrors: lines(',level=~"error|fatal"'),
    logLines: lines(""),
  } as const;
}
