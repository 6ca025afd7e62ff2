/** What the stores of audit events have in common: how they are asked, and what is no answer. */
import type { z } from "zod";
import { UserError } from "../stack";
import type { Question } from "../verify/world";

/** Asks a store. @returns The answer's JSON. */
export type Asking = (question: Pick<Question, "path" | "method" | "body">) => Promise<unknown>;

/** A store that does not give all that it has, or has nothing: there is no report. */
export class Incomplete extends UserError {}

/** An answer in the form that is expected of it. */
export function answerOf<T>(form: z.ZodType<T>, answer: unknown, store: string, path: string): T {
  const found = form.safeParse(answer);
  if (found.success) return found.data;
  const what = found.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`)[0] ?? "";
  throw new Incomplete(`${store} answers ${path.replace(/\?.*$/, "")} with JSON of another form (${what})`);
}
