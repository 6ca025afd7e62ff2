/** Step 5: an update that changed something verifies what it deployed, passes where all is well, and fails where it is not. */
import { ALERTMANAGER } from "../../../names/kube-prometheus-stack";
import { MERGE_PATCH } from "../kube";
import { waitFor } from "../processes";
import { DEPLOYED } from "./deploying";
import { expectNone, skipped, type Step, StepFailed } from "./steps";
import { namespaceOf, type World } from "./world";

/** The resource of the verification, by its name. */
const VERIFICATION = "verification";

/** How long a verification may wait here. */
const PATIENCE = "90s";

export function verifying(world: World): Step[] {
  return [{ step: 5, what: VERIFICATION, needs: [DEPLOYED], run: () => verification(world) }];
}

/** What `npm run verify -- --format json` prints, as far as it is looked at. */
export interface Printed {
  checks: { check: string; state: string; seen?: string; faults?: { what: string }[] }[];
}

async function verification(world: World) {
  const { programs, project, kube, pulumi } = world;
  if (programs === undefined) return skipped("nothing is asked of a cluster that was not started here");
  if (!pulumi.hasCommand) return skipped("Pulumi's plugin for commands is not there");
  if (programs.names.length === 0) return skipped("none of the programs of the pods is at hand");
  await programs.start(kube);
  try {
    await project.set("verification.timeout", PATIENCE);
    await project.set("verification.enabled", "true");
    const { touched } = await project.update("up-verified");
    // What is of Pulumi's own is its stack and a plugin.
    const others = touched
      .filter(({ type, name }) => !type.startsWith("pulumi:") && name !== VERIFICATION)
      .map(({ name }) => name);
    expectNone(others.map((name) => `${name} changed too`));
    await project.unchanged("up-verified-again");
    const well = await printed(world, 0);
    const named = await brokenByHand(world);
    await project.update("up-mended");
    return `${seen(well)}; with a route changed by hand the update fails, and says: ${named}`;
  } finally {
    // All other updates are of the engine and the charts alone.
    await project.set("verification.enabled", "false");
    await project.update("up-unverified");
    await programs.end();
  }
}

/** Alertmanager is given another configuration by hand: an update fails, and its report names what differs. */
async function brokenByHand(world: World): Promise<string> {
  const { programs, project, kube } = world;
  const path = `/api/v1/namespaces/${namespaceOf(world)}/secrets/alertmanager-${ALERTMANAGER}`;
  const before = await kube.get(path);
  const text = before?.data?.["alertmanager.yaml"];
  if (text === undefined) throw new StepFailed("Alertmanager's configuration is in no Secret");
  const changed = Buffer.from(text, "base64")
    .toString()
    .replace(/repeat_interval: \w+/, "repeat_interval: 7h");
  const put = async (data: string) => {
    const generated = await generation(world);
    await kube.request("PATCH", path, { data: { "alertmanager.yaml": data } }, MERGE_PATCH);
    await waitFor("the operator takes the configuration", async () => (await generation(world)) !== generated);
    await programs?.reloadAlertmanager(kube);
  };
  await put(Buffer.from(changed).toString("base64"));
  try {
    // Without a change of what is deployed nothing would be verified again.
    await project.set("verification.timeout", "60s");
    const { ok, errors } = await project.begin("up-broken").end();
    if (ok) throw new StepFailed("an update passed, although Alertmanager's configuration is another one");
    const [line] = /[\w.[\]]+repeat_interval is 7h, and \w+ is deployed/.exec(errors.join("\n")) ?? [];
    if (line === undefined)
      throw new StepFailed(`the report does not name what differs: ${errors.join("; ").slice(0, 800)}`);
    return line;
  } finally {
    await put(text);
    await project.set("verification.timeout", PATIENCE);
  }
}

/** Which configuration the operator has handed to Alertmanager. */
async function generation(world: World): Promise<string> {
  const path = `/api/v1/namespaces/${namespaceOf(world)}/secrets/alertmanager-${ALERTMANAGER}-generated`;
  return (await world.kube.get(path))?.data?.["alertmanager.yaml.gz"] ?? "";
}

async function printed({ project }: World, expected: number): Promise<Printed> {
  const { code, stdout, stderr } = await project.runScript("verify", "--format", "json");
  if (code !== expected) throw new StepFailed(`npm run verify ended with ${code}: ${(stderr || stdout).slice(0, 600)}`);
  return JSON.parse(stdout) as Printed;
}

/** What passed, and what was skipped. */
export function seen({ checks }: Printed): string {
  const names = (state: string) => checks.filter((one) => one.state === state).map(({ check }) => check);
  const asked = names("passed").join(", ");
  const left = names("skipped");
  return `passed: ${asked}${left.length > 0 ? `; skipped, since no program answers: ${left.join(", ")}` : ""}`;
}
