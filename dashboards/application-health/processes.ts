/** The row of Application health that is about processes: what explains that an application is slow. */
import type { Settings } from "../../settings";
import { highest, limitGraph, mostOf, type Panel } from "../common";

const PROCESS = "{{namespace}}/{{service}} {{pod}}";

/** @param picked The matchers of the page's variables. */
export function processes({ thresholds }: Settings, picked: string): Record<string, Panel[]> {
  const { eventLoopLagMs, poolPercent, queuePercent, cpuCores } = thresholds.applications;
  const most = (series: string, by: string) => mostOf(`${series}{${picked}}`, by, highest(`${series}{${picked}}`));
  return {
    Processes: [
      limitGraph(
        "Event loop",
        `Lag of the event loop, 99th percentile; above ${eventLoopLagMs} ms something computes too long at once.`,
        "s",
        [most("service_pod:event_loop_lag_seconds:max", "namespace, service, pod"), PROCESS],
        eventLoopLagMs / 1000,
      ),
      limitGraph(
        "Connection pools",
        `Use of each pool; above ${poolPercent}% requests are about to wait for a connection.`,
        "percentunit",
        [most("service_pool:connections_used:ratio", "namespace, service, pod, pool"), `${PROCESS} {{pool}}`],
        poolPercent / 100,
      ),
      limitGraph(
        "Queues before threads",
        `How full each queue is; when it is full, tasks are refused. Above ${queuePercent}% it alerts.`,
        "percentunit",
        [most("service_queue:tasks_queued:ratio", "namespace, service, pod, queue"), `${PROCESS} {{queue}}`],
        queuePercent / 100,
      ),
      limitGraph(
        "CPU",
        `Cores that each process uses; what computes in one thread has one. Above ${cpuCores} it alerts.`,
        "short",
        [most("service_container:process_cpu_seconds:rate5m", "namespace, service, pod, container"), PROCESS],
        cpuCores,
      ),
      limitGraph(
        "Memory",
        "Resident memory of each process. What grows day by day, whatever the load, is a leak.",
        "bytes",
        [most("service_container:process_resident_memory_bytes:max", "namespace, service, pod, container"), PROCESS],
      ),
    ],
  };
}
