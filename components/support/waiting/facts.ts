/** What is looked at of a cluster to say what a deployment waits for: the little of each object that is read. */

export interface Metadata {
  name: string;
  uid?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  ownerReferences?: { kind: string; name: string }[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface Terminated {
  exitCode: number;
  reason?: string;
}

export interface ContainerStatus {
  name: string;
  image: string;
  ready: boolean;
  restartCount: number;
  state?: { waiting?: { reason?: string; message?: string }; running?: object; terminated?: Terminated };
  lastState?: { terminated?: Terminated };
}

export interface Pod {
  metadata: Metadata;
  spec: { nodeName?: string; volumes?: { persistentVolumeClaim?: { claimName: string } }[] };
  status: {
    phase?: string;
    conditions?: Condition[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface Event {
  involvedObject: { uid?: string };
  reason?: string;
  message?: string;
  /** The last time that it happened; null for one that is written in the newer form, which has {@link eventTime}. */
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { lastObservedTime?: string };
}

export interface Claim {
  metadata: Metadata;
  spec: { storageClassName?: string };
  status?: { phase?: string; conditions?: Condition[] };
}

export interface Job {
  metadata: Metadata;
  status?: { active?: number; failed?: number; conditions?: Condition[] };
}

/** A ReplicaSet, StatefulSet or DaemonSet. */
export interface Workload {
  kind: string;
  metadata: Metadata;
  spec: { replicas?: number };
  status?: { replicas?: number; desiredNumberScheduled?: number; currentNumberScheduled?: number };
}

/** A resource that an operator looks after, and what it says of it: prometheus-operator in conditions, Elastic's also beside them. */
export interface Custom {
  kind: string;
  metadata: Metadata;
  status?: { conditions?: Condition[]; phase?: string; health?: string };
}

export interface Namespace {
  metadata: Metadata;
  status?: { conditions?: Condition[] };
}

/** What is in the platform's namespace. */
export interface Facts {
  namespace: Namespace | undefined;
  pods: Pod[];
  events: Event[];
  claims: Claim[];
  jobs: Job[];
  workloads: Workload[];
  customs: Custom[];
}

/** The last event of an object, of those with a reason; undefined if there is none. */
export function lastEvent({ events }: Facts, { uid }: Metadata, reason: RegExp): Event | undefined {
  return events
    .filter((event) => uid !== undefined && event.involvedObject.uid === uid && reason.test(event.reason ?? ""))
    .sort((a, b) => time(a).localeCompare(time(b)))
    .pop();
}

function time({ series, lastTimestamp, eventTime }: Event): string {
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? "";
}
