/** What comes and goes: `for` begins anew each time that a condition ends, so what fails every second time never fires by it. */

const WINDOW = "30m";

/** How often it must have failed in the window. A restart and the one after it, or a node that is rebooted twice, are not that. */
const FALLS = 3;

/** The share of the window below which it was there too little: three outages of two and a half minutes in half an hour. */
const PERCENT = 75;

/**
 * The share of half an hour in which a series was 1, of those that have fallen to 0 again and again and were away for more
 * than a quarter of it. One outage, however long, is none of these: it is what `== 0` with a `for` sees.
 * @param series A gauge that is 1 while all is well, and 0 while it is not.
 * @param by The labels that are left.
 * @param of Of several series with these labels: the one that was there least, or most.
 */
export function flapping(series: string, by: string, of: "min" | "max"): string {
  return `
    (
      ${of} by ${by} (avg_over_time(${series}[${WINDOW}])) < ${PERCENT} / 100
      and max by ${by} (resets(${series}[${WINDOW}])) >= ${FALLS}
    )`;
}

/**
 * A condition on gauges that holds now, or on the average of five minutes: one scrape beneath the limit, as a collection of
 * garbage makes it every now and then, does not begin the `for` anew.
 * @param condition Makes the condition, with each gauge put through `of`.
 */
export function nowOrOnAverage(condition: (of: (gauge: string) => string) => string): string {
  return `
    ${condition((gauge) => gauge)}
    or ${condition((gauge) => `avg_over_time(${gauge}[5m])`)}`;
}
