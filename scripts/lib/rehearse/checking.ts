/** Steps 5 and 6: what is deployed is as it should be, and credentials are where they belong. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { type KubeObject, searchObjects } from "./canaries";
import { customResourceProblems, customResources, releaseProblems, workloadProblems, workloads } from "./deployed";
import { DEPLOYED } from "./deploying";
import { run, sleep } from "../processes";
import { expectNone, StepFailed, notSimulated, type Step } from "./steps";
import { everything, namespaceOf, plannedReleases, plannedSecrets, type World } from "./world";

export function checking(world: World): Step[] {
  const namespace = namespaceOf(world);
  const step = (number: 5 | 6, what: string, run: Step["run"]): Step => ({
    step: number,
    what,
    needs: [DEPLOYED],
    run,
  });
  const secrets = async () => world.kube.list(`/api/v1/namespaces/${namespace}/secrets`);
  return [
    step(5, "releases are deployed", async () => {
      const names = plannedReleases(world).map(({ name }) => name);
      expectNone(releaseProblems(await everything(world), names));
      return names.join(", ");
    }),
    step(5, "workloads are ready", async () => {
      await ready(world);
      return `${workloads(await everything(world), namespace).length} workloads`;
    }),
    step(5, "custom resources are reconciled", async () => {
      const objects = await everything(world);
      expectNone(customResourceProblems(objects, namespace));
      return customResources(objects, namespace)
        .map(({ kind = "" }) => kind)
        .join(", ");
    }),
    step(5, "Alertmanager's configuration loads", async () => {
      const generated = (await secrets()).filter(({ metadata }) => /^alertmanager-.*-generated$/.test(metadata.name));
      return loads(world, generated, "alertmanager.yaml", "/etc/alertmanager/config", (file) => [
        world.tools.amtool,
        ["check-config", file],
      ]);
    }),
    step(5, "Prometheus's configuration loads", async () => {
      const generated = (await secrets()).filter(({ data }) => data?.["prometheus.yaml.gz"] !== undefined);
      return loads(world, generated, "prometheus.yaml", "/etc/prometheus/config", (file) => [
        world.tools.promtool,
        ["check", "config", "--syntax-only", file],
      ]);
    }),
    step(5, "Prometheus's rules load", async () => {
      const rules = (await world.kube.list(`/api/v1/namespaces/${namespace}/configmaps`)).filter(({ metadata }) =>
        /^prometheus-.*-rulefiles-\d+$/.test(metadata.name),
      );
      if (rules.length === 0) throw new StepFailed("the operator has made no rule files");
      const folder = fs.mkdtempSync(path.join(world.folder, "rules-"));
      for (const { data } of rules) {
        for (const [name, text] of Object.entries(data ?? {})) fs.writeFileSync(path.join(folder, name), text);
      }
      const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
      const { code, stdout, stderr } = await run(world.tools.promtool, ["check", "rules", ...files]);
      if (code !== 0) throw new StepFailed(`promtool check rules: ${(stderr || stdout).trim().slice(-400)}`);
      return `${files.length} files`;
    }),
    step(5, "what runs in pods answers", () =>
      Promise.resolve(
        world.cluster
          ? notSimulated(
              "simulated pods run no programs, but for those of the verification: no scrape, no dashboard, no notification",
            )
          : notSimulated("a rehearsal asks nothing of the pods of a cluster that it did not start"),
      ),
    ),
    step(6, "credentials are in their Secrets only", () => searchCredentials(world)),
  ];
}

/** Waits until every workload is ready; what the operator changes comes some seconds after. */
export async function ready(world: World): Promise<void> {
  const namespace = namespaceOf(world);
  const end = Date.now() + (world.cluster ? 60_000 : 600_000);
  for (;;) {
    const objects = await everything(world);
    const problems = [...workloadProblems(objects, namespace), ...customResourceProblems(objects, namespace)];
    if (problems.length === 0) return;
    if (Date.now() > end) expectNone(problems);
    await sleep(500);
  }
}

/** Hands each Secret's configuration to a program that reads it. */
async function loads(
  { folder }: World,
  secrets: readonly KubeObject[],
  main: string,
  mounted: string,
  reader: (file: string) => [string, string[]],
): Promise<string> {
  if (secrets.length === 0) throw new StepFailed(`the operator has made no ${main}`);
  const wrong: string[] = [];
  for (const { data, metadata } of secrets) {
    const at = fs.mkdtempSync(path.join(folder, "configuration-"));
    for (const [name, value] of Object.entries(data ?? {})) {
      const bytes = Buffer.from(value, "base64");
      const text = (name.endsWith(".gz") ? zlib.gunzipSync(bytes) : bytes).toString();
      // What lies beside it in the pod lies beside it here.
      fs.writeFileSync(path.join(at, name.replace(/\.gz$/, "")), text.replaceAll(mounted, at));
    }
    const [program, args] = reader(path.join(at, main));
    const { code, stdout, stderr } = await run(program, args);
    if (code !== 0) wrong.push(`${metadata.name}: ${(stderr || stdout).trim().slice(-400)}`);
  }
  expectNone(wrong);
  return secrets.map(({ metadata }) => metadata.name).join(", ");
}

/** The passwords that a stack generates for people. */
interface GeneratedPasswords {
  grafanaPassword: string;
  elasticPasswords?: Record<string, string>;
}

/** Searches the exported state, all logs, and every object of the cluster. */
export async function searchCredentials(world: World): Promise<string> {
  const { canaries, project } = world;
  const outputs = JSON.parse(await project.pulumi("stack", "output", "--show-secrets", "--json")) as GeneratedPasswords;
  canaries.add("Grafana's generated password", outputs.grafanaPassword);
  for (const [user, password] of Object.entries(outputs.elasticPasswords ?? {})) {
    canaries.add(`Elasticsearch's generated password of ${user}`, password);
  }
  const leaks: string[] = [];
  const texts: [string, string][] = [["the exported state", await project.state()]];
  // What the engine prints. Its log of events is this rehearsal's own, and not meant for eyes: it has secrets in the clear.
  for (const name of fs.readdirSync(project.logs).filter((file) => file.endsWith(".log"))) {
    texts.push([name, fs.readFileSync(path.join(project.logs, name), "utf8")]);
  }
  for (const [where, text] of texts) {
    const found = canaries.in(text);
    if (found.length > 0) leaks.push(`${found.join(", ")} in ${where}`);
  }
  const objects = await everything(world);
  const searched = searchObjects(canaries, objects, namespaceOf(world), plannedSecrets(world));
  expectNone([...leaks, ...searched.leaks]);
  // One that is in no Secret either was not looked for rightly. An old value of one that was rotated has to be gone.
  const lost = canaries.names().filter((name) => !searched.seen.has(name) && !canaries.isReplaced(name));
  expectNone(lost.map((name) => `${name} is in no Secret at all`));
  return `${canaries.names().length} in ${searched.holders.join(", ")}; none in ${objects.length - searched.holders.length} other objects, the state and ${texts.length - 1} logs`;
}
