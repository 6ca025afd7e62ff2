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

  const failedPull = 'Failed to pull image "quay.io/a/b:1.2.3": manifest unknown';
  const backOff = { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "quay.io/a/b:1.2.3"' } };
  const crashed = { terminated: { exitCode: 137, reason: "OOMKilled", message: "password=hunter2" } };
  const running = { running: {} };
  const waiting = (reason: string, message?: string) => ({
    state: { waiting: { reason, ...(message && { message }) } },
  });

  const CASES: [what: string, facts: Partial<Facts>, expected: string][] = [
    [
      "a pod without a node",
      {
        pods: [
          unscheduled(
            "p",
            "0/3 nodes are available: 3 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
          ),
        ],
      },
      "pod p: cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory",
    ],
    [
      "an image that is not pulled, with what the registry answered",
      {
        pods: [pod("p", [container({ state: backOff })])],
        events: [event("p", "Failed", failedPull), event("p", "Failed", "Error: ImagePullBackOff", "2025")],
      },
      `pod p: image quay.io/a/b:1.2.3 is not pulled: ${failedPull}`,
    ],
    [
      "the same when the events are gone, without the digest",
      { pods: [pod("p", [container({ image: "quay.io/a/b:1@sha256:abc", ...waiting("ErrImagePull") })])] },
      "pod p: image quay.io/a/b:1 is not pulled: ErrImagePull",
    ],
    [
      "an init container's image",
      {
        pods: [
          pod("p", [container()], {
            initContainerStatuses: [container({ image: "x/init", ...waiting("InvalidImageName") })],
          }),
        ],
      },
      "pod p: image x/init is not pulled: InvalidImageName",
    ],
    [
      "a container that crashes, without its last words",
      {
        pods: [
          pod("p", [
            container({ restartCount: 3, lastState: crashed, ...waiting("CrashLoopBackOff", "back-off 40s") }),
          ]),
        ],
      },
      "pod p: container main crashes: OOMKilled, exit code 137",
    ],
    [
      "one that has just been started again",
      {
        pods: [
          pod("p", [
            container({
              restartCount: 1,
              lastState: { terminated: { exitCode: 0, reason: "Completed" } },
              state: running,
            }),
          ]),
        ],
      },
      "pod p: container main crashes: Completed, exit code 0",
    ],
    [
      "a container that cannot be made",
      { pods: [pod("p", [container(waiting("CreateContainerConfigError", 'secret "x" not found'))])] },
      'pod p: container main: CreateContainerConfigError: secret "x" not found',
    ],
    [
      "a volume that is not mounted",
      {
        pods: [pod("p", [container()])],
        events: [event("p", "FailedMount", 'MountVolume.SetUp failed for volume "v":\n secret "x" not found')],
      },
      'pod p: FailedMount: MountVolume.SetUp failed for volume "v": secret "x" not found',
    ],
    [
      "a volume that is not attached, before there is a container",
      { pods: [pod("p", [])], events: [event("p", "FailedAttachVolume", "Multi-Attach error for volume pvc-1")] },
      "pod p: FailedAttachVolume: Multi-Attach error for volume pvc-1",
    ],
    [
      "an image on its way",
      { pods: [pod("p", [container()])], events: [event("p", "Pulling", 'Pulling image "quay.io/a/b:1.2.3"')] },
      "pod p: image quay.io/a/b:1.2.3 is being pulled ~",
    ],
    [
      "a container on its way",
      {
        pods: [pod("p", [container()])],
        events: [event("p", "Pulling", 'Pulling image "i"', "2025"), event("p", "Pulled", 'pulled image "i"')],
      },
      "pod p: ContainerCreating ~",
    ],
    [
      "an init container at work",
      {
        pods: [
          pod("p", [container(waiting("PodInitializing"))], {
            initContainerStatuses: [container({ name: "init", state: running })],
          }),
        ],
      },
      "pod p: init container init runs ~",
    ],
    [
      "a probe that fails by HTTP",
      {
        pods: [pod("p", [container({ state: running })])],
        events: [event("p", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")],
      },
      "pod p: container main is not ready: readiness probe failed: HTTP probe failed with statuscode: 503 ~",
    ],
    [
      "a probe's command, without its output",
      {
        pods: [pod("p", [container({ state: running })])],
        events: [event("p", "Unhealthy", "Startup probe failed: token abc123")],
      },
      "pod p: container main is not ready: startup probe failed ~",
    ],
    [
      "a pod that ends",
      { pods: [{ ...ready, metadata: { name: "p", deletionTimestamp: "2026", deletionGracePeriodSeconds: 600 } }] },
      "pod p: is shutting down, for which it has 600 s ~",
    ],
    ["a kubelet that does nothing", { pods: [pod("p", [])] }, "pod p: has not been started on node-1 ~"],
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
