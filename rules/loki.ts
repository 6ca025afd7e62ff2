/** Loki, its ruler, and the log shippers that write to it: whether lines arrive, are kept as long as they should be, and no longer. */
import { logRulesOn } from "../settings";
import type { Engine, Own } from "./loki/common";
import * as shippers from "./loki/log-shippers";
import * as ruler from "./loki/ruler";
import { eventOpen, EVENTS } from "./loki/security";
import * as service from "./loki/service";
import * as storage from "./loki/storage";
import type { RuleGroup, RuleSettings } from "./rule";

/** Nothing without an engine. Loki's volume is every volume's matter: PersistentVolumeFilling. */
export function loki(settings: RuleSettings): RuleGroup[] {
  const { cluster, logs } = settings;
  const { engine } = logs;
  if (engine === "none") return [];
  const own = `namespace="${cluster.namespace}"`;
  return [
    {
      name: "loki",
      rules: [
        service.lokiDown(cluster.namespace, engine),
        service.receivesNothing(own),
        service.requestErrors(own),
        service.requestLatency(own),
        service.panics(own),
        service.ringUnhealthy(own),
      ],
    },
    {
      name: "loki-storage",
      rules: [
        storage.flushFailing(own),
        storage.linesDiscarded(own, "high"),
        storage.linesDiscarded(own, "medium"),
        storage.compactorNotRunning(own),
        storage.retentionNotApplied(own),
        storage.objectStorageFailing(own),
      ],
    },
    ...(logRulesOn(settings) === "loki" ? evaluation(own, engine) : []),
    {
      name: "loki-shippers",
      rules: [
        shippers.shipperMissing(own, engine),
        shippers.shipperDropping(own),
        shippers.shipperSendingFails(own),
        shippers.shipperConfigRejected(own),
        shippers.shipperUnhealthy(own),
      ],
    },
  ];
}

/** About the ruler, where it has rules, and what these have told. */
function evaluation(own: Own, engine: Engine): RuleGroup[] {
  return [
    {
      name: "loki-ruler",
      rules: [
        ruler.rulerFailing(own),
        ruler.rulerConfigRejected(own),
        ruler.rulerNotEvaluating(own, engine),
        ruler.rulerNotificationsFailing(own),
      ],
    },
    { name: "loki-security", rules: EVENTS.map((event) => eventOpen(own, engine, event)) },
  ];
}
