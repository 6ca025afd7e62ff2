/** Nodes whose hardware, file systems or exporter fail while they still are Ready. */
import { NODE_UID } from "../names/dashboards";
import { BY_CONTAINER, podNodes, STATE } from "./kubernetes";
import { BY_DISK, DISK, EXPORTER, WRITABLE, WRITABLE_DAYS } from "./node-disks";
import { type Alert, PLATFORM, type RuleGroup } from "./rule";

/**
 * What every node has something for, and rules and dashboards need. Others call it a failure too when there is nothing
 * to collect. Source: node_exporter, collector/collector.go.
 */
const COLLECTORS = "cpu|diskstats|filefd|filesystem|loadavg|meminfo|netdev|stat|time|uname|vmstat";

/** Corrected errors in a day that are more than chance. */
const CORRECTED_ERRORS = 100;

/** How long a killed process is told of, and how long Kubernetes may take to restart its container. */
const OOM_WINDOW = "30m";

const common = { ...PLATFORM, component: "node", dashboard: NODE_UID };

export function nodeHealth(): RuleGroup[] {
  return [
    {
      name: "node-health",
      rules: [diskReadOnly(), diskFailing(), collectorFailing(), oomKills(), memoryErrors("high")],
    },
    // A day's samples of every node, of what nobody has to know within minutes.
    { name: "node-memory-wear", interval: "2m", rules: [memoryErrors("low")] },
  ];
}

function diskReadOnly(): Alert {
  const readOnly = `node_filesystem_readonly{${DISK}}`;
  return {
    ...common,
    alert: "NodeDiskReadOnly",
    // Such a node stays Ready: nothing is moved away from it, and what runs on it cannot write.
    severity: "critical",
    // Some systems' own disks are read-only by design: only one that could be written to within a week counts.
    expr: `
      min ${BY_DISK} (${readOnly}) == 1
      and (
        min ${BY_DISK} (min_over_time(${readOnly}[1h])) == 0
        or ${WRITABLE} > time() - ${WRITABLE_DAYS} * 86400
      )`,
    for: "2m",
    keepFiringFor: "5m",
    summary: "Disk {{ $labels.device }} of node {{ $labels.node }} has become read-only",
    description: `
      The kernel has made disk {{ $labels.device }} of node {{ $labels.node }} read-only, as it does after errors of the
      disk, or somebody has. Everything on the node that writes to it fails, while the node stays Ready.`,
  };
}

function diskFailing(): Alert {
  // What the exporter may not look at, or cannot see from its container, is no error of the disk.
  const benign = 'device_error!~".*(permission denied|operation not permitted|no such file or directory)"';
  return {
    ...common,
    alert: "NodeDiskFailing",
    severity: "high",
    expr: `max by (node, instance, device, device_error) (node_filesystem_device_error{${DISK},${benign}}) == 1`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Disk {{ $labels.device }} of node {{ $labels.node }} does not answer",
    description: `
      Disk {{ $labels.device }} of node {{ $labels.node }} has answered with an error for 10 minutes:
      {{ $labels.device_error }}. What reads or writes there hangs or fails, and how full it is nobody sees.`,
  };
}

function collectorFailing(): Alert {
  return {
    ...common,
    alert: "NodeCollectorFailing",
    severity: "medium",
    expr: `max by (node, instance, collector) (node_scrape_collector_success{${EXPORTER},collector=~"${COLLECTORS}"}) == 0`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Metrics of {{ $labels.collector }} are missing on node {{ $labels.node }}",
    description: `
      node-exporter on node {{ $labels.node }} has not been able to collect {{ $labels.collector }} for 15 minutes. The
      rules about it are blind on this node, though the target is up.`,
  };
}

/**
 * Processes that the kernel killed for memory and that nobody else tells of: a container whose main process dies is
 * ContainerOomKilled. A group of processes may die with it, so a node with such a container is left out as a whole.
 */
function oomKills(): Alert {
  const restarts = `kube_pod_container_status_restarts_total{${STATE}}`;
  const terminated = `kube_pod_container_status_terminated_reason{${STATE},reason="OOMKilled"}`;
  const containers = `
    max by ${BY_CONTAINER} (${restarts} - min_over_time(${restarts}[${OOM_WINDOW}])) > 0
    and max by ${BY_CONTAINER} (kube_pod_container_status_last_terminated_reason{${STATE},reason="OOMKilled"}) == 1
    or max by ${BY_CONTAINER} (${terminated}) == 1 unless max by ${BY_CONTAINER} (${terminated} offset ${OOM_WINDOW}) == 1`;
  const total = `node_vmstat_oom_kill{${EXPORTER}}`;
  return {
    ...common,
    alert: "NodeOomKills",
    severity: "medium",
    // Exact, where increase() would tell of 1.03 processes; after a reboot the least is what the counter began with.
    expr: `
      max by (node, instance) (${total} - min_over_time(${total}[${OOM_WINDOW}])) > 0
      unless on (node) max by (node) (
        max by (namespace, pod) (${containers}) * on (namespace, pod) group_left (node) ${podNodes()}
      )`,
    // A container's restart is seen up to five minutes later: its back-off.
    for: "10m",
    summary: "Processes of node {{ $labels.node }} were killed for want of memory",
    description: `
      The kernel of node {{ $labels.node }} has killed {{ $value }} processes in ${OOM_WINDOW} to get memory, none of them
      a container's main process: a worker inside a container, which goes on without it, or a service of the node.`,
  };
}

/** Under one name: errors that were not corrected, and more corrected ones than chance makes. */
function memoryErrors(severity: "high" | "low"): Alert {
  const total = (kind: string) => `node_edac_${kind}_errors_total{${EXPORTER}}`;
  return {
    ...common,
    alert: "NodeMemoryErrors",
    severity,
    ...(severity === "high"
      ? {
          // Counted since the node was started: it stays until somebody has done so again.
          expr: `sum by (node, instance) (${total("uncorrectable")}) > 0`,
          summary: "Memory of node {{ $labels.node }} is defective",
          description: `
            Node {{ $labels.node }} has had {{ $value }} errors in its memory since it was started that could not be
            corrected. Something it computes or stores may be wrong, or it dies.`,
        }
      : {
          expr: `sum by (node, instance) (increase(${total("correctable")}[1d])) > ${CORRECTED_ERRORS}`,
          summary: "Memory of node {{ $labels.node }} wears out",
          description: `
            Node {{ $labels.node }} has corrected {{ $value | printf "%.0f" }} errors in its memory within a day, more than
            ${CORRECTED_ERRORS}. Nothing is lost yet; a module that does this often ends in errors that cannot be
            corrected.`,
        }),
    for: "5m",
    keepFiringFor: "15m",
  };
}
