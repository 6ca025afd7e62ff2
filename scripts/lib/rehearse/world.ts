/** What the steps of a rehearsal share: what was found and started by the first of them, for those that follow. */
import * as path from "node:path";
import { CHARTS } from "../../../components/support/charts";
import { releasesOf } from "../../../components/support/releases";
import type { Settings } from "../../../settings";
import type { PlannedResource } from "../diff";
import type { Canaries, KubeObject } from "./canaries";
import type { SimulatedCluster } from "./cluster";
import { inventory, type Inventory } from "./inventory";
import type { Kube } from "../kube";
import { freePorts, type Running, sleep } from "../processes";
import type { Programs } from "./programs";
import type { Outcome, Project } from "./project";
import { type PulumiCli, startOperator, type Tools } from "./tools";

export interface World {
  readonly stack: string;
  readonly settings: Settings;
  /** Where everything is: the copy of the project, the state, logs, the cluster's data. */
  readonly folder: string;
  readonly charts: string | undefined;
  /** A cluster that exists, instead of one of our own. */
  readonly givenKubeconfig: string | undefined;
  /** Whether to go on where a cluster should not be rehearsed on. */
  readonly yes: boolean;
  readonly log: (line: string) => void;
  readonly canaries: Canaries;
  /** What simulated pods' programs are; undefined where the cluster is a given one, or its own addresses cannot be had. */
  readonly programs: Programs | undefined;

  // Known once the first steps have passed, on which all others build.
  tools: Tools;
  pulumi: PulumiCli;
  kubeconfig: string;
  kube: Kube;
  /** Undefined for one that was given. */
  cluster: SimulatedCluster | undefined;
  project: Project;
  /** What the cluster had before anything was deployed. */
  before: Inventory;
  plan: PlannedResource[];

  // Figures.
  /** When the tools were there. */
  started: number;
  /** From then until the stack was deployed. */
  fromNothing?: number;
  firstUp?: number;
  /** The Helm releases' part of it. */
  firstReleases?: number;
  secondUp?: number;
  baseline?: number;
}

/** The stack's namespace. */
export function namespaceOf({ settings }: Pick<World, "settings">): string {
  return settings.cluster.namespace;
}

/** Every object that there is. */
export function everything({ kube }: Pick<World, "kube">): Promise<KubeObject[]> {
  return kube.everything();
}

export async function currentInventory({ kube }: Pick<World, "kube">): Promise<Inventory> {
  return inventory(await kube.everything());
}

/** The Helm releases that the program makes, in their order: the first has the resource definitions that others use. */
export function plannedReleases({ plan, settings }: Pick<World, "plan" | "settings">): PlannedResource[] {
  const order = releasesOf(settings).map(({ name }) => name);
  return plan
    .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** The names of the Secrets that the program makes. */
export function plannedSecrets({ plan }: Pick<World, "plan">): string[] {
  return plan.filter(({ type }) => type === "kubernetes:core/v1:Secret").map(({ name }) => name);
}

export function touchedText({ touched }: Pick<Outcome, "touched">): string {
  return touched.map(({ op, name }) => `${op} ${name}`).join(", ") || "nothing";
}

/** The operator's resource definitions; the last that Helm makes is last. */
const CRDS = ["prometheuses", "thanosrulers"].map((name) => `${name}.monitoring.coreos.com`);

interface Crd {
  status?: { conditions?: { type: string; status: string }[] };
}

/** Keeps the operator running, out of cluster, from when its resource definitions exist. */
export class OperatorKeeper {
  private running: Running | undefined;
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly world: World) {}

  start(): void {
    this.loop = this.keep();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
    await this.end();
  }

  /** Ends the one that runs; the next comes with the resource definitions. */
  async end(): Promise<void> {
    await this.running?.stop("SIGKILL");
    this.running = undefined;
  }

  private async keep(): Promise<void> {
    const { kubeconfig, folder, tools } = this.world;
    const [port = 0] = await freePorts(1);
    while (!this.stopped) {
      if (this.running?.isRunning() !== true && (await this.established())) {
        this.running = startOperator(tools["prometheus-operator"], {
          kubeconfig,
          port,
          log: path.join(folder, "logs", "prometheus-operator.log"),
          version: CHARTS.kubePrometheusStack.appVersion,
        });
      }
      await sleep(300);
    }
  }

  private async established(): Promise<boolean> {
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const found = await Promise.all(
      CRDS.map((name) => this.world.kube.get<Crd>(`${path}/${name}`).catch(() => undefined)),
    );
    return found.every((crd) => crd?.status?.conditions?.some((c) => c.type === "Established" && c.status === "True"));
  }
}
