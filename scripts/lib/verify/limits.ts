/** Every limit of the verification in one place. How long it takes in all is the setting `verification.timeout`. */
export const LIMITS = {
  /** For one question to one program, with the port-forward that it goes by. */
  requestMs: 10_000,
  /** Between two attempts of a check that failed. */
  intervalMs: 3_000,
  /** Until it is first said what is waited for. */
  firstWordMs: 10_000,
  /** Between what is said of waiting after that. */
  wordsMs: 30_000,
  /** The longest answer that is read: 20,000 targets are about 20 MiB. */
  answerBytes: 64 * 2 ** 20,
  /** Rules that are evaluated more rarely are not waited for, only that they are loaded. */
  ruleIntervalSeconds: 60,
  /** How long the alert of the test lasts if it cannot be resolved any more. */
  alertMs: 120_000,
  /** How many faults of a check are listed. */
  faults: 10,
  /** The longest text of a fault that comes from an answer. */
  faultCharacters: 300,
} as const;
