/** The volume of Jaeger's `badger`. */
import { BADGER_CLAIM, JAEGER } from "../../names/jaeger";
import type { Settings } from "../../settings";
import type { Volume } from "../support/deployed/volumes";

export function jaegerVolumes({ tracing }: Settings): Volume[] {
  if (tracing.storage !== "badger") return [];
  return [
    {
      store: "jaeger",
      key: "tracing.volume",
      size: tracing.volume,
      workload: `deployment/${JAEGER}`,
      volume: BADGER_CLAIM,
      owner: `deployment/${JAEGER}`,
      keeper: "operator",
    },
  ];
}

/** Whose data a workload has. */
export const JAEGER_STORES = [{ store: "jaeger", key: "tracing.storage", workload: /^deployment\/jaeger$/ }] as const;
