/**
 * Simulated applications and releases, on which the gate's rates of error are measured. Requests come as a Poisson process whose
 * rate moves (a season of a day, and a slow random walk around it); failures are binomial with a probability that moves in the
 * same way, with bursts; durations are log-normal, in the buckets of OpenTelemetry's HTTP metrics.
 */
import { DAY_SLICES, type History, SLICE } from "./history";
import { normalShare } from "./normal";
import type { Random } from "./random";

/** Source: OpenTelemetry, "Semantic conventions for HTTP metrics", `http.server.request.duration`. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, Infinity];

export interface Application {
  /** Requests a second, on average over a day. */
  rate: number;
  /** The share that fails, without bursts. */
  errors: number;
  /** How far the logarithm of the share that fails strays, and of the median of durations. */
  errorsMove: number;
  latencyMove: number;
  /** The median of durations, in seconds, and the deviation of their logarithm. */
  median: number;
  spread: number;
  /** Traffic at its height by that at its depth; what failures and durations are multiplied with at its height. */
  season: { traffic: number; errors: number; latency: number };
  /** Bursts of failures a day, each of some slices, with a share that fails on top. */
  bursts: { perDay: number; slices: number; share: number };
}

/** What a release changes. */
export interface Release {
  /** Added to the share that fails. */
  errors: number;
  /** Multiplies durations. */
  latency: number;
}

export const STEADY: Application = {
  rate: 20,
  errors: 0.002,
  errorsMove: 0.3,
  latencyMove: 0.04,
  median: 0.08,
  spread: 0.6,
  season: { traffic: 1, errors: 1, latency: 1 },
  bursts: { perDay: 0, slices: 0, share: 0 },
};

export const NOTHING: Release = { errors: 0, latency: 1 };

/** How much of what moves is left a slice later. */
const KEPT = 0.8;

/**
 * What was counted until some minutes after a release.
 * @param against Slices before the window. @param window Slices after the release, within the history.
 */
export function simulated(
  { rate, errors, errorsMove, latencyMove, median, spread, season, bursts }: Application,
  release: Release,
  random: Random,
  { against, window }: { against: number; window: number },
): History {
  const phase = random.next();
  const walks = { traffic: random.normal(), errors: random.normal(), latency: random.normal() };
  const step = (value: number) => KEPT * value + Math.sqrt(1 - KEPT ** 2) * random.normal();
  let burst = { left: 0, share: 0 };
  const history = { requests: [] as number[], failed: [] as number[], bounds: BOUNDS, within: [] as number[][] };
  for (let slice = 0; slice < against + window; slice++) {
    walks.traffic = step(walks.traffic);
    walks.errors = step(walks.errors);
    walks.latency = step(walks.latency);
    const height = (1 + Math.sin(2 * Math.PI * (slice / DAY_SLICES + phase))) / 2;
    const at = (peak: number) => peak ** (height - 0.5);
    const released = slice >= against ? release : NOTHING;
    if (burst.left > 0) burst.left--;
    if (burst.left === 0) burst = { left: 0, share: 0 };
    if (burst.left === 0 && random.next() < bursts.perDay / DAY_SLICES)
      burst = { left: 1 + random.poisson(bursts.slices - 1), share: bursts.share * (0.5 + random.next()) };
    const requests = random.poisson(rate * SLICE * at(season.traffic) * Math.exp(0.1 * walks.traffic));
    const share = errors * at(season.errors) * Math.exp(errorsMove * walks.errors) + burst.share + released.errors;
    const middle = median * at(season.latency) * Math.exp(latencyMove * walks.latency) * released.latency;
    history.requests.push(requests);
    history.failed.push(random.binomial(requests, Math.min(share, 1)));
    history.within.push(durations(requests, Math.log(middle), spread, random));
  }
  return history;
}

/** Log-normal durations of so many requests, in buckets. */
function durations(requests: number, mean: number, spread: number, random: Random): number[] {
  let [left, below, within] = [requests, 0, 0];
  return BOUNDS.map((bound) => {
    const share = bound === Infinity ? 1 : normalShare((Math.log(bound) - mean) / spread);
    const inside =
      bound === Infinity ? left : random.binomial(left, Math.min(Math.max((share - below) / (1 - below), 0), 1));
    [left, below, within] = [left - inside, Math.min(share, 0.999999999), within + inside];
    return within;
  });
}
