import assert from "node:assert/strict";
import { causes } from "../../components/support/waiting/causes";
import type { Facts } from "../../components/support/waiting/facts";
import { container, EMPTY, event, pod, unscheduled } from "../support/waiting";

describe("why a pod is not ready", () => {
  const said = (facts: Partial<Facts>) =>
    causes({ ...EMPTY, ...facts }).map(
      ({ kind, name, reason, passing }) => `${kind} ${name}: ${reason}${passing ? " ~" : ""}`,
    );
  const ready = pod("well", [container({ ready: true })], { conditions: [{ type: "Ready", status: "True" }] });

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
  ];
  for (const [what, facts, expected] of CASES) {
    it(`knows ${what}`, () => {
      assert.deepEqual(said(facts), [expected]);
    });
  }
});
