/** What was found, in sentences for somebody who is tired. */
import { grouped } from "../../../settings/bounds";
import { ratio } from "./counts";
import type { Finding } from "./judge";
import type { EventTest } from "./events";
import type { ShareTest } from "./shares";
import type { SloFinding } from "./slos";

const TITLES: Readonly<Record<string, string>> = {
  errors: "errors",
  p95: "slow requests (p95)",
  p99: "slow requests (p99)",
  restarts: "restarts",
  "log errors": "lines of errors",
};

export function titleOf(check: string): string {
  return TITLES[check] ?? check;
}

/** One sentence or two of a check. */
export function sentence(finding: Finding, minutes: number, stretches: number): string {
  const { test } = finding;
  const found =
    "sameTime" in test && test.seconds !== undefined
      ? latency(test, test.seconds)
      : "detectable" in test
        ? errors(test)
        : events(test, minutes);
  return `${found}${why(finding, minutes, stretches)}`;
}

/** Why it is a regression, or none although it may look like one, or not known. */
function why({ check, verdict, p, detectable, test }: Finding, minutes: number, stretches: number): string {
  if (p === undefined)
    return `; with ${stretches} earlier stretches of ${minutes} minutes there is too little to compare with.`;
  if (verdict === "regressed")
    return `. Of ${grouped(stretches)} earlier stretches of ${minutes} minutes ${standing(test)} stood out as much: for all checks together a chance of ${percent(p)}.`;
  if (verdict === "unknown")
    return detectable === undefined || detectable >= 1
      ? `; that is too little, or it varies too much, to tell anything.`
      : `; that is too little, or it varies too much, to tell: ${unseen(check, detectable)} would go unseen.`;
  if (test.matters)
    return `. As much as that is usual: for all checks together it has a chance of ${percent(p)} when nothing is released.`;
  return detectable === undefined || detectable >= 1 ? "." : `; ${unseen(check, detectable)} would have been seen.`;
}

function unseen(check: string, detectable: number): string {
  return check === "errors" ? `a rise of ${points(detectable)}` : `${percent(detectable)} more requests that are slow`;
}

function standing({ z, earlier }: Finding["test"]): string {
  const count = earlier.filter((one) => one !== undefined && z !== undefined && one >= z).length;
  return count === 0 ? "none" : grouped(count);
}

function errors({ now, before, sameTime }: ShareTest): string {
  const others = sameTime === undefined ? "" : ` and ${percent(ratio(sameTime))} at this time of earlier days`;
  return `${percent(ratio(now))} of ${requests(now.among)} failed, ${percent(ratio(before))} in the hour before${others}`;
}

function latency({ check, now, before }: ShareTest, seconds: NonNullable<ShareTest["seconds"]>): string {
  const share = check === "p95" ? "95 %" : "99 %";
  const others = seconds.sameTime === undefined ? "" : ` and ${time(seconds.sameTime)} at this time of earlier days`;
  return `${share} of ${requests(now.among)} were answered within ${time(seconds.now)}, within ${time(seconds.before)} in the hour before${others}; ${percent(ratio(now))} took longer than ${time(seconds.bound)}, before that ${percent(ratio(before))}`;
}

function events({ check, now, before, perMinute }: EventTest, minutes: number): string {
  if (check === "restarts")
    return `containers restarted ${times(now.events)} in ${minutes} minutes, ${times(before.events)} in the hour before`;
  return `${perMinute.now.toFixed(1)} lines of errors a minute, ${perMinute.before.toFixed(1)} in the hour before; of all lines ${percent(ratio(now))} and ${percent(ratio(before))}`;
}

export function sloSentence({ slo, verdict, burn, before, pages, bad }: SloFinding): string {
  const rate = `the budget of ${slo} burns ${burn.toFixed(1)} times as fast as it may, ${before.toFixed(1)} times in the hour before`;
  if (verdict === "regressed")
    return `${rate}: ${pages.toFixed(1)} wakes somebody, and ${grouped(Math.round(bad))} events were bad.`;
  if (verdict === "unknown") return `${rate}; with so few events nobody can tell.`;
  return `${rate}; ${pages.toFixed(1)} would wake somebody.`;
}

function requests(count: number): string {
  const whole = Math.round(count);
  return `${grouped(whole)} ${whole === 1 ? "request" : "requests"}`;
}

function times(count: number): string {
  const whole = Math.round(count);
  return whole === 1 ? "once" : whole === 0 ? "not once" : `${grouped(whole)} times`;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 ? "0" : value < 0.1 ? value.toPrecision(1) : value < 10 ? value.toFixed(2).replace(/0$/, "") : value.toFixed(1)} %`;
}

function points(share: number): string {
  const value = share * 100;
  return `${value < 1 ? value.toFixed(1) : Math.ceil(value)} percentage points`;
}

export function time(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}
