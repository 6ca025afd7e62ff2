/** How a report's questions are answered, by the programs' HTTP APIs. */
import { questions } from "./questions";
import type { Period } from "./report";

/** Who is asked. */
export type Source = "alertmanager" | "loki" | "prometheus";

/** Asks a program. @returns The answer's JSON. @throws An error whose message says what is wrong, without a credential. */
export type Ask = (source: Source, path: string) => Promise<unknown>;

export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Samples, or why there are none. */
export type Answer = { samples: readonly Sample[] } | { failed: string };

/** A rule that alerts, as Prometheus has loaded it. */
export interface LoadedAlert {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** A silence of Alertmanager's, as far as it is looked at. */
export interface Silence {
  startsAt: string;
  matchers: readonly { name: string; value: string; isRegex: boolean; isEqual?: boolean }[];
}

/** All that a report is made of. */
export interface Answers {
  /** Why Prometheus answered nothing. */
  unreachable: string | undefined;
  queries: Readonly<Record<string, Answer>>;
  loaded: readonly LoadedAlert[] | { failed: string };
  silences: readonly Silence[] | { failed: string };
  /** Bytes of log lines by namespace, where Loki is asked. */
  logs: Answer;
}

/** Asks everything at one time, one question after the other: a report is in no hurry. @param at Seconds since 1970. */
export async function collect(ask: Ask, period: Period, at: number, from: number): Promise<Answers> {
  const queries: Record<string, Answer> = {};
  const nothing = { loaded: [], silences: [], logs: { samples: [] } };
  for (const [key, expr] of Object.entries(questions(period))) {
    queries[key] = await samplesOf(() => ask("prometheus", `/api/v1/query?${query({ query: expr, time: at })}`));
    // The first is a question that any Prometheus answers.
    if (Object.keys(queries).length === 1 && "failed" in queries[key])
      return { ...nothing, unreachable: queries[key].failed, queries };
  }
  return {
    unreachable: undefined,
    queries,
    loaded: await orFailure(async () => loadedAlerts(await ask("prometheus", "/api/v1/rules?type=alert"))),
    silences: await orFailure(async () => (await ask("alertmanager", "/api/v2/silences")) as Silence[]),
    logs: await samplesOf(() =>
      ask(
        "loki",
        `/loki/api/v1/index/volume?${query({ query: '{namespace=~".+"}', targetLabels: "namespace", start: from, end: at, limit: 1000 })}`,
      ),
    ),
  };
}

function query(parameters: Record<string, string | number>): string {
  return new URLSearchParams(
    Object.entries(parameters).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
}

interface VectorAnswer {
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

async function samplesOf(ask: () => Promise<unknown>): Promise<Answer> {
  const found = await orFailure(async () => {
    const { data } = (await ask()) as VectorAnswer;
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  });
  return "failed" in found ? found : { samples: found.filter(({ value }) => Number.isFinite(value)) };
}

async function orFailure<T>(from: () => Promise<T>): Promise<T | { failed: string }> {
  try {
    return await from();
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

interface RulesAnswer {
  data: { groups: { rules: { type: string; name: string; labels?: Record<string, string> }[] }[] };
}

function loadedAlerts(answer: unknown): LoadedAlert[] {
  const { groups } = (answer as RulesAnswer).data;
  return groups.flatMap(({ rules }) =>
    rules.filter(({ type }) => type === "alerting").map(({ name, labels = {} }) => ({ name, labels })),
  );
}
