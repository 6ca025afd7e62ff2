/**
 * `npm run plan -- --stack dev [--full] [--against <git ref>] [--format text|json|markdown]`: what would be deployed. As text
 * it is a summary; everything with `--full`, and what differs with `--against`. The other formats are always in full.
 */
import { baseline } from "./lib/baseline";
import { command } from "./lib/command";
import { diffPlans, type PlannedResource } from "./lib/diff";
import { diffText, markdown, notesText, tree } from "./lib/format";
import { notes } from "./lib/notes";
import { planStack, runStack, UserError } from "./lib/stack";
import { summary } from "./lib/summary";

const FORMATS = ["text", "json", "markdown"];

void command(
  "npm run plan -- --stack <stack> [--full] [--against <git ref>] [--format text|json|markdown]",
  {
    stack: { type: "string" },
    full: { type: "boolean", default: false },
    against: { type: "string" },
    format: { type: "string", default: "text" },
  },
  async ({ stack, full, against, format }) => {
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
      return markdown(
        stack,
        resources,
        notes(planned, resources),
        diff && against !== undefined ? { diff, against } : undefined,
      );
    }
    if (diff === undefined && full !== true) return summary(planned, resources);
    const main =
      diff && against !== undefined
        ? diffText(diff, against)
        : `${tree(resources)}\n${resources.length} resources in stack ${stack}\n`;
    return `${main}\n${notesText(notes(planned, resources))}`;
  },
);
