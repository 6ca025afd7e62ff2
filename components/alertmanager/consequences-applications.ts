/**
 * What follows within one application. What its users feel is told, and what explains it is on its page: that it fails comes
 * before that it is slow, and both before what is at its end.
 */
import { alerts, type Consequence, is } from "./consequence";

const SERVICE = ["namespace", "service"];

/** What explains that a service is slow, or fails. */
const AT_ITS_END = [
  "ServiceConnectionPoolExhausted",
  "ServiceCpuHigh",
  "ServiceEventLoopLagging",
  "ServiceQueueFilling",
];

export const applications: Consequence[] = [
  {
    cause: [alerts("ServiceErrorRateHigh")],
    effect: [alerts("ServiceAvailabilityLow", "ServiceLatencyHigh", "ServiceServerErrors", ...AT_ITS_END)],
    equal: SERVICE,
  },
  { cause: [alerts("ServiceServerErrors")], effect: [alerts("ServiceAvailabilityLow")], equal: SERVICE },
  { cause: [alerts("ServiceLatencyHigh")], effect: [alerts(...AT_ITS_END)], equal: SERVICE },
  // An objective that burns fast says the same, and by what was promised.
  {
    cause: [alerts("SloBudgetBurning"), is("severity", "critical"), is("slo", "availability")],
    effect: [alerts("ServiceErrorRateHigh", "ServiceServerErrors")],
    equal: SERVICE,
  },
  {
    cause: [alerts("SloBudgetBurning"), is("severity", "critical"), is("slo", "latency")],
    effect: [alerts("ServiceLatencyHigh")],
    equal: SERVICE,
  },
  // What its users feel is told beside it: who silences an endpoint that is wrong does not mean the requests.
  {
    cause: [alerts("ServiceUnhealthy"), is("severity", "high")],
    effect: [alerts("ServiceNotScraped", "ServiceTrafficGone")],
    equal: SERVICE,
  },
  { cause: [alerts("ServiceNotScraped", "TargetDown")], effect: [alerts("ServiceTrafficGone")], equal: SERVICE },
  {
    cause: [alerts("ContainerMemoryHigh", "ContainerOomKilled")],
    effect: [alerts("ServiceMemoryHigh")],
    equal: ["namespace", "pod"],
  },
  { cause: [alerts("PodCrashLooping")], effect: [alerts("DeploymentRestarting")], equal: ["namespace", "pod"] },
  {
    cause: [alerts("BotDisconnected")],
    effect: [alerts("BotCommandsFailing", "BotGatewayLatencyHigh", "BotGuildsFalling")],
    equal: SERVICE,
  },
  {
    cause: [alerts("WorkerJobsWaiting")],
    effect: [alerts("WorkerQueueLong", "WorkerStalled")],
    equal: [...SERVICE, "queue"],
  },
  { cause: [alerts("WorkerStalled")], effect: [alerts("WorkerQueueLong")], equal: [...SERVICE, "queue"] },
  { cause: [alerts("WorkerJobsFailing")], effect: [alerts("WorkerDeadLetters")], equal: [...SERVICE, "queue"] },
];
