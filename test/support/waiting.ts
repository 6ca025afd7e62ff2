/** Objects of a cluster on which a deployment waits. */
import type { Claim, ContainerStatus, Event, Facts, Pod } from "../../components/support/waiting/facts";

/** A namespace with nothing in it. */
export const EMPTY: Facts = {
  namespace: { metadata: { name: "observability" } },
  pods: [],
  events: [],
  claims: [],
  jobs: [],
  workloads: [],
  customs: [],
};

/** A container that starts. */
export function container(more: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name: "main",
    image: "quay.io/a/b:1.2.3",
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: "ContainerCreating" } },
    ...more,
  };
}

/** A pod on a node, with these containers, that is not ready. */
export function pod(name: string, containers: ContainerStatus[], more: Partial<Pod["status"]> = {}): Pod {
  const conditions = [
    { type: "PodScheduled", status: "True" },
    { type: "Ready", status: "False", reason: "ContainersNotReady" },
  ];
  return {
    metadata: { name, uid: name },
    spec: { nodeName: "node-1" },
    status: { phase: "Pending", conditions, containerStatuses: containers, ...more },
  };
}

/** A pod that the scheduler has no node for. */
export function unscheduled(name: string, message: string): Pod {
  const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
  return { metadata: { name, uid: name }, spec: {}, status: { phase: "Pending", conditions } };
}

export function claim(name: string, phase = "Pending"): Claim {
  return { metadata: { name, uid: name }, spec: { storageClassName: "fast" }, status: { phase } };
}

/** An event of the object of this name. */
export function event(name: string, reason: string, message: string, lastTimestamp = "2026-01-01T00:00:00Z"): Event {
  return { involvedObject: { uid: name }, reason, message, lastTimestamp };
}
