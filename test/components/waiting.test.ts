import assert from "node:assert/strict";
import type { Pod } from "../../components/support/waiting/facts";
import { causes } from "../../components/support/waiting/causes";
import type { Facts } from "../../components/support/waiting/facts";
import { claim, container, EMPTY, event, pod, unscheduled } from "../support/waiting";

describe("what a deployment waits for", () => {
  const said = (facts: Partial<Facts>) =>
    causes({ ...EMPTY, ...facts }).map(
      ({ kind, name, reason, passing }) => `${kind} ${name}: ${reason}${passing ? " ~" : ""}`,
    );
  const ready: Pod = pod("well", [container({ ready: true })], { conditions: [{ type: "Ready", status: "True" }] });

  it("is nothing where all is ready or has ended", () => {
    const ended = ["Succeeded", "Failed"].map((phase) => pod(phase, [container()], { phase }));
    const conditions = ["Reconciled", "Available"].map((type) => ({ type, status: "True" }));
    const over = { active: 0, failed: 2, conditions: [{ type: "Complete", status: "True" }] };
    assert.deepEqual(
      said({
        pods: [ready, ...ended],
        events: [
          event("well", "Unhealthy", "Readiness probe failed: timeout"),
          event("set", "FailedCreate", "refused"),
        ],
        claims: [claim("data", "Bound")],
        jobs: [{ metadata: { name: "job" }, status: over }],
        workloads: [
          {
            kind: "StatefulSet",
            metadata: { name: "set", uid: "set" },
            spec: { replicas: 1 },
            status: { replicas: 1 },
          },
          {
            kind: "DaemonSet",
            metadata: { name: "set", uid: "set" },
            spec: {},
            status: { desiredNumberScheduled: 0, currentNumberScheduled: 0 },
          },
        ],
        customs: [
          { kind: "Prometheus", metadata: { name: "p" }, status: { conditions } },
          { kind: "Elasticsearch", metadata: { name: "e" }, status: { phase: "Ready", health: "green" } },
        ],
      }),
      [],
    );
  });

  const waiting = (reason: string, message?: string) => ({
    state: { waiting: { reason, ...(message && { message }) } },
  });

  const CASES: [what: string, facts: Partial<Facts>, expected: string][] = [
    [
      "a claim that nobody provisions for",
      {
        claims: [claim("c")],
        events: [event("c", "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found')],
      },
      'claim c: is not bound (storage class fast): storageclass.storage.k8s.io "fast" not found',
    ],
    [
      "a claim that has lost its volume",
      { claims: [claim("c", "Lost")], events: [event("c", "ClaimLost", "Bound claim has lost its PersistentVolume")] },
      "claim c: has lost its volume: Bound claim has lost its PersistentVolume",
    ],
    [
      "a Job that failed",
      {
        jobs: [
          {
            metadata: { name: "j" },
            status: {
              failed: 3,
              conditions: [
                {
                  type: "Failed",
                  status: "True",
                  reason: "BackoffLimitExceeded",
                  message: "Job has reached the specified backoff limit",
                },
              ],
            },
          },
        ],
      },
      "Job j: failed: BackoffLimitExceeded: Job has reached the specified backoff limit",
    ],
    [
      "a Job that tries again",
      { jobs: [{ metadata: { name: "j" }, status: { failed: 1, active: 1 } }] },
      "Job j: failed once and is tried again",
    ],
    [
      "pods that a quota refuses",
      {
        workloads: [
          { kind: "ReplicaSet", metadata: { name: "r", uid: "r" }, spec: { replicas: 2 }, status: { replicas: 0 } },
        ],
        events: [event("r", "FailedCreate", "exceeded quota: q, requested: memory=8Gi")],
      },
      "ReplicaSet r: cannot create pods: exceeded quota: q, requested: memory=8Gi",
    ],
    [
      "a configuration that the operator refuses",
      {
        customs: [
          {
            kind: "Alertmanager",
            metadata: { name: "a" },
            status: {
              conditions: [
                { type: "Available", status: "False" },
                {
                  type: "Reconciled",
                  status: "False",
                  reason: "ReconciliationFailed",
                  message: "provision alertmanager configuration: missing to address",
                },
              ],
            },
          },
        ],
      },
      "Alertmanager a: Reconciled is False: ReconciliationFailed: provision alertmanager configuration: missing to address",
    ],
    [
      "a Prometheus whose pods are not ready yet",
      {
        customs: [
          {
            kind: "Prometheus",
            metadata: { name: "p" },
            status: {
              conditions: [
                { type: "Available", status: "Degraded", reason: "SomePodsNotReady" },
                { type: "Reconciled", status: "True" },
              ],
            },
          },
        ],
      },
      "Prometheus p: Available is Degraded: SomePodsNotReady ~",
    ],
    [
      "an Elasticsearch that its operator refuses",
      {
        customs: [{ kind: "Elasticsearch", metadata: { name: "e" }, status: { phase: "Invalid", health: "unknown" } }],
      },
      "Elasticsearch e: its specification is invalid",
    ],
    [
      "a Logstash that no operator has met",
      { customs: [{ kind: "Logstash", metadata: { name: "l" } }] },
      "Logstash l: its operator has said nothing of it yet ~",
    ],
    [
      "a Kibana that is not healthy",
      { customs: [{ kind: "Kibana", metadata: { name: "k" }, status: { health: "red" } }] },
      "Kibana k: its health is red ~",
    ],
    [
      "a namespace that goes",
      {
        namespace: {
          metadata: { name: "n", deletionTimestamp: "2026" },
          status: {
            conditions: [
              {
                type: "NamespaceContentRemaining",
                status: "True",
                message: "Some resources are remaining: pods. has 1 resource instances",
              },
            ],
          },
        },
      },
      "namespace n: is being deleted: Some resources are remaining: pods. has 1 resource instances",
    ],
  ];
  for (const [what, facts, expected] of CASES) {
    it(`knows ${what}`, () => {
      assert.deepEqual(said(facts), [expected]);
    });
  }

  it("leaves out what waits for something that is named, or that no deployment waits for", () => {
    const waitingPod = unscheduled("p", "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.");
    waitingPod.spec.volumes = [{ persistentVolumeClaim: { claimName: "c" } }];
    assert.deepEqual(said({ pods: [waitingPod] }).length, 1);
    const events = [event("c", "ProvisioningFailed", "no")];
    assert.deepEqual(said({ pods: [waitingPod], claims: [claim("c")], events }), [
      "claim c: is not bound (storage class fast): no",
    ]);
    assert.deepEqual(said({ claims: [claim("c")], events: [event("c", "WaitForFirstConsumer", "waiting")] }), []);
    const nightly = { name: "nightly", ownerReferences: [{ kind: "CronJob", name: "n" }] };
    const its = pod("nightly-1", [container(waiting("ErrImagePull"))]);
    its.metadata.ownerReferences = [{ kind: "Job", name: "nightly" }];
    assert.deepEqual(said({ pods: [its], jobs: [{ metadata: nightly, status: { failed: 2 } }] }), []);
  });

  it("puts what cannot pass by itself first", () => {
    const pods = [pod("starting", [container()]), unscheduled("stuck", "no")];
    assert.deepEqual(said({ pods }), ["pod stuck: cannot be scheduled: no", "pod starting: ContainerCreating ~"]);
  });

  it("says in one line, without addresses, what the cluster said", () => {
    const message = `pull of "https://user:hunter2@registry.invalid/x" failed\n\u001b[31m${"x ".repeat(300)}`;
    const [line = ""] = said({ pods: [pod("p", [container(waiting("CreateContainerError", message))])] });
    assert.doesNotMatch(line, /hunter2|registry|[\n\u001b]/);
    assert.match(line, /a URL of \d+ characters/);
    assert.ok(line.length < 300, line);
  });
});
