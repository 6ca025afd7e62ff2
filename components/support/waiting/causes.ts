/** What a deployment waits for. */
import { type Cause, sentence } from "./cause";
import { type Condition, type Custom, type Facts, lastEvent, type Workload } from "./facts";
import { isOwnedBy, podCauses } from "./pods";

/** Everything that is not ready in the platform's namespace, the most telling first. */
export function causes(facts: Facts): Cause[] {
  const claims = claimCauses(facts);
  const unbound = new Set(claims.map(({ name }) => name));
  const all = [
    ...namespaceCauses(facts),
    ...claims,
    ...jobCauses(facts),
    ...workloadCauses(facts),
    ...podCauses(facts).filter(
      ({ name, reason }) => !(isUnbound(reason) && claimsOf(facts, name).some((claim) => unbound.has(claim))),
    ),
    ...facts.customs.flatMap(customCauses),
  ];
  return [...all.filter(({ passing }) => !passing), ...all.filter(({ passing }) => passing)];
}

function namespaceCauses({ namespace }: Facts): Cause[] {
  if (namespace?.metadata.deletionTimestamp === undefined) return [];
  const { name } = namespace.metadata;
  const rest = namespace.status?.conditions?.find(
    ({ type, status }) => /Remaining|Failure/.test(type) && status === "True",
  );
  const reason = sentence("is being deleted", rest?.message);
  return [{ kind: "namespace", name, reason, passing: false, look: `get namespace ${name} --output yaml` }];
}

/** Claims that are not bound. One that waits for its pod to be scheduled is the pod's matter. */
function claimCauses(facts: Facts): Cause[] {
  return facts.claims.flatMap(({ metadata, spec, status }) => {
    if (status?.phase === "Bound") return [];
    const event = lastEvent(facts, metadata, /./);
    if (event?.reason === "WaitForFirstConsumer" || event?.reason === "WaitForPodScheduled") return [];
    const storageClass = spec.storageClassName === undefined ? "" : ` (storage class ${spec.storageClassName})`;
    const what = status?.phase === "Lost" ? "has lost its volume" : `is not bound${storageClass}`;
    const passing = event === undefined || /^(ExternalProvisioning|Provisioning)$/.test(event.reason ?? "");
    const { name } = metadata;
    return [{ kind: "claim", name, reason: sentence(what, event?.message), passing, look: `describe pvc ${name}` }];
  });
}

function isUnbound(reason: string): boolean {
  return /unbound immediate|unbound PersistentVolumeClaims|persistentvolumeclaim "[^"]*" not (found|bound)/.test(
    reason,
  );
}

function claimsOf({ pods }: Facts, pod: string): string[] {
  const volumes = pods.find(({ metadata }) => metadata.name === pod)?.spec.volumes ?? [];
  return volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

/** Jobs that failed, or are trying again: Helm's hooks and the set-up of Elasticsearch and Kibana. */
function jobCauses({ jobs }: Facts): Cause[] {
  return jobs.flatMap(({ metadata, status }) => {
    if (isOwnedBy(metadata, "CronJob")) return [];
    const { name } = metadata;
    const look = `logs job/${name} --all-containers`;
    const failed = status?.conditions?.find(
      (one) => /^(Failed|FailureTarget)$/.test(one.type) && one.status === "True",
    );
    if (failed) return [{ kind: "Job", name, reason: `failed${said(failed)}`, passing: false, look }];
    const isOver = status?.conditions?.some((one) => one.type === "Complete" && one.status === "True");
    const attempts = status?.failed ?? 0;
    if (isOver || attempts === 0) return [];
    return [{ kind: "Job", name, reason: `failed ${times(attempts)} and is tried again`, passing: false, look }];
  });
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** Workloads whose pods are refused, by a quota or by an admission webhook: there is no pod that would say so. */
function workloadCauses(facts: Facts): Cause[] {
  return facts.workloads.flatMap((workload) => {
    const { kind, metadata } = workload;
    const refused = lacksPods(workload) ? lastEvent(facts, metadata, /^FailedCreate$/) : undefined;
    if (refused === undefined) return [];
    const look = `describe ${kind.toLowerCase()} ${metadata.name}`;
    return [
      { kind, name: metadata.name, reason: sentence("cannot create pods", refused.message), passing: false, look },
    ];
  });
}

function lacksPods({ spec, status }: Workload): boolean {
  const wanted = status?.desiredNumberScheduled ?? spec.replicas ?? 1;
  return (status?.currentNumberScheduled ?? status?.replicas ?? 0) < wanted;
}

/** Conditions that have to hold of what an operator looks after. */
const NEEDED = ["Reconciled", "Available", "ReconciliationComplete", "ElasticsearchIsReachable"];

function customCauses({ kind, metadata, status }: Custom): Cause[] {
  const { name } = metadata;
  const look = `describe ${kind.toLowerCase()} ${name}`;
  // Until its operator has met it, or where it has none: the operator is away, or looks after other namespaces.
  if (status === undefined || Object.keys(status).length === 0) {
    return [{ kind, name, reason: "its operator has said nothing of it yet", passing: true, look }];
  }
  const lacking = status.conditions?.filter((one) => NEEDED.includes(one.type) && one.status !== "True") ?? [];
  // What an operator refuses does not pass; what its pods are not yet ready for does, and they say why.
  const found = lacking.map((one) => ({
    reason: `${one.type} is ${one.status}${said(one)}`,
    passing: one.type !== "Reconciled",
  }));
  if (status.phase === "Invalid") found.unshift({ reason: "its specification is invalid", passing: false });
  if (found.length === 0 && status.health !== undefined && /^(red|unknown)$/.test(status.health)) {
    found.push({ reason: `its health is ${status.health}`, passing: true });
  }
  found.sort((a, b) => Number(a.passing) - Number(b.passing));
  return found.slice(0, 1).map((one) => ({ kind, name, ...one, look }));
}

function said({ reason, message }: Condition): string {
  const text = sentence(reason ?? "", message).replace(/^: /, "");
  return text === "" ? "" : `: ${text}`;
}
