/** Steps 1 to 4: tools, a cluster, the first deployment, and a second that changes nothing. */
import * as fs from "node:fs";
import * as path from "node:path";
import { chartsOf } from "../../../components/support/releases";
import { chartSource } from "../../../components/support/release";
import { credentialsNeeded } from "../../../stacks/credentials";
import { label } from "./canaries";
import { startCluster } from "./cluster";
import type { ElasticStandIn } from "./eck";
import { countsText } from "./events";
import { examining } from "./examining";
import { refusals } from "./guard";
import { beyond } from "./inventory";
import { Kube } from "../kube";
import { run } from "../processes";
import { Project } from "./project";
import { expectNone, Missing, type Step } from "./steps";
import { ensurePulumi, ensureTools } from "./tools";
import { stages } from "./stages";
import { currentInventory, namespaceOf, type OperatorKeeper, type World } from "./world";

export const DEPLOYED = "up from nothing";

export function deploying(world: World, operator: OperatorKeeper, elastic: ElasticStandIn): Step[] {
  const tools: Step = {
    step: 1,
    what: "tools and charts",
    run: async () => {
      world.tools = await ensureTools(world.givenKubeconfig === undefined, world.log);
      world.pulumi = await ensurePulumi(world.folder, world.log);
      await reachCharts(world);
      world.started = performance.now();
      const { version, onPath } = world.pulumi;
      const plugins = [
        ...(onPath.length > 0 ? [`; from PATH the plugins ${onPath.join(", ")}`] : []),
        ...(world.pulumi.standIn ? ["; a stand-in for the random provider's plugin"] : []),
      ];
      return `Pulumi ${version}, charts from ${world.charts ?? "their repositories"}${plugins.join("")}`;
    },
  };
  const cluster: Step = {
    step: 2,
    what: "a cluster",
    needs: [tools.what],
    run: async () => {
      const seen = world.givenKubeconfig === undefined ? await ownCluster(world) : await givenCluster(world);
      world.before = await currentInventory(world);
      if (world.cluster) {
        operator.start();
        elastic.start();
      }
      return seen;
    },
  };
  const preview: Step = {
    step: 3,
    what: "preview",
    needs: [cluster.what],
    run: async () => {
      const { pulumi, kubeconfig, stack, folder, charts } = world;
      world.project = new Project({ stack, folder, pulumi, kubeconfig, charts });
      await world.project.pulumi("stack", "init");
      const needed = credentialsNeeded(world.settings);
      // Step 5 has it verified; all other updates are of the engine and the charts alone.
      await world.project.set("verification.enabled", "false");
      await world.project.setSecrets(Object.fromEntries(needed.map((need) => [need.key, world.canaries.plant(need)])));
      world.plan = await world.project.plan();
      const { counts } = await world.project.update("preview");
      expectNone(beyond(await currentInventory(world), world.before).map((object) => `${label(object)} was created`));
      return `${countsText(counts)}; ${needed.length} credentials planted`;
    },
  };
  const up: Step = {
    step: 3,
    what: DEPLOYED,
    needs: [preview.what],
    run: async () => {
      const { counts, seconds, releaseSeconds } = await world.project.update("up");
      world.firstUp = seconds;
      world.firstReleases = releaseSeconds;
      world.fromNothing = (performance.now() - world.started) / 1000;
      return countsText(counts);
    },
  };
  const second: Step = {
    step: 4,
    what: "a second up",
    needs: [up.what],
    run: async () => {
      const { counts, seconds } = await world.project.unchanged("up-again");
      world.secondUp = seconds;
      return countsText(counts);
    },
  };
  const refresh: Step = {
    step: 4,
    what: "refresh",
    needs: [up.what],
    run: async () => countsText((await world.project.unchanged("refresh")).counts),
  };
  return [tools, cluster, preview, ...examining(world, [preview.what]), up, second, refresh];
}

/** @throws {@link Missing} when a chart cannot be had from where it is to come. */
async function reachCharts({ charts, folder, settings, tools }: World): Promise<void> {
  for (const definition of chartsOf(settings)) {
    const { chart, version, repositoryOpts } = chartSource(definition, charts);
    const { code, stderr } = await run(
      tools.helm,
      [
        ...["show", "chart", chart],
        ...(version === undefined ? [] : ["--version", version]),
        ...(repositoryOpts === undefined ? [] : ["--repo", repositoryOpts.repo]),
      ],
      { env: helmEnvironment(folder), timeout: 120 },
    );
    if (code === 0) continue;
    throw new Missing(
      `the chart ${definition.chart} ${definition.version} cannot be had: ${stderr.trim().split("\n").at(-1) ?? ""}\n` +
        `  To fix it, give --charts: a folder of packaged charts (\`helm pull ${definition.chart} --version ${definition.version} --repo ${definition.repository}\`) or a repository's URL.`,
    );
  }
}

/** Helm's own files, in a folder of the rehearsal's. */
export function helmEnvironment(folder: string): NodeJS.ProcessEnv {
  const home = (name: string) => path.join(folder, "helm", name);
  return {
    ...process.env,
    HELM_CACHE_HOME: home("cache"),
    HELM_CONFIG_HOME: home("config"),
    HELM_DATA_HOME: home("data"),
  };
}

async function ownCluster(world: World): Promise<string> {
  const folder = path.join(world.folder, "cluster");
  fs.mkdirSync(folder);
  const { context, storageClass, ingress } = world.settings.cluster;
  world.cluster = await startCluster({
    tools: world.tools,
    folder,
    stages: await stages(),
    context: context ?? "rehearsal",
    storageClass,
    ...(world.programs === undefined ? {} : { forwards: world.programs.forwards() }),
    ingressClass: ingress.className,
  });
  ({ kubeconfig: world.kubeconfig, kube: world.kube } = world.cluster);
  return "3 simulated nodes";
}

/** @throws {@link Missing} for a cluster that should not be rehearsed on. */
async function givenCluster(world: World): Promise<string> {
  world.kubeconfig = world.givenKubeconfig ?? "";
  world.kube = await Kube.load(world.kubeconfig, world.settings.cluster.context);
  const { kube } = world;
  const name = namespaceOf(world);
  const there = await kube.get(`/api/v1/namespaces/${name}`).catch((error: unknown) => {
    throw new Missing(`the cluster of --kubeconfig does not answer: ${(error as Error).message}`);
  });
  const records = await kube.list(`/api/v1/namespaces/${name}/secrets?labelSelector=owner%3Dhelm`);
  const reasons = refusals({
    context: kube.context,
    server: kube.server,
    namespace: there && { name, labels: there.metadata.labels ?? {}, releases: records.length },
  });
  if (reasons.length > 0 && !world.yes) {
    throw new Missing(
      `not on this cluster: ${reasons.join("; ")}.\n` +
        "  A rehearsal deploys over what is there, breaks off and destroys. Where that is meant, say --yes.",
    );
  }
  return `${kube.context}, ${kube.server}`;
}
