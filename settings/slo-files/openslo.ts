/** Files of OpenSLO, `apiVersion: openslo/v1`. Source of their form: the specification, README.md of OpenSLO/OpenSLO. */
import { z } from "zod";
import { ratedSelectors } from "../promql";
import type { FileSlo, Reading } from "./reading";

const text = z.string();
const labels = z.record(z.string(), z.unknown()).nullish();
const metadata = z.strictObject({ name: text, displayName: text.optional(), labels, annotations: labels });

const metric = z.strictObject({
  metricSource: z.strictObject({
    metricSourceRef: text.optional(),
    type: text.optional(),
    spec: z.looseObject({ query: text }),
  }),
});

const indicatorSpec = z.strictObject({
  description: text.optional(),
  thresholdMetric: metric.optional(),
  ratioMetric: z
    .strictObject({
      counter: z.boolean().optional(),
      good: metric.optional(),
      bad: metric.optional(),
      total: metric.optional(),
      raw: metric.optional(),
      rawType: z.enum(["success", "failure"]).optional(),
    })
    .optional(),
});

const objective = z.strictObject({
  displayName: text.optional(),
  op: z.enum(["lte", "gte", "lt", "gt"]).optional(),
  value: z.number().optional(),
  target: z.number().optional(),
  targetPercent: z.number().optional(),
  timeSliceTarget: z.number().optional(),
  timeSliceWindow: z.union([z.number(), text]).optional(),
});

const object = z.strictObject({ apiVersion: z.literal("openslo/v1"), kind: text, metadata, spec: z.unknown() });

const sloSpec = z.strictObject({
  description: text.optional(),
  service: text,
  indicator: z.strictObject({ metadata: metadata.optional(), spec: indicatorSpec }).optional(),
  indicatorRef: text.optional(),
  timeWindow: z
    .array(z.strictObject({ duration: text, isRolling: z.boolean().optional(), calendar: z.unknown().optional() }))
    .max(1)
    .optional(),
  budgetingMethod: z.enum(["Occurrences", "Timeslices", "RatioTimeslices"]),
  objectives: z.array(objective).min(1),
  alertPolicies: z.array(z.unknown()).nullish(),
});

/** Kinds beside SLO that are taken in: what they name, or nothing, where the platform has its own way. */
const KINDS = ["AlertCondition", "AlertNotificationTarget", "AlertPolicy", "DataSource", "SLI", "SLO", "Service"];

/** How OpenSLO writes what PromQL writes otherwise. */
const OPERATORS = { lte: "<=", gte: ">=", lt: "<", gt: ">" } as const;

type Sources = ReadonlyMap<string, unknown>;
type Document = z.output<typeof object>;
type Indicator = z.output<typeof indicatorSpec>;
type Objective = z.output<typeof objective>;

/** Reads the documents of a file together: they may name one another. */
export function openslo(documents: readonly unknown[], reading: Reading): FileSlo[] {
  const { parsed, refuse } = reading;
  const objects = documents.flatMap((document) => parsed(object, document) ?? []);
  for (const { kind, metadata } of objects) {
    if (!KINDS.includes(kind)) refuse(`kind ${kind} of ${metadata.name} is none of ${KINDS.join(", ")}`);
  }
  const named = (kind: string): Sources =>
    new Map(objects.filter((one) => one.kind === kind).map((one) => [one.metadata.name, one.spec]));
  const slos = objects.filter(({ kind }) => kind === "SLO");
  return slos.flatMap((one) => slosOf(one, { slis: named("SLI"), sources: named("DataSource") }, reading));
}

function slosOf(one: Document, { slis, sources }: Record<"slis" | "sources", Sources>, reading: Reading): FileSlo[] {
  const { name } = one.metadata;
  const own = reading.within(name);
  const spec = own.parsed(sloSpec, one.spec);
  if (spec === undefined) return [];
  const found = spec.indicator?.spec ?? slis.get(spec.indicatorRef ?? "");
  if (found === undefined) {
    own.refuse(
      spec.indicatorRef === undefined
        ? "has neither indicator nor indicatorRef; objectives with indicators of their own (composite) are not read"
        : `indicatorRef ${spec.indicatorRef} is no SLI of the file`,
    );
    return [];
  }
  const indicator = own.parsed(indicatorSpec, found);
  const [window] = spec.timeWindow ?? [];
  const days = window === undefined ? "30d" : rolling(window, own);
  if (indicator === undefined || days === undefined || !isPrometheus(indicator, sources, own)) return [];
  return spec.objectives.flatMap((goal, index): FileSlo[] => {
    const target = goal.targetPercent ?? (goal.target === undefined ? undefined : percent(goal.target));
    const queries = queriesOf(indicator, spec.budgetingMethod, goal, own);
    if (target === undefined) own.refuse(`objectives[${index}] has neither target nor targetPercent`);
    if (target === undefined || queries === null) return [];
    return [
      {
        service: spec.service,
        team: teamOf(one.metadata.labels),
        at: `${name} objectives[${index}]`,
        windowed: false,
        slo: {
          name: spec.objectives.length === 1 ? name : `${name}-${index + 1}`,
          objective: target,
          window: days,
          ...queries,
        },
      },
    ];
  });
}

/** 0.999 as 99.9, and not 99.90000000000001. */
function percent(share: number): number {
  return Number((share * 100).toPrecision(12));
}

/** A rolling window in the settings' units. */
function rolling(
  { duration, isRolling, calendar }: { duration: string; isRolling?: boolean | undefined; calendar?: unknown },
  { refuse }: Reading,
): string | undefined {
  if (calendar !== undefined || isRolling === false) {
    refuse("timeWindow is a calendar's: only rolling windows are read (isRolling: true)");
    return undefined;
  }
  if (/^\d+[mhdw]$/.test(duration)) return duration;
  refuse(`timeWindow ${duration} is not a duration of m, h, d or w: a month, a quarter or a year has no fixed days`);
  return undefined;
}

/** Whether all metrics are Prometheus', as they are or by the DataSource that they name. `Any` is the specification's placeholder. */
function isPrometheus({ ratioMetric, thresholdMetric }: Indicator, sources: Sources, { refuse }: Reading): boolean {
  const { good, bad, total, raw } = ratioMetric ?? {};
  const types = [good, bad, total, raw, thresholdMetric].flatMap((one) => {
    if (one === undefined) return [];
    const { type, metricSourceRef = "" } = one.metricSource;
    const source = sources.get(metricSourceRef) as { type?: string } | undefined;
    return [
      type ?? source?.type ?? (metricSourceRef === "" ? "Prometheus" : `of the unknown source ${metricSourceRef}`),
    ];
  });
  const others = types.filter((type) => !/^(?:prometheus|any)$/i.test(type));
  for (const type of new Set(others)) refuse(`a metric's type ${type} is not Prometheus`);
  return others.length === 0;
}

/** The queries that an objective comes to; of slices of time, whether each was good, or how much of it. */
function queriesOf(
  { ratioMetric, thresholdMetric }: Indicator,
  method: z.output<typeof sloSpec>["budgetingMethod"],
  goal: Objective,
  { refuse }: Reading,
): Record<string, string> | null {
  const no = (problem: string): null => {
    refuse(problem);
    return null;
  };
  if ((ratioMetric === undefined) === (thresholdMetric === undefined))
    return no("its indicator has to have either ratioMetric or thresholdMetric");
  if (thresholdMetric !== undefined) {
    const { op, value } = goal;
    if (op === undefined || value === undefined) return no("a thresholdMetric needs op and value in its objective");
    if (method !== "Occurrences") return no(`a thresholdMetric is read with Occurrences, not with ${method}`);
    return { errorRatio: `1 - ((${thresholdMetric.metricSource.spec.query}) ${OPERATORS[op]} bool ${value})` };
  }
  const { good, bad, total, raw, rawType, counter = false } = ratioMetric ?? {};
  const query = (one: z.output<typeof metric>) => {
    const own = one.metricSource.spec.query;
    return (counter ? ratedSelectors(own) : undefined) ?? own;
  };
  if (raw !== undefined) {
    if (rawType === undefined) return no("a raw ratio needs rawType");
    const share = `(${query(raw)})`;
    return slices(rawType === "failure" ? share : `1 - ${share}`, undefined, method, goal, no);
  }
  const events = good ?? bad;
  if (total === undefined || events === undefined || (good !== undefined && bad !== undefined))
    return no("a ratioMetric needs total, and either good or bad");
  const [part, all] = [query(events), query(total)];
  // A part that is not there is none of it.
  const share = `((${part}) or 0 * (${all})) / (${all})`;
  const ratio = good === undefined ? share : `1 - ${share}`;
  return slices(ratio, { [good === undefined ? "errors" : "good"]: part, total: all }, method, goal, no);
}

/** By the method: the events, or each slice's share of the bad ones, or whether that is within the slice's own target. */
function slices(
  ratio: string,
  events: Record<string, string> | undefined,
  method: z.output<typeof sloSpec>["budgetingMethod"],
  { timeSliceTarget, timeSliceWindow }: Objective,
  no: (problem: string) => null,
): Record<string, string> | null {
  if (method === "Occurrences") return events ?? { errorRatio: ratio };
  if (timeSliceWindow === undefined) return no(`${method} needs timeSliceWindow`);
  const window = typeof timeSliceWindow === "number" ? `${timeSliceWindow}m` : timeSliceWindow;
  const slice = ratio.replace(/\{\{\s*\.window\s*\}\}/g, window);
  if (method === "RatioTimeslices") return { errorRatio: slice };
  if (timeSliceTarget === undefined) return no("Timeslices needs timeSliceTarget");
  return { errorRatio: `(${slice}) > bool ${Number((1 - timeSliceTarget).toPrecision(12))}` };
}

function teamOf(all: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const { team } = all ?? {};
  return typeof team === "string" ? team : undefined;
}
