/** Clusters for tests of volumes that grow: objects in memory, and what controllers would do about them. */
import type * as client from "@kubernetes/client-node";
import type { Plain } from "../../components/support/deployed/facts";
import type { Growing } from "../../components/support/deployed/grow";

export function claim(name: string, requested: string, capacity = requested): Plain<client.V1PersistentVolumeClaim> {
  return {
    metadata: { name },
    spec: { resources: { requests: { storage: requested } }, storageClassName: "fast" },
    status: { capacity: { storage: capacity } },
  };
}

export function statefulSet(name: string, size: string): Plain<client.V1StatefulSet> {
  return {
    metadata: { name, namespace: "observability", uid: "1", resourceVersion: "7", labels: { a: "b" } },
    spec: {
      selector: {},
      serviceName: name,
      template: {},
      volumeClaimTemplates: [
        {
          metadata: { name: "storage" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } },
          status: { phase: "Pending" },
        },
      ],
    },
    status: { replicas: 1 },
  };
}

/** A cluster whose controllers need some looks until they are done. */
export class FakeCluster implements Growing {
  readonly calls: string[] = [];
  created: Plain<client.V1StatefulSet> | undefined;
  private left = 2;

  constructor(
    readonly held: Plain<client.V1PersistentVolumeClaim>[],
    private current: Plain<client.V1StatefulSet> | undefined,
    private readonly grows = true,
  ) {}

  claims() {
    this.left -= 1;
    for (const { spec, status } of this.held) {
      const requested = spec?.resources?.requests?.["storage"] ?? "";
      if (this.left < 0 && this.grows && status) status.capacity = { storage: requested };
    }
    return Promise.resolve(this.held);
  }
  resize(name: string, size: string) {
    this.calls.push(`resize ${name} ${size}`);
    const found = this.held.find(({ metadata }) => metadata?.name === name);
    if (found?.spec?.resources) found.spec.resources.requests = { storage: size };
    return Promise.resolve();
  }
  statefulSet() {
    // It is still there for a look after it was deleted.
    if (this.calls.includes("orphan loki-stack") && this.left-- < 2) this.current = undefined;
    return Promise.resolve(this.current);
  }
  orphan(name: string) {
    this.calls.push(`orphan ${name}`);
    return Promise.resolve();
  }
  merge(resource: string) {
    return Promise.reject(new Error(`${resource} was not to be changed`));
  }
  create(body: Plain<client.V1StatefulSet>) {
    this.calls.push(`create ${body.metadata?.name ?? ""}`);
    this.created = body;
    return Promise.resolve();
  }
}

/** A cluster whose operator deletes a StatefulSet to make it anew, and whose claims go with it where they belong to it. */
export class OperatedCluster implements Growing {
  readonly calls: string[] = [];
  set = this.make("20Gi", "Delete");
  held = [claim("data-0", "20Gi")];
  /** What is still to happen, one thing at each look. */
  private readonly later: (() => void)[] = [];

  constructor(private readonly works = true) {
    this.own(true);
  }

  private make(size: string, whenDeleted: string): Plain<client.V1StatefulSet> {
    const set = statefulSet("prometheus-one", size);
    Object.assign(set.spec ?? {}, { persistentVolumeClaimRetentionPolicy: { whenDeleted } });
    return set;
  }
  private own(owned: boolean): void {
    const reference = { apiVersion: "apps/v1", kind: "StatefulSet", name: "prometheus-one", uid: "1" };
    for (const { metadata } of this.held) if (metadata) metadata.ownerReferences = owned ? [reference] : [];
  }
  claims() {
    this.later.shift()?.();
    return Promise.resolve(this.held);
  }
  statefulSet() {
    this.later.shift()?.();
    return Promise.resolve(this.set);
  }
  merge(resource: string, spec: Record<string, unknown>) {
    this.calls.push(`${resource} ${JSON.stringify(spec)}`);
    if (!this.works) return Promise.resolve();
    const policy = spec["persistentVolumeClaimRetentionPolicy"] as { whenDeleted: string } | undefined;
    const [size] = /\d+Gi/.exec(JSON.stringify(spec)) ?? [];
    const now = this.set.spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted ?? "";
    const current = this.set.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.["storage"] ?? "";
    this.later.push(() => (this.set = this.make(size ?? current, policy?.whenDeleted ?? now)));
    if (policy !== undefined) {
      this.later.push(() => {
        this.own(policy.whenDeleted === "Delete");
      });
    } else {
      // What belongs to the StatefulSet goes with it.
      this.held = this.held.filter(({ metadata }) => metadata?.ownerReferences?.length === 0);
    }
    return Promise.resolve();
  }
  resize = () => Promise.resolve();
  orphan = () => Promise.reject(new Error("not Helm's"));
  create = () => Promise.reject(new Error("not Helm's"));
}
