/** A report from what the platform's programs answered. Pure: the same answers are the same report. */
import { PLATFORM_TEAM } from "../settings/teams";
import type { Answers } from "./ask";
import { fired, quiet, told } from "./build/alerts";
import { arrivals, capacity, cost, expiring } from "./build/resources";
import { byLabels, first, keyOf, rowsOf } from "./build/samples";
import { beginOf, type Known, type Period, type Report, type ServiceLevel } from "./report";
import { type Subject, teamOfLabels } from "./subject";

export function buildReport(subject: Subject, period: Period, to: number, answers: Answers): Report {
  const from = beginOf(period, to);
  const { cluster, timezone, teams, links } = subject;
  const isTheirs = ({ team }: { team: string }) => teams.length === 0 || teams.includes(team);
  const of = <T extends { team: string }>(known: Known<T>): Known<T> =>
    known.known ? { known: true, rows: known.rows.filter(isTheirs) } : known;
  const dataSince = first(answers.queries["dataSince"]);
  return {
    cluster,
    period,
    from,
    to,
    timezone,
    teams,
    links,
    unreachable: answers.unreachable,
    dataSince: dataSince !== undefined && dataSince > from ? dataSince : undefined,
    historySince: first(answers.queries["historySince"]),
    services: of(services(subject, answers)),
    fired: of(fired(subject, answers, from)),
    told: of(told(subject, answers)),
    quiet: of(quiet(answers, to)),
    forecast: subject.capacity,
    capacity: of(capacity(subject, answers)),
    arrivals: isTheirs({ team: PLATFORM_TEAM }) ? arrivals(answers) : [],
    cost: of(cost(subject, answers)),
    logBytes: first(answers.queries["logBytes"]),
    expiring: of(expiring(subject, answers)),
  };
}

function services(subject: Subject, { queries }: Answers): Known<ServiceLevel> {
  const bySlo = (key: string) => byLabels(queries[key], ["namespace", "service", "slo"]);
  const availability = bySlo("availability");
  const left = bySlo("budgetLeft");
  return rowsOf(queries["objective"], "no application has an objective (`apps[].slo`)", ({ labels, value }) => {
    const { namespace = "", service = "", slo = "" } = labels;
    const key = keyOf(labels, ["namespace", "service", "slo"]);
    const budget = left.get(key);
    return {
      namespace,
      service,
      slo,
      team: teamOfLabels(subject, labels),
      objective: rounded(value),
      availability: availability.get(key)?.value,
      budgetLeft: budget?.value,
      window: budget?.labels["window"] ?? "",
    };
  });
}

/** Without what binary fractions add. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}
