/** Step 7: changes that would break half way, or part a store from its data, are refused before anything changes. */
import type { Settings } from "../../../settings";
import { ready } from "./checking";
import { DEPLOYED } from "./deploying";
import { ownChanges } from "./ownership";
import { type Ending, expectNone, skipped, type Step, StepFailed } from "./steps";
import { everything, namespaceOf, type World } from "./world";

/**
 * Makes a change that has to be refused before anything is touched, and takes it back.
 * @returns What was said of it.
 */
export async function refused(world: World, log: string, change: () => void): Promise<string> {
  const { project } = world;
  const before = await everything(world);
  const putBack = project.keep();
  change();
  const { ok, errors, touched } = await project.begin(log).end();
  putBack();
  if (ok) throw new StepFailed("it was deployed");
  const done = touched.filter(({ type }) => type !== "pulumi:pulumi:Stack");
  expectNone(done.map(({ op, name }) => `${op} ${name}`));
  expectNone(ownChanges(before, await everything(world)).map((name) => `${name} changed in the cluster`));
  return errors.join(" ");
}

/** What is not in a refusal and should be: a setting that it names, and the part of its sentence that says why. */
export function unnamed(said: string, expected: Readonly<Record<string, string>>): string[] {
  return Object.entries(expected)
    .filter(([key, why]) => !said.includes(`${key}: `) || !said.includes(why))
    .map(([key, why]) => `${key}, with "${why}", is not in: ${said.slice(0, 600)}`);
}

export function refusing(world: World): Step[] {
  const step = (what: string, run: Step["run"]): Step => ({ step: 7, what, needs: [DEPLOYED], run });
  return [
    step("changes that cannot be made", () => impossible(world)),
    step("a store parted from its data", () => parting(world)),
  ];
}

/** A change, and what a refusal says of it, by setting. */
interface Attempt {
  values: Readonly<Record<string, unknown>>;
  expected: Readonly<Record<string, string>>;
}

async function impossible(world: World): Promise<string> {
  const { project, settings } = world;
  const namespace = namespaceOf(world);
  const attempts: [log: string, Attempt][] = [
    [
      "up-namespace",
      {
        values: { "cluster.namespace": `${namespace}-moved` },
        expected: { "cluster.namespace": `is not "${namespace}", where this stack is deployed` },
      },
    ],
    ["up-impossible", together([otherClass(), ...withoutRole(settings)])],
  ];
  const named: string[] = [];
  for (const [log, { values, expected }] of attempts) {
    const said = await refused(world, log, () => project.setAll(values));
    expectNone(unnamed(said, expected));
    named.push(...Object.keys(expected));
  }
  return `refused, and nothing in the cluster changed: ${named.join(", ")}`;
}

function together(attempts: readonly Attempt[]): Attempt {
  return {
    values: Object.assign({}, ...attempts.map(({ values }) => values)) as Attempt["values"],
    expected: Object.assign({}, ...attempts.map(({ expected }) => expected)) as Attempt["expected"],
  };
}

function otherClass(): Attempt {
  return {
    values: { "cluster.storageClass": "another" },
    expected: { "cluster.storageClass": "another is not" },
  };
}

/** A node set of Elasticsearch's that keeps its nodes and loses the role of its data, which a set of another name gets. */
function withoutRole({ elastic }: Settings): Attempt[] {
  const index = elastic?.nodes.findIndex(({ roles }) => roles.some((role) => role.startsWith("data"))) ?? -1;
  const node = elastic?.nodes[index];
  if (elastic === undefined || node === undefined) return [];
  const nodes = elastic.nodes.map((one) => (one === node ? { ...one, roles: ["master"] } : one));
  const roles = node.roles.filter((role) => role !== "master");
  return [
    {
      values: { "elastic.nodes": [...nodes, { ...node, name: `${node.name}-2`, roles }] },
      expected: { [`elastic.nodes[${index}].roles`]: `"${node.name}" has data on its nodes` },
    },
  ];
}

/** A change that parts a store from its data: another engine of logs, or another bucket of the one that there is. */
export function losing({ logs }: Settings): (Attempt & { store: string }) | undefined {
  const { engine, objectStorage } = logs;
  if (engine === "loki-stack")
    return {
      store: engine,
      values: { "logs.engine": "loki" },
      expected: { "logs.engine": "statefulset/loki-stack is deployed" },
    };
  if (engine !== "loki" || objectStorage === undefined) return undefined;
  const bucket = `${objectStorage.bucket}-2`;
  return {
    store: engine,
    values: { "logs.objectStorage.bucket": bucket },
    expected: { "logs.objectStorage": `${bucket} is not` },
  };
}

/** A node set of Elasticsearch's by another name: it goes once its data has moved, which is said. */
function renamedSet({ elastic }: Settings): Attempt | undefined {
  const [node] = elastic?.nodes ?? [];
  return (
    node && {
      values: { "elastic.nodes[0].name": `${node.name}-2` },
      expected: { "elastic.nodes": `"${node.name}" (` },
    }
  );
}

/** Refused, done once it is allowed, and taken back: then the volume with the data is there, and in use. */
async function parting(world: World): Promise<string | Ending> {
  const { project, settings, kube } = world;
  const change = losing(settings);
  if (change === undefined)
    return skipped("logs are kept where neither another engine nor another bucket can be tried");
  const { store, values, expected } = change;
  const kept = { ...values, "cluster.deleteDataOnDestroy": false };
  const said = await refused(world, "up-parting", () => project.setAll(kept));
  expectNone(unnamed(said, expected));

  const claims = async () => {
    const list = await kube.list(`/api/v1/namespaces/${namespaceOf(world)}/persistentvolumeclaims`);
    return list.map(({ metadata }) => `${metadata.name} ${metadata.uid ?? ""}`);
  };
  const before = await claims();
  const putBack = project.keep();
  const renamed = renamedSet(settings);
  project.setAll({ ...kept, ...renamed?.values, "cluster.allowDataLoss": [store] });
  const there = await project.update("up-parted");
  expectNone(unnamed(there.said, renamed?.expected ?? {}));
  await ready(world);
  putBack();
  const other = project.keep();
  project.setAll({ "cluster.allowDataLoss": ["loki", "loki-stack"] });
  await project.update("up-parted-back");
  other();
  await ready(world);
  const after = await claims();
  expectNone(before.filter((one) => !after.includes(one)).map((one) => `the claim ${one} is gone`));
  await project.unchanged("up-parted-again");
  return `${Object.keys(expected).join(", ")} refused, and done with cluster.allowDataLoss; there and back, with the claims that there were`;
}
