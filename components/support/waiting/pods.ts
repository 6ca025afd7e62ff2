/** Why a pod is not ready. */
import { type ContainerStatus, type Facts, lastEvent, type Pod } from "./facts";
import { type Cause, clean, sentence } from "./cause";

/** Reasons by which a kubelet says that it has not got an image. */
const IMAGE = /Image|^RegistryUnavailable$/;

/** Reasons that mean only that a container's turn has not come. */
const STARTING = /^(ContainerCreating|PodInitializing)$/;

/** Events of a pod whose containers cannot be started. */
const OBSTACLE = /^Failed(Mount|AttachVolume|MapVolume|CreatePodSandBox|CreatePodContainer)$/;

/** What is wrong, and whether it can pass by itself, as starting does. */
type Why = Pick<Cause, "reason" | "passing"> & { logs?: string };

/** The pods that a deployment can be waiting for, and why each is not ready. */
export function podCauses(facts: Facts): Cause[] {
  const cron = new Set(
    facts.jobs.filter(({ metadata }) => isOwnedBy(metadata, "CronJob")).map((job) => job.metadata.name),
  );
  return facts.pods.flatMap((pod) => {
    const [owner] = pod.metadata.ownerReferences ?? [];
    // A finished pod is its Job's matter; what a schedule started is nothing that a deployment waits for.
    if (/^(Succeeded|Failed)$/.test(pod.status.phase ?? "") || (owner?.kind === "Job" && cron.has(owner.name)))
      return [];
    const why = whyNotReady(facts, pod);
    if (why === undefined) return [];
    const { name } = pod.metadata;
    const look = why.logs === undefined ? `describe pod ${name}` : `logs ${name} --container ${why.logs} --previous`;
    return [{ kind: "pod", name, owner: owner && `${owner.kind}/${owner.name}`, ...why, look }];
  });
}

export function isOwnedBy({ ownerReferences = [] }: Pod["metadata"], kind: string): boolean {
  return ownerReferences.some((owner) => owner.kind === kind);
}

function whyNotReady(facts: Facts, pod: Pod): Why | undefined {
  const { metadata, spec, status } = pod;
  const condition = (type: string) => status.conditions?.find((one) => one.type === type);
  if (metadata.deletionTimestamp !== undefined) {
    return {
      reason: `is shutting down, for which it has ${metadata.deletionGracePeriodSeconds ?? 30} s`,
      passing: true,
    };
  }
  if (condition("Ready")?.status === "True") return undefined;
  const scheduled = condition("PodScheduled");
  if (scheduled?.status === "False") {
    return { reason: sentence("cannot be scheduled", scheduled.message ?? scheduled.reason), passing: false };
  }
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const container of containers) {
    const why = whyStuck(facts, pod, container);
    if (why !== undefined) return why;
  }
  const obstacle = lastEvent(facts, metadata, OBSTACLE);
  if (obstacle && (containers.length === 0 || containers.some(isStarting))) {
    return { reason: sentence(obstacle.reason ?? "", obstacle.message), passing: false };
  }
  return (
    whyNotYet(facts, pod, containers) ?? {
      reason: `has not been started on ${spec.nodeName ?? "a node"}`,
      passing: true,
    }
  );
}

function isStarting({ state }: ContainerStatus): boolean {
  return STARTING.test(state?.waiting?.reason ?? "");
}

/** What keeps a container from running. */
function whyStuck(facts: Facts, pod: Pod, container: ContainerStatus): Why | undefined {
  const { name, image, ready, restartCount, state, lastState } = container;
  const { reason = "", message } = state?.waiting ?? {};
  if (IMAGE.test(reason)) {
    // While the kubelet backs off, only the event says what the registry answered.
    const failed = lastEvent(facts, pod.metadata, /^Failed$/);
    const said = failed !== undefined && /pull/i.test(failed.message ?? "") ? failed.message : message;
    return { reason: sentence(`image ${imageName(image)} is not pulled`, said ?? reason), passing: false };
  }
  // What it last said may be its log, which is not repeated.
  const ended = state?.terminated ?? lastState?.terminated;
  if (ended !== undefined && !ready && (ended.exitCode !== 0 || restartCount > 0)) {
    const how = `${ended.reason ?? "Error"}, exit code ${ended.exitCode}`;
    return { reason: `container ${name} crashes: ${how}`, passing: false, logs: name };
  }
  if (reason !== "" && !STARTING.test(reason))
    return { reason: `container ${name}: ${sentence(reason, message)}`, passing: false };
  return undefined;
}

/** What is on its way. */
function whyNotYet(facts: Facts, { metadata, status }: Pod, containers: ContainerStatus[]): Why | undefined {
  const init = status.initContainerStatuses?.find(({ state }) => state?.running !== undefined);
  const isSidecar = init?.ready === true;
  if (init !== undefined && !isSidecar) return { reason: `init container ${init.name} runs`, passing: true };
  if (containers.some(isStarting)) {
    const [, image] = /image "([^"]+)"/.exec(lastEvent(facts, metadata, /^(Pulling|Pulled)$/)?.message ?? "") ?? [];
    const pulling = lastEvent(facts, metadata, /^(Pulling|Pulled)$/)?.reason === "Pulling" && image !== undefined;
    return { reason: pulling ? `image ${imageName(image)} is being pulled` : "ContainerCreating", passing: true };
  }
  const unready = status.containerStatuses?.find(({ ready }) => !ready);
  if (unready === undefined) return undefined;
  const probe = probeFailure(lastEvent(facts, metadata, /^Unhealthy$/)?.message);
  return { reason: sentence(`container ${unready.name} is not ready`, probe), passing: true };
}

/** An image without its digest, which is longer than the rest and says nothing. */
function imageName(image: string): string {
  return image.replace(/@.*$/, "");
}

/** What a probe met, if a kubelet said it: the output of a command could be anything. */
function probeFailure(message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  const [, probe = "probe"] = /^(Readiness|Liveness|Startup) probe/.exec(message) ?? [];
  const [met] =
    /HTTP probe failed with statuscode: \d+|connection refused|context deadline exceeded|no route to host|i\/o timeout|timed out|timeout/.exec(
      message,
    ) ?? [];
  return `${probe.toLowerCase()} probe failed${met === undefined ? "" : `: ${clean(met)}`}`;
}
