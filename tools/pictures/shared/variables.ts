/** What Grafana puts in for variables: in queries as the data source escapes them, elsewhere as texts. */
import type { Picked } from "./page";

/** The value of a query variable's choice "All". */
export const ALL = "$__all";

/** `$name`, `${name}`, `${name:format}`, `${name.path}` and `[[name]]`. */
const REFERENCE = /\$(\w+)|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}|\[\[(\w+?)(?::(\w+))?\]\]/g;

/** A text with every reference replaced; one that `valueOf` knows nothing of stays. */
export function interpolated(
  text: string,
  valueOf: (name: string, format?: string, path?: string) => string | undefined,
): string {
  return text.replace(REFERENCE, (whole, ...found: (string | undefined)[]) => {
    const [plain, braced, path, format, square, squareFormat] = found;
    return valueOf(plain ?? braced ?? square ?? "", format ?? squareFormat, path) ?? whole;
  });
}

/** A value as PromQL and LogQL take it between double quotes, for a label that is matched exactly. */
const quoted = (value: string) => value.replace(/\\/g, "\\\\").replace(/"/g, '\\"');

/** A value as they take it in a regular expression: Grafana's `prometheusSpecialRegexEscape`. */
const escaped = (value: string) => value.replace(/\\/g, "\\\\\\\\").replace(/[$^*{}[\]+?.()|]/g, "\\\\$&");

/**
 * What a variable is in a query: values that can be several are escaped for a regular expression, and several are joined by `|`.
 * @param multi Whether they can be.
 * @param format As in `${name:format}`. `regex`, `pipe`, `csv` and `raw` are known.
 * @throws Error for another format.
 */
export function inQuery(values: readonly string[], multi: boolean, format?: string): string {
  if (format === "raw" || format === "csv") return values.join(",");
  if (format === "pipe") return values.join("|");
  if (format === "regex") return joined(values.map((one) => one.replace(/[/\\^$*+?.()|[\]{}]/g, "\\$&")));
  if (format !== undefined) throw new Error(`\${name:${format}} is a format that is not known here`);
  return multi ? joined(values.map(escaped)) : values.map(quoted).join(",");
}

function joined(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? "") : `(${values.join("|")})`;
}

/** What a variable is in a title. */
export function inText({ text }: Picked): string {
  return text;
}
