/** The table of what runs: releases and their parts, with what they ask of the cluster. */
import { formatBytes } from "../../../settings/units";
import { fewest, type PodSet } from "./pods";
import { columns } from "./table";
import type { Workload } from "./workloads";

/** One line of the table. */
interface Row {
  name: string;
  chart?: string;
  version?: string;
  replicas?: string;
  retention?: string | undefined;
  storage?: string;
  cpu: string;
  memory: string;
}

/**
 * The table as lines.
 * @param kept How long data is kept, as `retentions` has it.
 */
export function releaseTable(all: readonly Workload[], kept: Readonly<Record<string, string | undefined>>): string[] {
  const sets = all.flatMap((workload) => workload.sets);
  const rows: Row[] = [
    {
      name: "release",
      chart: "chart or kind",
      version: "version",
      replicas: "replicas",
      retention: "retention",
      storage: "storage",
      cpu: "CPU",
      memory: "memory",
    },
    ...all.flatMap((workload) => workloadRows(workload, kept)),
    { name: "in all", ...requested(sets.filter(({ pods }) => typeof pods !== "string")) },
    { name: "and on each node", ...requested(sets.filter(({ pods }) => pods === "each node")) },
  ];
  const cells = rows.map(
    ({ name, chart = "", version = "", replicas = "", retention = "", storage = "", cpu, memory }) => [
      name,
      chart,
      version,
      replicas,
      retention,
      storage,
      cpu,
      memory,
    ],
  );
  return [
    ...columns(cells, [3, 4, 6, 7]),
    "  CPU and memory are what all replicas request, at the fewest that there can be.",
  ];
}

/** A release with one set of pods is one line; the parts of another are below it. */
function workloadRows(
  { name, chart, version, sets }: Workload,
  kept: Readonly<Record<string, string | undefined>>,
): Row[] {
  const release = { name, chart, version, retention: kept[name] };
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return [{ ...release, ...figures(only) }];
  const parts = sets.map((set): Row => ({
    name: `  ${set.name}`,
    retention: kept[`${name}/${set.name}`],
    ...figures(set),
  }));
  return [{ ...release, cpu: "", memory: "" }, ...parts];
}

function figures(set: PodSet): Pick<Row, "cpu" | "memory" | "replicas" | "storage"> {
  const { claims, pods } = set;
  const replicas = typeof pods === "string" ? pods : [...new Set([pods.fewest, pods.most])].join(" to ");
  return {
    replicas,
    storage: claims.map((size) => `${typeof pods === "string" ? 1 : replicas} x ${formatBytes(size)}`).join(", "),
    ...requested([set]),
  };
}

function requested(sets: readonly PodSet[]): Pick<Row, "cpu" | "memory"> {
  const sum = (of: "cpu" | "memory") => sets.reduce((all, set) => all + set[of] * fewest(set), 0);
  return { cpu: String(Math.round(sum("cpu") * 1000) / 1000), memory: formatBytes(sum("memory")) };
}
