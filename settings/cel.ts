/** CEL, the language of blackbox_exporter's checks of JSON. */
import { parse } from "@bufbuild/cel";

/** Whether a text is an expression. What it names is not looked at: `body` is of any form. */
export function isCel(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
