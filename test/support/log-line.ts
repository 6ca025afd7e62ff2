/** A line that a container writes, and what is to be kept of it. */

export interface LineCase {
  title: string;
  /** As the application writes it; line breaks are its own. */
  written: string;
  /** The one line that is kept of it; undefined when it is dropped. */
  kept: string | undefined;
  level: string;
  /** Further labels, and what is kept with the line without an index. */
  labels?: Record<string, string>;
}

/** A line that is kept as it is. */
export const same = (title: string, written: string, level: string, labels?: Record<string, string>): LineCase => ({
  title,
  written,
  kept: written,
  level,
  ...(labels === undefined ? {} : { labels }),
});

export const json = (fields: object) => JSON.stringify(fields);
