/** What mutes alerts of probes from outside, and of what will be full in days to come. */
import { alerts, type Consequence, is, NOT_CRITICAL } from "./consequence";

/** What will be full within days, by one that says that it nearly is. */
export const capacity: Consequence[] = [
  {
    cause: [alerts("NodeDiskFilling", "NodeDiskReadOnly", "NodeDiskWillFill")],
    effect: [alerts("CapacityRunningOut")],
    equal: ["node", "device"],
  },
  {
    cause: [alerts("ElasticsearchDiskFilling", "PersistentVolumeFilling", "PrometheusStorageFilling")],
    effect: [alerts("CapacityRunningOut")],
    equal: ["namespace", "persistentvolumeclaim"],
  },
  {
    cause: [alerts("ElasticsearchDiskFilling")],
    effect: [alerts("CapacityRunningOut"), is("resource", "elasticsearch")],
    equal: ["namespace"],
  },
  {
    cause: [alerts("PrometheusTooManySeries")],
    effect: [alerts("CapacityRunningOut"), is("resource", "series")],
    equal: ["namespace", "pod"],
  },
];

/** A probe that fails, and why. */
export const probes: Consequence[] = [
  {
    cause: [alerts("ProbeContentWrong"), is("severity", "critical")],
    effect: [alerts("ProbeFailing")],
    equal: ["namespace", "job", "instance"],
  },
  {
    cause: [alerts("ProbeContentWrong")],
    effect: [alerts("ProbeFailing"), NOT_CRITICAL],
    equal: ["namespace", "job", "instance"],
  },
  {
    cause: [alerts("ProbeContentWrong", "ProbeFailing")],
    effect: [alerts("ProbeSlow")],
    equal: ["namespace", "job", "instance"],
  },
  { cause: [alerts("ProberDown")], effect: [alerts("TargetDown")], equal: ["namespace", "job"] },
];
