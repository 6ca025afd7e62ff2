/** A line of a source of root shells, and what is to be known of it. */

export type Source = "api_server" | "falco" | "files";

export interface SourceCase {
  name: string;
  source: Source;
  line: string;
  /** What the line of the log format has; undefined where none is made: the line is dropped, or stays as it is. */
  event?: Record<string, unknown>;
  /** Whether the line is kept although no event is made of it. */
  kept?: true;
}
