/** What fills up: full within so many days first, then what is nearly full, then the tightest of everything else. */
import type { Arrival, Report, Room } from "../report";
import { counted, gigabytes, share } from "../words";
import { limited, type Line, type Part, unknown } from "./part";

/** The part of its limit from which on something is worth a line, and from which on it is urgent. */
const FULL = 0.7;
const URGENT = 0.9;

/** What each resource is called, with the labels that say which one it is. */
const CALLED: Readonly<Record<string, (names: Room["names"]) => string>> = {
  cpu: () => "CPU that is used",
  "cpu-requests": () => "CPU that pods ask for",
  elasticsearch: ({ nodeset = "" }) => `Elasticsearch's node set ${nodeset}`,
  memory: () => "memory that is used",
  "memory-requests": () => "memory that pods ask for",
  "node-disk": ({ node = "", device = "" }) => `disk ${device} of ${node}`,
  series: ({ pod = "" }) => `series in ${pod}`,
  volume: ({ namespace = "", persistentvolumeclaim = "" }) => `volume ${namespace}/${persistentvolumeclaim}`,
};

export function capacity(report: Report): Part {
  const title = "Capacity";
  const { capacity: known, forecast, links } = report;
  if (!known.known) return unknown(title, known.why);
  const days = forecast?.days ?? 0;
  const isSoon = ({ daysLeft = Infinity }: Room) => daysLeft < days;
  const isFull = ({ used = 0 }: Room) => used >= FULL;
  const soon = known.rows.filter(isSoon);
  const full = known.rows.filter((row) => !isSoon(row) && isFull(row));
  const said = new Set([...soon, ...full].map(({ resource }) => resource));
  // One of each kind, so that nothing that is looked at goes without saying.
  const others = known.rows.filter(({ resource }) => !said.has(resource) && said.add(resource));
  const lines = [...soon, ...full, ...others].map((row): Line => ({
    tone: isSoon(row) || (row.used ?? 0) >= URGENT ? "bad" : isFull(row) ? "warning" : "neutral",
    title: CALLED[row.resource]?.(row.names) ?? [row.resource, ...Object.values(row.names)].join(" "),
    details: row.used === undefined ? ["no limit, as nodes are added"] : [`${share(row.used, 0)} used`, leftWords(row)],
  }));
  const unsaid = known.rows.filter(({ isGrowthKnown }) => !isGrowthKnown).length;
  const history = `that takes ${counted(2 * (forecast?.periodDays ?? 0), "day")} of history`;
  const all = known.rows.length;
  const lead = [
    all > 0 && unsaid === all
      ? `How many days are left is not known yet: ${history}.`
      : `${soon.length === 0 ? "None" : soon.length} of ${all} ${soon.length > 1 ? "are" : "is"} full within ${counted(days, "day")}.`,
    ...(unsaid > 0 && unsaid < all ? [`Of ${unsaid} that is not known yet: ${history}.`] : []),
    ...(full.length > 0 ? [`${full.length} more over ${share(FULL)}.`] : []),
  ].join(" ");
  return limited({ title, lead, lines: [...lines, ...report.arrivals.map(arrivalLine)], link: links["capacity"] });
}

function leftWords({ daysLeft, isGrowthKnown }: Room): string {
  if (daysLeft !== undefined) return `full in ${counted(Math.floor(daysLeft), "day")}`;
  return isGrowthKnown ? "does not grow" : "days left not known yet";
}

/** A store in a bucket is never full: what it is sent is all there is to see of it. */
function arrivalLine({ resource, perDay, before }: Arrival): Line {
  const isBytes = resource === "logs";
  const change = before === undefined || before <= 0 ? undefined : perDay / before - 1;
  const changed =
    change === undefined
      ? "the period before is not known"
      : `${change < 0 ? "" : "+"}${share(change, 0)} against the period before`;
  return {
    tone: "neutral",
    title: isBytes ? "log volume" : resource,
    details: [`${isBytes ? gigabytes(perDay) : counted(perDay, "span")} a day`, changed],
  };
}
