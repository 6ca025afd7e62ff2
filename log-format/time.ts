/** The one rule by which a line's own time is believed, for every log shipper and collector. */

/**
 * How far a line's own time may be from the time at which the container runtime wrote it down, or a collector took it, in
 * seconds. What is further off is a wrong clock or a wrong zone, and the line has the other time.
 *
 * `before` is less than half of Loki's `max_chunk_age` (2 h by default): it refuses lines that are older than the newest of their stream
 * by more. `after` is less than its `creation_grace_period` (10 min): it refuses lines of the future.
 */
export const BELIEVED = { before: 30 * 60, after: 5 * 60 } as const;

/**
 * How late an event that wakes somebody may arrive and still have its own time, in seconds: less than the rule over lines looks back
 * (15 minutes), by what it takes to be sent and evaluated. What is later has the time of its arrival, so that it is seen, and says
 * its own in its text; up to `atMost`, as what is older yet is history that somebody brings in.
 */
export const LATE = { after: 10 * 60, atMost: 12 * 60 * 60 } as const;

/**
 * How far a time without a year and a zone may be from now, taken for UTC's, and still be now, in seconds: zones are from 12 hours behind
 * to 14 ahead of it, and a line may be {@link LATE}. What is further off is history, whose time is right but for its zone.
 */
export const UNZONED = { before: 12 * 60 * 60 + LATE.atMost, after: 14 * 60 * 60 } as const;

/** The forms that a time is read in: RFC 3339, also with a space, with a comma, or without a zone, which is UTC. */
const DATE =
  String.raw`(?P<said_date>\d{4}-\d\d-\d\d)[T ](?P<said_clock>\d\d:\d\d:\d\d)(?:[.,](?P<said_fraction>\d{1,9}))?` +
  String.raw` ?(?:Z|(?P<said_zone>[+-]\d\d):?(?P<said_minutes>\d\d)|$|["'\] ])`;

/** Groups of a time, at the beginning of a text too: `[2026-…] …`, `time=2026-… …`. RE2. */
export const SAID_DATE = String.raw`^(?:\[|(?:timestamp|time|ts)=["']?)?${DATE}`;

/** Groups of a time as a number since 1970: seconds, or milliseconds. RE2. */
export const SAID_NUMBER = String.raw`^(?:(?P<said_seconds>\d{10})(?:\.(?P<said_rest>\d{1,9})\d*)?|(?P<said_milliseconds>\d{13}))$`;

/** Go's name for RFC 3339. */
export const RFC3339 = "2006-01-02T15:04:05Z07:00";

/**
 * A template (Go's, with sprig's functions) that is the nanoseconds since 1970 of the time by the groups above, or nothing where it is
 * too far from `time`, when the runtime wrote the line.
 */
export const SAID_TEMPLATE =
  `{{ $read := (toDate "${RFC3339}" (toString .time)).Unix }}{{ $at := 0 }}{{ $nanoseconds := "" }}` +
  "{{ if .said_date }}" +
  `{{ $zone := "Z" }}{{ if .said_zone }}{{ $zone = printf "%s:%s" .said_zone .said_minutes }}{{ end }}` +
  `{{ $fraction := "0" }}{{ if .said_fraction }}{{ $fraction = .said_fraction }}{{ end }}` +
  `{{ $time := toDate "${RFC3339}" (printf "%sT%s.%s%s" .said_date .said_clock $fraction $zone) }}` +
  `{{ $at = $time.Unix }}{{ $nanoseconds = printf "%d" $time.UnixNano }}` +
  "{{ else if .said_milliseconds }}" +
  `{{ $at = int64 (trunc 10 .said_milliseconds) }}{{ $nanoseconds = printf "%s000000" .said_milliseconds }}` +
  "{{ else if .said_seconds }}" +
  `{{ $at = int64 .said_seconds }}{{ $nanoseconds = printf "%s%s" .said_seconds (trunc 9 (printf "%s000000000" .said_rest)) }}` +
  "{{ end }}" +
  `{{ $off := sub $at $read }}{{ if and (ge $off -${BELIEVED.before}) (le $off ${BELIEVED.after}) }}{{ $nanoseconds }}{{ end }}`;
