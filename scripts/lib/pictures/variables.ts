/** The variables of a picture: what is given of them, and what the page's top shows. */
import type { Picked as Drawn } from "../../../tools/pictures/shared/page";
import { ALL } from "../../../tools/pictures/shared/variables";
import { type Picked, type Shown, type Variable, variablesOf, type WithVariables } from "../panels/page";
import { UserError } from "../stack";

/** A variable of a dashboard's JSON, as far as drawing looks at it. */
export interface VariableJson extends Variable {
  label?: string | null;
  /** Grafana's number for a variable that is not shown is 2. */
  hide?: number | string;
}

export interface VariablesJson {
  list?: readonly VariableJson[];
}

/** Values by name; several of one name are picked together. @throws {@link UserError} where only one can be. */
export function givenFor(dashboard: WithVariables, given: ReadonlyMap<string, readonly string[]>): Picked {
  for (const { name, multi = false } of variablesOf(dashboard))
    if (!multi && (given.get(name)?.length ?? 0) > 1)
      throw new UserError(`--var ${name}: only one value can be picked`);
  return Object.fromEntries([...given].map(([name, values]) => [name, values.includes(ALL) ? "all" : values]));
}

/** What the page's top shows of each. @param given What is picked otherwise than the page has it of itself. */
export function drawnOf({ dashboard, picked }: Shown<{ templating?: VariablesJson }>, given: Picked): Drawn[] {
  return variablesOf(dashboard).map(({ name, label, hide, current }) => {
    const { text = "", value = text } = current ?? {};
    const values = picked[name] ?? [];
    const isOwn = given[name] === undefined && value !== "";
    const isAll = isOwn ? [value].flat().includes(ALL) : values === "all";
    const words = isOwn || values === "all" ? text : values;
    return {
      name,
      label: label ?? name,
      text: isAll ? "All" : [words].flat().join(" + "),
      hidden: hide === 2 || hide === "hideVariable",
    };
  });
}
