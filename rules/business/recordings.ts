/** What is recorded of each number: its value, and its objective with what it comes to. */
import { BUSINESS_VALUE } from "../anomalies/signals";
import type { Recording, RuleSettings } from "../rule";
import { seconds } from "../../settings/units";
import type { BusinessNumber } from "./numbers";

/** How often numbers are recorded. */
export const INTERVAL = "1m";

/** The parts of a share by the second: what is shared, and of how much. */
export const PART = "service:business:rate5m";

/** There for each number that the settings name. */
export const INFO = "service:business:info";

/** What a number comes to in the time of its objective, and the objective. */
export const ACHIEVED = "service:business:achieved";
export const OBJECTIVE = "service:business:objective";

/** Business errors in the time of their objective. */
export const ERRORS_COUNTED = "service:business_errors:counted";

/** The time over which a conversion's share is held against earlier weeks: of fewer visits it says little. */
const CONVERSION_NOW = "1h";

/** The part of the time of an objective that has to be known. */
const KNOWN = 0.9;

/** The recordings of a number. */
export function recorded(settings: RuleSettings, number: BusinessNumber): Recording[] {
  const { app, signal, value, objective } = number;
  const labels = {
    ...(app.namespace === undefined ? {} : { namespace: app.namespace }),
    service: app.name,
    signal,
    ...number.labels,
  };
  const of = (record: string, expr: string, more: Record<string, string> = {}) => ({
    record,
    expr: expr.trim().replace(/\s+/g, " "),
    labels: { ...labels, ...more },
  });
  const select = (series: string, more = "") =>
    `${series}{${Object.entries(labels)
      .map(([name, text]) => `${name}=${JSON.stringify(text)}`)
      .join(",")}${more}}`;
  const values =
    typeof value === "string"
      ? [of(BUSINESS_VALUE, value)]
      : [
          of(PART, value.part, { part: "part" }),
          of(PART, value.of, { part: "of" }),
          of(BUSINESS_VALUE, shareOver(settings, number, select, signal === "conversion" ? CONVERSION_NOW : "15m")),
        ];
  return [
    ...values,
    of(INFO, "vector(1)", {
      compare: String(number.compare),
      ...(objective === undefined ? {} : { objective: number.said }),
    }),
    ...(objective === undefined
      ? []
      : [of(OBJECTIVE, `vector(${objective})`), of(ACHIEVED, achieved(settings, number, select))]),
    ...(objective === undefined || signal !== "business_errors"
      ? []
      : [
          of(
            ERRORS_COUNTED,
            `${ignoring(`sum_over_time(${select(PART, ',part="part"')}[${number.over}])`)} * ${seconds(INTERVAL)}`,
          ),
        ]),
  ];
}

/** The labels of a series of an app's number, with others. */
type Select = (series: string, more?: string) => string;

/** What has been reached in the time of an objective; nothing while less than most of it is known. */
function achieved(settings: RuleSettings, number: BusinessNumber, select: Select): string {
  const { over, as } = number;
  if (as === "share") return shareOver(settings, number, select, over);
  const value = select(BUSINESS_VALUE);
  const least = Math.floor((KNOWN * seconds(over)) / seconds(INTERVAL));
  const factor = as === "sum" ? ` * ${seconds(over)}` : "";
  return `avg_over_time(${value}[${over}])${factor} and count_over_time(${value}[${over}]) >= ${least}`;
}

/** A share over some time, of what there was in it; of few visits none. */
function shareOver({ thresholds }: RuleSettings, { signal }: BusinessNumber, select: Select, over: string): string {
  const sum = (part: string) => `sum_over_time(${select(PART, `,part="${part}"`)}[${over}])`;
  const enough = signal === "conversion" ? ` * ${seconds(INTERVAL)} >= ${thresholds.business.visits}` : " > 0";
  return `${ignoring(sum("part"))} / ${ignoring(sum("of"))} and ${ignoring(sum("of"))}${enough}`;
}

/** Without the label that tells the parts apart. */
function ignoring(expr: string): string {
  return `sum without (part) (${expr})`;
}
