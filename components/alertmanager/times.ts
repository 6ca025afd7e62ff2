/** When alerts wait: quiet hours of a severity, and windows in which what is maintained is expected to fail. */
import { type Weekday, WEEKDAYS } from "../../settings/maintenance";
import type { Settings } from "../../settings";

type Alerting = Settings["alerting"];
type QuietHours = Alerting["quietHours"][number];
export type Maintenance = Alerting["maintenance"][number];

/** The name of a window's interval: quiet hours may have the same name. */
export function maintenanceInterval({ name }: Maintenance): string {
  return `maintenance ${name}`;
}

/** `time_intervals`. */
export function timeIntervals({ quietHours, maintenance }: Alerting): Record<string, unknown>[] {
  return [...quietHours.map(quiet), ...maintenance.map(window)];
}

function quiet({ name, timezone, from, to, weekends }: QuietHours): Record<string, unknown> {
  const [evening, morning] = nights(from, to);
  return {
    name,
    time_intervals: [
      { times: morning === undefined ? [evening] : [evening, morning], location: timezone },
      ...(weekends ? [{ weekdays: ["saturday", "sunday"], location: timezone }] : []),
    ],
  };
}

/** A window belongs to the day on which it begins. */
function window(maintenance: Maintenance): Record<string, unknown> {
  const { timezone, from, to, weekdays } = maintenance;
  const [evening, morning] = nights(from, to);
  const after = (day: Weekday) => WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % WEEKDAYS.length];
  return {
    name: maintenanceInterval(maintenance),
    time_intervals: [
      { times: [evening], weekdays, location: timezone },
      ...(morning === undefined ? [] : [{ times: [morning], weekdays: weekdays.map(after), location: timezone }]),
    ],
  };
}

/** Alertmanager's times end where they begin or later: a night is an evening and a morning. */
function nights(from: string, to: string): Record<string, unknown>[] {
  if (from < to) return [{ start_time: from, end_time: to }];
  return [{ start_time: from, end_time: "24:00" }, ...(to === "00:00" ? [] : [{ start_time: "00:00", end_time: to }])];
}
