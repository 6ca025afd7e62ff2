/** Which series the panels about Loki look at. */
import type { Settings } from "../../settings";

/** Loki of this platform. */
export const own = ({ cluster }: Pick<Settings, "cluster">) => `namespace="${cluster.namespace}"`;

/** Its pods that are picked. */
export const picked = (settings: Pick<Settings, "cluster">) => `${own(settings)},pod=~"$pod"`;

/** Its workloads, of either engine and however the chart deploys it. */
export const WORKLOADS = 'workload=~"loki(-.+)?"';

/** Routes that somebody asks, not Loki's own parts. */
export const ROUTES = 'route=~"loki_api_v1_.+|otlp_v1_logs"';

/** The size of a graph in a folded row. */
export const FOLDED = { width: 8, height: 8 } as const;
