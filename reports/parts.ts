/** What a report says, in an order and in words that every form of it shares. */
import { fired, noisiest, quiet, told } from "./parts/alerts";
import { capacity } from "./parts/capacity";
import { limited, type Line, type Part, rowsOf, sum, unknown } from "./parts/part";
import { cost, expiring } from "./parts/resources";
import { PERIODS, type Report, type ServiceLevel } from "./report";
import { counted, moment, share } from "./words";

/** The title: "Daily report of prod". */
export function titleOf({ period, cluster, teams }: Report): string {
  const whose = teams.length === 0 ? "" : `, ${teams.join(" and ")}`;
  return `${PERIODS[period].name} report of ${cluster}${whose}`;
}

/** The period: from when to when, and of how much of it nothing is known. */
export function timesOf({ from, to, timezone, dataSince }: Report): string[] {
  const at = (seconds: number) => moment(seconds, timezone);
  return [
    `${at(from)} to ${at(to)} (${timezone})`,
    ...(dataSince === undefined
      ? []
      : [`Prometheus has nothing from before ${at(dataSince)}: the figures are of the time since.`]),
  ];
}

/** What matters most, in one line: a subject, and the text that a phone shows first. */
export function headlineOf(report: Report): string {
  if (report.unreachable !== undefined) return "nothing is known, Prometheus does not answer";
  const missed = rowsOf(report.services).filter(isMissed).length;
  const urgent = rowsOf(report.fired).filter(({ severity }) => severity === "critical" || severity === "high");
  const now = urgent.filter((one) => one.now > 0).length;
  const said = [
    ...(missed > 0 ? [`${counted(missed, "objective")} missed`] : []),
    ...(now > 0 ? [`${counted(now, "urgent alert")} now`] : []),
    counted(
      sum(rowsOf(report.fired), ({ firings }) => firings),
      "firing",
    ),
  ];
  return said.join(", ");
}

/** Everything that a report says. */
export function partsOf(report: Report): Part[] {
  if (report.unreachable !== undefined)
    return [{ title: "Nothing is known", lead: `Prometheus does not answer: ${report.unreachable}`, lines: [] }];
  return [
    services(report),
    fired(report),
    noisiest(report),
    told(report),
    quiet(report),
    capacity(report),
    cost(report),
    expiring(report),
  ];
}

function isMissed({ budgetLeft }: ServiceLevel): boolean {
  return budgetLeft !== undefined && budgetLeft <= 0;
}

function services({ services: known, links }: Report): Part {
  const title = "Service levels";
  const link = links["service-levels"];
  if (!known.known) return unknown(title, known.why);
  const left = ({ budgetLeft = 2 }: ServiceLevel) => budgetLeft;
  const lines = [...known.rows]
    .sort((a, b) => left(a) - left(b))
    .map((row): Line => {
      const { service, slo, namespace, objective, availability, budgetLeft, window } = row;
      const tone =
        budgetLeft === undefined ? "neutral" : isMissed(row) ? "bad" : budgetLeft < 0.25 ? "warning" : "good";
      return {
        tone,
        title: `${service} ${slo}${namespace === "" ? "" : ` in ${namespace}`}`,
        details: [
          availability === undefined ? "no events" : `${share(floored(availability))} good of ${share(objective)}`,
          budgetWords(budgetLeft, window),
        ],
      };
    });
  const missed = known.rows.filter(isMissed).length;
  const lead =
    missed === 0
      ? `${counted(known.rows.length, "objective")}, none missed.`
      : `${missed} of ${counted(known.rows.length, "objective")} missed: nothing is left of the budget.`;
  return limited({ title, lead, lines, link });
}

function budgetWords(left: number | undefined, window: string): string {
  if (left === undefined) return "budget unknown";
  return left < 0
    ? `budget of ${window} overspent by ${share(-left, 0)}`
    : `${share(left, 0)} of the budget of ${window} left`;
}

/** Rounded down, so that what is not all of it does not read as if it were. */
function floored(value: number): number {
  return Math.floor(value * 1e5) / 1e5;
}
