/** Prometheus: targets by job, and rules. */
import { ruleFiles } from "../../../components/rules";
import { PROMETHEUS, PROMETHEUS_PORT } from "../../../names/kube-prometheus-stack";
import { type Fault, judged, type Outcome, skipped } from "./outcome";
import { type ExpectedRules, ruleFaults, type RulesAnswer } from "./rules";
import { type Endpoint, json, shortened, type World } from "./world";

/** A target as `/api/v1/targets` has it. */
export interface Target {
  scrapePool: string;
  scrapeUrl: string;
  health: string;
  lastError: string;
  lastScrape: string;
  labels: Record<string, string>;
}

/** A monitor that the platform deploys, and the scrape pools that the operator makes of it. */
export interface Monitor {
  name: string;
  pools: string[];
  /** Whether it may have nothing to scrape: it looks for what applications ask for. */
  mayBeEmpty: boolean;
}

interface MonitorObject {
  metadata: { name: string; namespace: string };
  spec: { endpoints?: unknown[]; podMetricsEndpoints?: unknown[] };
}

const GROUP = "/apis/monitoring.coreos.com";

/** Every monitor in the stack's namespace. Source of the pools' names: prometheus-operator, `pkg/prometheus/promcfg.go`. */
export async function monitors(world: World): Promise<Monitor[]> {
  const { namespace } = world.settings.cluster;
  const at = async (version: string, plural: string) =>
    (await world.list(`${GROUP}/${version}/namespaces/${namespace}/${plural}`)) as MonitorObject[];
  const [services, pods, probes, configs] = await Promise.all([
    at("v1", "servicemonitors"),
    at("v1", "podmonitors"),
    at("v1", "probes"),
    at("v1alpha1", "scrapeconfigs"),
  ]);
  const of = (kind: string, object: MonitorObject, endpoints: readonly unknown[] | undefined): Monitor => {
    const pool = `${kind}/${object.metadata.namespace}/${object.metadata.name}`;
    const pools = endpoints === undefined ? [pool] : endpoints.map((_, index) => `${pool}/${index}`);
    return { name: object.metadata.name, pools, mayBeEmpty: kind === "scrapeConfig" };
  };
  return [
    ...services.map((one) => of("serviceMonitor", one, one.spec.endpoints ?? [])),
    ...pods.map((one) => of("podMonitor", one, one.spec.podMetricsEndpoints ?? [])),
    ...probes.map((one) => of("probe", one, undefined)),
    ...configs.map((one) => of("scrapeConfig", one, undefined)),
  ];
}

export async function targets(world: World): Promise<Outcome> {
  const endpoints = await world.endpoints(PROMETHEUS, PROMETHEUS_PORT);
  if (await world.isSimulated()) return skipped("simulated pods run no programs, so that nothing can be scraped");
  const [expected, ...found] = await Promise.all([
    monitors(world),
    ...endpoints.map((endpoint) => activeTargets(world, endpoint)),
  ]);
  return targetOutcome(expected, found.flat(), world.settings.cluster.namespace);
}

async function activeTargets(world: World, endpoint: Endpoint): Promise<Target[]> {
  interface TargetsAnswer {
    data: { activeTargets: Target[] };
  }
  const answer = await world.ask(endpoint, { path: "/api/v1/targets?state=active" });
  return json<TargetsAnswer>(answer, endpoint.pod).data.activeTargets;
}

/**
 * Every monitor has targets, and of every job at least one is up. Pure.
 * @param found The targets of every Prometheus: of several shards each has some.
 */
export function targetOutcome(expected: readonly Monitor[], found: readonly Target[], namespace: string): Outcome {
  const pools = new Set(found.map(({ scrapePool }) => scrapePool));
  const missing = expected
    .filter(({ mayBeEmpty, pools: own }) => !mayBeEmpty && !own.some((pool) => pools.has(pool)))
    .map(({ name }): Fault => ({
      what: `${name} has no target`,
      next: `kubectl -n ${namespace} get endpoints; kubectl -n ${namespace} describe servicemonitor ${name}`,
    }));
  const ours = new Set(expected.flatMap(({ pools: own }) => own));
  // What applications expose in their own namespaces is theirs, and has its alerts.
  const own = found.filter((target) => ours.has(target.scrapePool) && !isOthers(target, namespace, expected));
  const jobs = new Set(own.map(({ labels }) => labels["job"] ?? ""));
  const down = [...jobs].flatMap((job): Fault[] => {
    const all = own.filter(({ labels }) => (labels["job"] ?? "") === job);
    const [first] = all;
    if (first === undefined || all.some(({ health }) => health === "up")) return [];
    const why = first.health === "unknown" ? "was not scraped yet" : shortened(first.lastError);
    return [
      {
        what: `job ${job}: none of ${all.length} targets is up; ${first.scrapeUrl}: ${why}`,
        since: first.health === "down" ? first.lastScrape : undefined,
        next: `kubectl -n ${first.labels["namespace"] ?? namespace} get pods -o wide`,
      },
    ];
  });
  const up = own.filter(({ health }) => health === "up").length;
  return judged([...missing, ...down], "targets", `${up} of ${own.length} targets up, in ${jobs.size} jobs`);
}

function isOthers({ scrapePool, labels }: Target, namespace: string, expected: readonly Monitor[]): boolean {
  const monitor = expected.find(({ pools }) => pools.includes(scrapePool));
  return monitor?.mayBeEmpty === true && labels["namespace"] !== namespace;
}

/** The platform's own rules by the file's name, less what the operator adds to it. */
export function expectedRules(world: Pick<World, "settings">): ExpectedRules {
  const { namespace } = world.settings.cluster;
  return Object.fromEntries(
    Object.entries(ruleFiles(world.settings)).map(([stem, { groups }]) => [
      `${namespace}-observability-${stem}`,
      groups,
    ]),
  );
}

/** The operator's files are called by the resource and its UID. */
export function ruleFile(path: string): string {
  return (path.split("/").at(-1) ?? "")
    .replace(/\.yaml$/, "")
    .replace(/-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "");
}

export async function rules(world: World): Promise<Outcome> {
  const { namespace } = world.settings.cluster;
  const expected = expectedRules(world);
  const endpoints = await world.endpoints(PROMETHEUS, PROMETHEUS_PORT);
  const answers = await Promise.all(
    endpoints.map(async (endpoint) => ({
      pod: endpoint.pod,
      answer: json<RulesAnswer>(await world.ask(endpoint, { path: "/api/v1/rules" }), endpoint.pod),
    })),
  );
  const faults = answers.flatMap(({ pod, answer }) =>
    ruleFaults(expected, answer, ruleFile).map(({ next, ...fault }) => ({
      ...fault,
      what: `${pod}: ${fault.what}`,
      next: next ?? `kubectl -n ${namespace} logs ${pod} -c prometheus --tail=50`,
    })),
  );
  const count = Object.values(expected).flatMap((groups) => groups.flatMap((group) => group.rules)).length;
  return judged(faults, "rules", `${count} of ours and the charts', without an error`);
}
