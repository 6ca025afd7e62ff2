/** Workloads that do not get what they ask for: memory, a volume, replicas, or a run that ends well. */
import { STORAGE_UID, WORKLOADS_UID } from "../names/dashboards";
import { nowOrOnAverage } from "./flapping";
import { BY_CONTAINER, STATE, withNode } from "./kubernetes";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const CADVISOR = 'job="kubelet",metrics_path="/metrics/cadvisor"';

const BY_CLAIM = "(namespace, persistentvolumeclaim)";
const BY_CRON_JOB = "(namespace, cronjob)";

const common = { ...PLATFORM, component: "kubernetes", dashboard: WORKLOADS_UID };

export function workloads({ thresholds }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "workloads",
      rules: [
        containerMemoryHigh(thresholds.containerMemoryPercent),
        cronJobNotSucceeding(),
        autoscalerFailing(),
        claimPending(),
        claimLost(),
      ],
    },
  ];
}

function containerMemoryHigh(percent: number): Alert {
  return {
    ...common,
    alert: "ContainerMemoryHigh",
    // Nothing has failed yet. Cached files do not count: the kernel drops them before it kills.
    severity: "medium",
    expr: withNode(
      nowOrOnAverage(
        (of) => `
      max by ${BY_CONTAINER} (${of(`container_memory_rss{${CADVISOR},container!=""}`)})
      / max by ${BY_CONTAINER} (kube_pod_container_resource_limits{${STATE},resource="memory"} > 0)
      > ${percent} / 100`,
      ),
    ),
    for: "15m",
    keepFiringFor: "10m",
    summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} is near its memory limit",
    description: `
      Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} has used
      {{ $value | humanizePercentage }} of its memory limit, more than ${percent}%, for 15 minutes, files in the cache not
      counted. At the limit it is killed.`,
  };
}

/**
 * Failed twice running, whatever the schedule: its last start lies more than one and a half of its own intervals after
 * its last success, or after its creation if it never had one. Or it is due and is not started, while no run of before
 * goes on. A Monday's first run that is still going lies a weekend after the last success; an hour is given to it.
 */
function cronJobNotSucceeding(): Alert {
  const of = (series: string) => `max by ${BY_CRON_JOB} (kube_cronjob_${series}{${STATE}})`;
  const started = of("status_last_schedule_time");
  const due = of("next_schedule_time");
  const succeeded = `(${of("status_last_successful_time")} or ${of("created")})`;
  return {
    ...common,
    alert: "CronJobNotSucceeding",
    severity: "medium",
    expr: `
      time() - ${succeeded}
      and (
        ${started} - ${succeeded} > 1.5 * (${due} - ${started})
        or time() - ${due} > 0 unless ${of("status_active")} > 0
      )
      unless ${of("spec_suspend")} == 1`,
    for: "1h",
    keepFiringFor: "5m",
    summary: "CronJob {{ $labels.namespace }}/{{ $labels.cronjob }} does not succeed",
    description: `
      CronJob {{ $labels.namespace }}/{{ $labels.cronjob }} has not succeeded for {{ $value | humanizeDuration }} (since its
      creation, if it never has): two of its runs or more have failed, or are not even started. What it does, a backup or a
      clean-up, is not done.`,
  };
}

function autoscalerFailing(): Alert {
  const of = (series: string) => `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_${series})`;
  const condition = (name: string) =>
    `kube_horizontalpodautoscaler_status_condition{${STATE},condition="${name}",status="false"}`;
  return {
    ...common,
    alert: "HorizontalPodAutoscalerFailing",
    severity: "medium",
    // One that was scaled to nothing by hand rests.
    expr: `
      max by (namespace, horizontalpodautoscaler, condition) (
        ${condition("ScalingActive")} or ${condition("AbleToScale")}
      ) == 1
      unless on (namespace, horizontalpodautoscaler) ${of(`status_current_replicas{${STATE}}`)} == 0`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} cannot scale",
    description: `
      HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has had the condition
      {{ $labels.condition }}=False for 15 minutes: it has no metrics to go by, or cannot reach what it scales. The number
      of replicas stays what it is, whatever the load.`,
  };
}

/** A claim whose class waits for a pod is Pending by design, until a pod uses it. */
function claimPending(): Alert {
  const waits = `
    max by (namespace, persistentvolumeclaim, storageclass) (kube_persistentvolumeclaim_info{${STATE}})
    * on (storageclass) group_left () max by (storageclass) (
      kube_storageclass_info{${STATE},volume_binding_mode="WaitForFirstConsumer"}
    )`;
  return {
    ...common,
    dashboard: STORAGE_UID,
    alert: "PersistentVolumeClaimPending",
    severity: "medium",
    expr: `
      max by ${BY_CLAIM} (kube_persistentvolumeclaim_status_phase{${STATE},phase="Pending"}) == 1
      unless (
        max by ${BY_CLAIM} (${waits})
        unless max by ${BY_CLAIM} (kube_pod_spec_volumes_persistentvolumeclaims_info{${STATE}})
      )`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} gets no volume",
    description: `
      Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has been Pending for 15 minutes: no volume fits it,
      or none can be made. Pods that use it do not start.`,
  };
}

function claimLost(): Alert {
  return {
    ...common,
    dashboard: STORAGE_UID,
    alert: "PersistentVolumeClaimLost",
    // Its data is gone, or out of reach until somebody acts.
    severity: "high",
    expr: `max by ${BY_CLAIM} (kube_persistentvolumeclaim_status_phase{${STATE},phase="Lost"}) == 1`,
    for: "5m",
    keepFiringFor: "5m",
    summary: "The volume of claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is gone",
    description: `
      Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is Lost: the volume it was bound to no longer
      exists in the cluster. A pod that uses it does not start again, and its data may be gone.`,
  };
}
