/** Step 7: a change touches what it should, and nothing else; a wrong value touches nothing. */
import { ALERT_STATES } from "../../../names/escalation";
import { CHANNEL_KINDS, channelKind } from "../../../settings/channels";
import { credentialsNeeded } from "../../../stacks/credentials";
import { CREDENTIALS_SECRET } from "../../../components/alertmanager/receivers";
import { diffPlans, type PlannedResource } from "../diff";
import { ready, searchCredentials } from "./checking";
import { DEPLOYED } from "./deploying";
import { pods, restarted } from "./inventory";
import { ownChanges } from "./ownership";
import { refused } from "./refusing";
import { sleep } from "../processes";
import { expectNone, StepFailed, type Step } from "./steps";
import { everything, namespaceOf, touchedText, type World } from "./world";

export function changing(world: World): Step[] {
  const { settings } = world;
  const step = (what: string, run: Step["run"]): Step => ({ step: 7, what, needs: [DEPLOYED], run });
  return [
    step("a wrong value is refused", () => wrongValue(world)),
    step("another retention", () =>
      change(world, "up-retention", () => world.project.set("metrics.retention", longer(world)), [/^prometheus-/]),
    ),
    step("a replica more", () =>
      change(
        world,
        "up-replicas",
        () => world.project.set("alerting.replicas", String(settings.alerting.replicas + 1)),
        // Loki's rulers are told each Alertmanager, so that every one of them gets every alert; escalation asks each of them.
        [/^alertmanager-/, /^loki(-stack)?-\d+$/, new RegExp(`^${ALERT_STATES}-`)],
      ),
    ),
    step("a channel of each kind", () =>
      change(world, "up-channels", () => addChannels(world), [], [CREDENTIALS_SECRET]),
    ),
    step("a credential rotated", () => rotate(world)),
    { ...step("credentials, after the changes", () => searchCredentials(world)), step: 6 },
  ];
}

let longerBy = 0;

/** Another retention each time, a little longer than the stack's own. */
export function longer({ settings }: Pick<World, "settings">): string {
  longerBy += 1;
  const [, number = "10", unit = "d"] = /^(\d+)([hdwy])$/.exec(settings.metrics.retention) ?? [];
  return `${Number(number) + longerBy}${unit}`;
}

/** What the plan says a change touches. */
export function expectedNames(before: readonly PlannedResource[], after: readonly PlannedResource[]): string[] {
  const { added, removed, changed } = diffPlans(before, after);
  return [...added, ...removed, ...changed.map(({ resource }) => resource)].map(({ name }) => name);
}

/** What was touched without being expected, and the other way round. */
export function unexpected(touched: readonly string[], expected: readonly string[]): string[] {
  return [
    ...touched.filter((name) => !expected.includes(name)).map((name) => `${name} changed too`),
    ...expected.filter((name) => !touched.includes(name)).map((name) => `${name} did not change`),
  ];
}

/**
 * Makes a change, which touches exactly what the plan says, and restarts no pods but those.
 * @param secrets What changes too, though the plan cannot say so: it shows no secret, and so no other one either.
 */
export async function change(
  world: World,
  log: string,
  apply: () => Promise<void>,
  mayRestart: readonly RegExp[],
  secrets: readonly string[] = [],
): Promise<string> {
  const { project } = world;
  const before = await everything(world);
  await apply();
  const plan = await project.plan();
  const expected = [...new Set([...expectedNames(world.plan, plan), ...secrets])];
  const outcome = await project.update(log);
  world.plan = plan;
  // The operator comes some moments later.
  await sleep(2000);
  await ready(world);
  const after = await everything(world);
  const namespace = namespaceOf(world);
  const again = restarted(pods(before, namespace), pods(after, namespace));
  const names = outcome.touched.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(({ name }) => name);
  expectNone([
    ...unexpected(names, expected),
    // Where a write of ours is not seen, a wrong value's would not be either.
    ...(expected.length > 0 && ownChanges(before, after).length === 0
      ? ["no write of ours is seen in the cluster"]
      : []),
    ...again.filter((name) => !mayRestart.some((allowed) => allowed.test(name))).map((name) => `${name} restarted`),
  ]);
  return `${touchedText(outcome)}; restarted ${again.join(", ") || "nothing"}`;
}

/** Adds a channel of each kind that has a credential of its own to those that there are. */
async function addChannels(world: World): Promise<void> {
  const { settings, project, canaries } = world;
  const secrets: Record<string, string> = {};
  for (const kind of CHANNEL_KINDS) {
    const { credential, example } = channelKind(kind);
    if (credential === undefined) continue;
    const at = `alerting.channels.${kind}[${settings.alerting.channels[kind].length}]`;
    const options: Record<string, unknown> = { name: "rehearsal", ...example };
    for (const [key, value] of Object.entries(options)) {
      await project.set(`${at}.${key}`, String(value));
    }
    const key = `${kind}/rehearsal`;
    secrets[key] = canaries.plant({ key, ...credential });
  }
  await project.setSecrets(secrets);
}

async function rotate(world: World): Promise<string> {
  const need = credentialsNeeded(world.settings).find(({ key }) => key.startsWith("slack/")) ?? {
    key: "slack/rehearsal",
    form: "url" as const,
  };
  const apply = () => world.project.setSecrets({ [need.key]: world.canaries.plant(need) });
  return change(world, "up-rotated", apply, [], [CREDENTIALS_SECRET]);
}

async function wrongValue(world: World): Promise<string> {
  const said = await refused(world, "up-wrong", () => world.project.setAll({ "metrics.retention": "20x" }));
  if (!said.includes("metrics.retention"))
    throw new StepFailed(`it failed without naming metrics.retention: ${said.slice(0, 300)}`);
  return "named, and nothing in the cluster changed";
}
