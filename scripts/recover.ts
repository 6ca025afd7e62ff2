/**
 * `npm run recover -- --stack prod`: after a run that was killed, lets the next `pulumi up` go on. Releases Pulumi's lock,
 * forgets what it was about to create, and removes the records of Helm releases that were left half way or that Pulumi
 * never came to know of. What is deployed stays as it is: the next `up` takes it over.
 */
import { removeRecords } from "../components/support/interrupted";
import { releasesOf } from "../components/support/releases";
import { command } from "./lib/command";
import { pulumi } from "./lib/pulumi-cli";
import { planStack, UserError } from "./lib/stack";

/** The little of an exported state that is looked at here. */
interface State {
  deployment?: {
    resources?: { type: string; id?: string }[];
    pending_operations?: { type: string; resource: { urn: string } }[];
  };
}

void command("npm run recover -- --stack <stack>", { stack: { type: "string" } }, async ({ stack }) => {
  if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack prod");
  const { settings } = planStack(stack);
  const { cluster } = settings;
  const said: string[] = [];

  await pulumi("cancel", "--yes", "--stack", stack).then(
    () => said.push("released the stack's lock"),
    () => said.push("the stack was not locked"),
  );
  const state = JSON.parse(await pulumi("stack", "export", "--stack", stack)) as State;
  const known = (state.deployment?.resources ?? []).filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
  for (const { name: release } of releasesOf(settings)) {
    const records = { release, namespace: cluster.namespace, context: cluster.context };
    const isKnown = known.some(({ id }) => id === `${cluster.namespace}/${release}`);
    const removed = await removeRecords(
      records,
      isKnown ? "status notin (deployed,superseded,failed)" : undefined,
    ).catch((error: unknown) => {
      throw new UserError(`the cluster does not answer: ${String(error)}`);
    });
    said.push(...removed.map((name) => `removed Helm's record ${name}`));
  }
  const pending = state.deployment?.pending_operations ?? [];
  if (pending.length > 0) {
    await pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--stack", stack);
    said.push(...pending.map(({ type, resource }) => `forgot ${type} ${resource.urn.split("::").at(-1) ?? ""}`));
  }
  return [...said, `go on with: npx pulumi up --stack ${stack}`].join("\n");
});
