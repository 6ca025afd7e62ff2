/** `npm run plan -- --stack dev [--against <git ref>] [--format text|json|markdown]`: what would be deployed. */
import { baseline } from "./lib/baseline";
import { command } from "./lib/command";
import { diffPlans, type PlannedResource } from "./lib/diff";
import { diffText, markdown, notesText, tree } from "./lib/format";
import { notes } from "./lib/notes";
import { planStack, runStack, UserError } from "./lib/stack";

const FORMATS = ["text", "json", "markdown"];

void command(
  "npm run plan -- --stack <stack> [--against <git ref>] [--format text|json|markdown]",
  { stack: { type: "string" }, against: { type: "string" }, format: { type: "string", default: "text" } },
  async ({ stack, against, format }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack dev");
    if (!FORMATS.includes(format ?? "")) throw new UserError(`--format is one of ${FORMATS.join(", ")}`);

    const planned = planStack(stack);
    // Both run at the same time: the other commit's plan is a process of its own.
    const [recording, before] = await Promise.all([
      runStack(planned),
      against === undefined ? undefined : baseline(stack, against),
    ]);
    const resources: PlannedResource[] = recording.resources.map(({ urn, type, name, parent, inputs }) => ({
      urn,
      type,
      name,
      parent,
      inputs,
    }));
    const diff = before && diffPlans(before, resources);

    if (format === "json")
      return JSON.stringify({ stack, resources, ...(diff === undefined ? {} : { diff }) }, null, 2);
    if (format === "markdown") {
      return markdown(stack, resources, notes(planned), diff && against !== undefined ? { diff, against } : undefined);
    }
    const main =
      diff && against !== undefined
        ? diffText(diff, against)
        : `${tree(resources)}\n${resources.length} resources in stack ${stack}\n`;
    return `${main}\n${notesText(notes(planned))}`;
  },
);
