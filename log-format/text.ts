/** Lines of text that are read like JSON: `[time] [level] [service] message`. */

/**
 * Their form; its groups are named as the fields of JSON are. The same in Ruby and in JavaScript, but for `\\A`, which is `^` there.
 */
export const TEXT_LINE =
  "\\A\\[(?<timestamp>[0-9][^\\]\\n]{9,40})\\] \\[(?<level>[A-Za-z]{1,20})\\] \\[(?<service>[^\\]\\n]{1,100})\\] (?<message>[\\s\\S]*)";

/** The fields of such a line, its time with a `T`, a point and a zone; undefined for any other. */
export function fieldsOfText(line: string): Record<string, string> | undefined {
  const { groups } = new RegExp(TEXT_LINE.replace("\\A", "^")).exec(line) ?? {};
  if (groups === undefined) return undefined;
  const { timestamp = "" } = groups;
  const time = timestamp
    .replace(/^([\d-]{10}) /, "$1T")
    .replace(",", ".")
    .replace(/ ?([+-]\d\d):?(\d\d)$/, "$1:$2");
  return { ...groups, timestamp: /(Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z` };
}
