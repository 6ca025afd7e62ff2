/** The rows of Application health that are about processes, bots and workers. */
import type { Settings } from "../../settings";
import { seconds } from "../../settings/units";
import { asLines, graph, type Panel, steps } from "../common";

const PROCESS = "{{namespace}}/{{service}} {{pod}}";

/** A line for each series, and one where it alerts. */
function lines(title: string, description: string, unit: string, query: [string, string], limit?: number): Panel {
  const [expr, legend] = query;
  const panel = graph({
    title,
    description,
    width: 8,
    unit,
    queries: [{ expr, legend }],
    empty: "Nothing exposes this",
  });
  return limit === undefined ? panel : panel.thresholds(steps([limit, "red"])).thresholdsStyle(asLines());
}

/** Processes: what explains that an application is slow. @param picked The matchers of the page's variables. */
export function processes({ thresholds }: Settings, picked: string): Record<string, Panel[]> {
  const { eventLoopLagMs, poolPercent, queuePercent, cpuCores } = thresholds.applications;
  return {
    Processes: [
      lines(
        "Event loop",
        `Lag of the event loop, 99th percentile; above ${eventLoopLagMs} ms something computes too long at once.`,
        "s",
        [`service_pod:event_loop_lag_seconds:max{${picked}}`, PROCESS],
        eventLoopLagMs / 1000,
      ),
      lines(
        "Connection pools",
        `Use of each pool; above ${poolPercent}% requests are about to wait for a connection.`,
        "percentunit",
        [`service_pool:connections_used:ratio{${picked}}`, `${PROCESS} {{pool}}`],
        poolPercent / 100,
      ),
      lines(
        "Queues before threads",
        `How full each queue is; when it is full, tasks are refused. Above ${queuePercent}% it alerts.`,
        "percentunit",
        [`service_queue:tasks_queued:ratio{${picked}}`, `${PROCESS} {{queue}}`],
        queuePercent / 100,
      ),
      lines(
        "CPU",
        `Cores that each process uses; what computes in one thread has one. Above ${cpuCores} it alerts.`,
        "short",
        [`service_container:process_cpu_seconds:rate5m{${picked}}`, PROCESS],
        cpuCores,
      ),
      lines(
        "Memory",
        "Resident memory of each process. What grows day by day, whatever the load, is a leak.",
        "bytes",
        [`service_container:process_resident_memory_bytes:max{${picked}}`, PROCESS],
      ),
    ],
  };
}

/** Bots and workers, where any exposes what is looked at. */
export function jobs({ thresholds }: Settings, picked: string): Record<string, Panel[]> {
  const { gatewayLatencyMs } = thresholds.bots;
  const { queueLength, oldestJob } = thresholds.workers;
  const queue = "{{namespace}}/{{service}} {{queue}}";
  const bot = "{{namespace}}/{{service}}";
  return {
    Bots: [
      lines("Connected", "Whether a shard is connected: at 1 it is, at 0 it hears nothing.", "short", [
        `service_shard:bot_connected:max{${picked}}`,
        `${bot} {{shard}}`,
      ]),
      lines(
        "Gateway latency",
        `Time to the gateway's answer; above ${gatewayLatencyMs} ms commands come too late.`,
        "s",
        [`service_shard:bot_gateway_latency_seconds:max{${picked}}`, `${bot} {{shard}}`],
        gatewayLatencyMs / 1000,
      ),
      lines("Failed commands", "Commands per second that fail, as the bot itself counts them.", "cps", [
        `service:bot_command_failures:rate15m{${picked}}`,
        bot,
      ]),
      lines("Commands", "Commands per second that users give.", "cps", [
        `service:bot_commands:rate15m{${picked}}`,
        bot,
      ]),
      lines("Guilds", "Guilds that the bot is in; a step down is a shard that does not load.", "short", [
        `service:bot_guilds:sum{${picked}}`,
        bot,
      ]),
      lines("Reconnects", "Connections made anew; each one loses events.", "short", [
        `service:bot_reconnects:increase_window{${picked}}`,
        bot,
      ]),
    ],
    Workers: [
      lines(
        "Jobs that wait",
        `Jobs that wait in each queue; above ${queueLength} it alerts, unless they become fewer.`,
        "short",
        [`service_queue:jobs_waiting:max{${picked}}`, queue],
        queueLength,
      ),
      lines(
        "Oldest job",
        `Age of the oldest job that waits; above ${oldestJob} it alerts.`,
        "s",
        [`service_queue:oldest_job_seconds:max{${picked}}`, queue],
        seconds(oldestJob),
      ),
      lines(
        "Jobs that end",
        "Jobs per second that end, well or not; none while jobs wait is a worker that hangs.",
        "cps",
        [`service_queue:jobs_ended:rate15m{${picked}}`, queue],
      ),
      lines("Jobs that fail", "Jobs per second that fail, each attempt for itself where the queue counts so.", "cps", [
        `service_queue:jobs_failed:rate15m{${picked}}`,
        queue,
      ]),
      lines("Given up", "Jobs that nothing tries again until somebody does.", "short", [
        `service_queue:jobs_dead:max{${picked}}`,
        queue,
      ]),
    ],
  };
}
