/** What a rehearsal measures, and what it should be at most. */
import type { Figure } from "./report";
import type { World } from "./world";

export function figures({
  fromNothing,
  firstUp,
  firstReleases,
  secondUp,
  baseline,
}: Pick<World, "fromNothing" | "firstUp" | "firstReleases" | "secondUp" | "baseline">): Figure[] {
  const ratio = (seconds: number | undefined) =>
    seconds === undefined || baseline === undefined ? undefined : seconds / baseline;
  return [
    { what: "from nothing to deployed, with the tools built", value: fromNothing, unit: "s", atMost: 240 },
    { what: "the first up", value: firstUp, unit: "s", atMost: 240 },
    { what: "a second up", value: secondUp, unit: "s", atMost: 10 },
    { what: "the first up as a multiple of helm install --wait", value: ratio(firstUp), unit: "", atMost: 1.1 },
    { what: "  the releases in it alone", value: ratio(firstReleases), unit: "", atMost: 1.1 },
  ];
}
