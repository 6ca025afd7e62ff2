/** What the gate calls a regression, and what it calls too little to tell. Each was chosen by measurement: docs/release-gate.md. */
export const LIMITS = {
  /** The probability that a good release fails any of the checks, before what is too small to matter is left out. */
  alarms: 0.05,
  /** Standard errors by which the same time of earlier days has to be exceeded: 5 % on one side. */
  sameTimeZ: 1.645,
  /** Slices on either side of the window's time of day that count as the same time: half an hour. */
  around: 6,
  /** Earlier stretches without which nothing stands out. */
  fewestStretches: 40,
  /** The share of requests that fail: what it has to have risen by, and how many times it has to be what it was. */
  errors: { points: 0.005, times: 1.5 },
  /** A quantile of durations: how many times, and how many seconds more, it has to be. */
  latency: { times: 1.2, seconds: 0.01 },
  /** Restarts of its pods within the window. */
  restarts: 2,
  /** Lines of errors: how many times as many, as a share of lines and by the minute, and how many more a minute. */
  logs: { times: 1.5, perMinute: 1 },
  /** How much of a rise would go unseen, at which nobody can say that a release is good: of shares, in points. */
  unseen: { errors: 0.05, slow: 0.15 },
  /** The probability with which a rise is to be seen, and the normal distribution's quantile of it. */
  power: 0.8,
  powerZ: 0.842,
  /** Bad events without which an objective is not burning, and requests without which nobody can say that it is not. */
  sloErrors: 10,
} as const;
