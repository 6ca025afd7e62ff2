/** Time zones as Alertmanager knows them: by the names of the IANA database, to the letter. */
import database from "tzdata/timezone-data.json";
import { nearest } from "./nearest";

const NAMES: readonly string[] = Object.keys(database.zones);

/**
 * Whether Alertmanager takes a time zone: Go opens a file of that name, so that upper and lower case count, which they do not in
 * JavaScript's `Intl`. Links (`US/Pacific`) are names as well.
 */
export function isTimeZone(name: string): boolean {
  return NAMES.includes(name);
}

/** The time zone that was meant; undefined where none is near. */
export function nearestTimeZone(name: string): string | undefined {
  return nearest(name, NAMES);
}
