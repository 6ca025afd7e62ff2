/** Checks of where Elasticsearch's snapshots go: what each kind of store has to be told. */
import type { Problem } from "../../settings/problem";
import type { Elastic } from "../../settings/elastic";

type Snapshots = NonNullable<Elastic["snapshots"]>;
type Option = "account" | "bucket" | "claim" | "endpoint" | "region";

/** By kind of store, what it needs and what it may have beside that. */
const OPTIONS: Record<Snapshots["type"], { needs: Option[]; takes: Option[] }> = {
  s3: { needs: ["bucket", "region"], takes: ["endpoint"] },
  gcs: { needs: ["bucket"], takes: [] },
  azure: { needs: ["bucket", "account"], takes: [] },
  fs: { needs: ["claim"], takes: [] },
};

const ALL: Option[] = ["account", "bucket", "claim", "endpoint", "region"];

/** What is missing, what belongs to another kind, and counts that exclude each other. */
export function snapshotProblems({ snapshots }: Elastic): Problem[] {
  if (snapshots === undefined) return [];
  const { needs, takes } = OPTIONS[snapshots.type];
  const key = (option: string) => `elastic.snapshots.${option}`;
  // Without keys the account is that of the machine's identity, and still has to be named.
  const missing = needs.filter((option) => snapshots[option] === undefined);
  const foreign = ALL.filter((option) => snapshots[option] !== undefined && ![...needs, ...takes].includes(option));
  return [
    ...missing.map((option) => ({
      key: key(option),
      problem: `is missing, and elastic.snapshots.type is ${snapshots.type}`,
      cure: { set: key(option), to: `<${option}>` },
    })),
    ...foreign.map((option) => ({
      key: key(option),
      problem: `is nothing that ${snapshots.type} has`,
      cure: { unset: key(option) },
    })),
    ...(snapshots.minCount > snapshots.maxCount
      ? [
          {
            key: key("maxCount"),
            problem: `${snapshots.maxCount} is below elastic.snapshots.minCount (${snapshots.minCount})`,
            cure: { set: key("maxCount"), to: String(snapshots.minCount) },
          },
        ]
      : []),
  ];
}
