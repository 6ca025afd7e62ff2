/** Rules as Prometheus and Loki's ruler have loaded them, held against those that are deployed. Pure. */
import { LIMITS } from "./limits";
import type { Fault } from "./outcome";
import { shortened } from "./world";

/** What `/api/v1/rules` of Prometheus answers, and `/prometheus/api/v1/rules` of Loki. */
export interface RulesAnswer {
  data: {
    groups: {
      name: string;
      file: string;
      /** In seconds. */
      interval: number;
      rules: { name: string; health: string; lastError?: string; lastEvaluation?: string }[];
    }[];
  };
}

/** The groups of each file, by the file's name. */
export type ExpectedRules = Readonly<Record<string, readonly ExpectedGroup[]>>;

interface ExpectedGroup {
  name: string;
  rules: readonly ({ alert: string } | { record: string } | Record<string, unknown>)[];
}

/**
 * What is wrong: a rule that is not loaded, one that is and should not be, and each that could not be evaluated, whoever made it.
 * @param fileName The name of a file by what the program calls it.
 */
export function ruleFaults(
  expected: ExpectedRules,
  { data }: RulesAnswer,
  fileName: (path: string) => string,
): Fault[] {
  const loaded = new Map(data.groups.map((group) => [`${fileName(group.file)}/${group.name}`, group]));
  const different = Object.entries(expected).flatMap(([file, groups]) =>
    groups.flatMap((group): Fault[] => {
      const found = loaded.get(`${file}/${group.name}`);
      const names = group.rules.map(nameOf);
      if (found === undefined) return [{ what: `the group ${group.name} (${names.length} rules) is not loaded` }];
      const has = found.rules.map(({ name }) => name);
      const [missing, more] = [without(names, has), without(has, names)];
      return [
        ...missing.map((name) => ({ what: `${group.name}: ${name} is not loaded` })),
        ...more.map((name) => ({ what: `${group.name}: ${name} is loaded, and not deployed` })),
      ];
    }),
  );
  const known = new Set(Object.entries(expected).flatMap(([file, all]) => all.map(({ name }) => `${file}/${name}`)));
  const others = [...loaded]
    .filter(([key, { file }]) => Object.hasOwn(expected, fileName(file)) && !known.has(key))
    .map(([, { name }]): Fault => ({ what: `the group ${name} is loaded, and not deployed` }));
  const unwell = data.groups.flatMap(({ name: group, interval, rules }) =>
    rules
      // A group's first evaluation comes at any time within its interval, which can be an hour.
      .filter(({ health }) => health !== "ok" && !(health === "unknown" && interval > LIMITS.ruleIntervalSeconds))
      .map(({ name, health, lastError = "", lastEvaluation }): Fault => {
        if (health === "unknown") return { what: `${group}: ${name} was not evaluated yet` };
        return { what: `${group}: ${name} fails: ${shortened(lastError)}`, since: lastEvaluation };
      }),
  );
  return [...different, ...others, ...unwell];
}

function nameOf(rule: ExpectedGroup["rules"][number]): string {
  const { alert, record } = rule as { alert?: string; record?: string };
  return alert ?? record ?? "";
}

/** What the first list has more often than the second. */
function without(names: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return names.filter((name) => {
    const index = left.indexOf(name);
    if (index < 0) return true;
    left.splice(index, 1);
    return false;
  });
}
