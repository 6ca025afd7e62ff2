/** Loki, its ruler, and the collectors that write to it: whether lines arrive, are kept as long as they should be, and no longer. */
import { collectorDropping, collectorMissing, collectorSendingFails } from "./loki/log-shippers";
import { rulerConfigRejected, rulerFailing, rulerNotificationsFailing } from "./loki/ruler";
import { compactorNotRunning, flushFailing, linesDiscarded, retentionNotApplied } from "./loki/storage";
import { lokiDown, receivesNothing, requestErrors, requestLatency } from "./loki/service";
import type { RuleGroup, RuleSettings } from "./rule";

/** Nothing without an engine. Loki's volume is every volume's matter: PersistentVolumeFilling. */
export function loki({ cluster, logs }: RuleSettings): RuleGroup[] {
  if (logs.engine === "none") return [];
  const own = `namespace="${cluster.namespace}"`;
  return [
    {
      name: "loki",
      rules: [lokiDown(cluster.namespace, logs.engine), receivesNothing(own), requestErrors(own), requestLatency(own)],
    },
    {
      name: "loki-storage",
      rules: [flushFailing(own), linesDiscarded(own), compactorNotRunning(own), retentionNotApplied(own)],
    },
    {
      name: "loki-ruler",
      rules: [rulerFailing(own), rulerConfigRejected(own), rulerNotificationsFailing(own)],
    },
    {
      name: "loki-collectors",
      rules: [collectorMissing(own, logs.engine), collectorDropping(own), collectorSendingFails(own)],
    },
  ];
}
