/** The volumes of both engines of Loki. */
import { isDistributed, LOKI_RELEASES, type Engine } from "../../names/loki";
import type { Settings } from "../../settings";
import type { Volume } from "../support/deployed/volumes";

export function lokiVolumes(settings: Settings): Volume[] {
  const { engine, keep, keepStorage, storage } = settings.logs;
  const deployed: { engine: Engine; key: string; size: string }[] = [
    ...(engine === "none" ? [] : [{ engine, key: "logs.storage", size: storage }]),
    ...(keep === undefined ? [] : [{ engine: keep, key: "logs.keepStorage", size: keepStorage ?? storage }]),
  ];
  return deployed.flatMap(({ engine: of, key, size }) =>
    parts(settings, of).map(([set, volume]): Volume => ({
      store: of,
      key,
      size,
      workload: `statefulset/${set}`,
      volume,
      owner: `statefulset/${set}`,
      keeper: "helm",
    })),
  );
}

/** StatefulSets and their claim templates, by the charts' own names. */
function parts(settings: Settings, engine: Engine): [set: string, volume: string][] {
  const stem = LOKI_RELEASES[engine];
  if (!isDistributed(settings, engine)) return [[stem, "storage"]];
  return ["ingester", "compactor"].map((part) => [`${stem}-${part}`, "data"]);
}

/** Whose data a workload has. */
export const LOKI_STORES = [
  { store: "loki-stack", key: "logs.engine", workload: /^statefulset\/loki-stack$/ },
  { store: "loki", key: "logs.engine", workload: /^statefulset\/loki(-ingester|-compactor)?$/ },
] as const;
