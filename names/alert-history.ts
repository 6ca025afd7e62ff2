/** The series by which it is known what fired. */

/** How often it is counted: a sample of {@link FIRING} is so many seconds of an alert. */
export const SECONDS = 60;

/** Subjects that an alert fires for, by the minute. */
export const FIRING = "alert:firing:count";

/** Firings that have begun in a minute, and those that went on within 20 minutes. */
export const STARTED = "alert:started:count";
export const RESUMED = "alert:resumed:count";

/** How long the one has fired that has fired longest, in seconds. */
export const AGE = "alert:firing_age_seconds:max";

/** When an alert last fired, and since when that is known. */
export const LAST_FIRED = "alert:last_fired:timestamp_seconds";
export const BEGAN = "alert_history:began:timestamp_seconds";

/** The platform's own alerts, so that one that has never fired has a name. */
export const KNOWN = "alert:known:info";

/** Days after which an alert that has not fired in them is worth a look: does it still see what it was made for? */
export const NEVER_DAYS = 90;
