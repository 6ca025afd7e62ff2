/** The platform as its cluster shows it. */
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { kubeConfig } from "../../../components/support/kubeconfig";
import { ELASTICSEARCH_SERVICE } from "../../../names/elastic";
import { STACK_LABEL } from "../../../names/stack";
import type { Settings } from "../../../settings";
import { hasCondition, Kube, KubeError } from "../kube";
import { NotRun, Unanswered } from "./outcome";
import { reach } from "./reach";
import type { Answer, Endpoint, Question, World } from "./world";

interface Service {
  spec: { selector?: Record<string, string>; ports?: { port: number; targetPort?: number | string }[] };
}

interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  spec: { containers: { ports?: { name?: string; containerPort: number }[] }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/** What kwok's kubelet says of a port that it leads nowhere. */
const NOWHERE = /no forward found for port|forward not found for port|no target or command/;

export class ClusterWorld implements World {
  private simulated: Promise<boolean> | undefined;

  private constructor(
    readonly stack: string,
    readonly settings: Settings,
    private readonly kube: Kube,
    private readonly config: KubeConfig,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The cluster of a stack's settings.
   * @param signal Ends every question that is under way.
   * @throws {@link Unanswered} when there is none, it does not answer, or the stack is not in it.
   */
  static async of(stack: string, settings: Settings, signal: AbortSignal): Promise<ClusterWorld> {
    const { context, namespace } = settings.cluster;
    const look = "kubectl config get-contexts; kubectl cluster-info";
    try {
      const kube = await Kube.usual(context);
      const found = await kube.get(`/api/v1/namespaces/${namespace}`);
      const owner = found?.metadata.labels?.[STACK_LABEL];
      if (owner === stack) return new ClusterWorld(stack, settings, kube, await kubeConfig(context), signal);
      const what =
        found === undefined ? "is not there" : owner === undefined ? "is not ours" : `is the stack ${owner}'s`;
      throw new Unanswered(
        `the namespace ${namespace} of ${kube.context} ${what}: stack ${stack} is not deployed there`,
        true,
        `npx pulumi up --stack ${stack}`,
      );
    } catch (error) {
      throw error instanceof Unanswered ? error : new Unanswered((error as Error).message, true, look);
    }
  }

  async endpoints(name: string, port: number): Promise<Endpoint[]> {
    const { namespace } = this.settings.cluster;
    const path = `/api/v1/namespaces/${namespace}`;
    const service = await this.asked(() => this.kube.get<Service>(`${path}/services/${name}`));
    const target = service?.spec.ports?.find((one) => one.port === port)?.targetPort ?? port;
    if (service?.spec.selector === undefined) {
      // What Elastic's operator makes, nothing makes where that operator is simulated.
      if (name === ELASTICSEARCH_SERVICE && (await this.isSimulated()))
        throw new NotRun(`simulated pods run no programs, and the Service ${name} is missing`);
      throw new Unanswered(`the Service ${name} is missing`, false, `kubectl -n ${namespace} get services`);
    }
    const selector = Object.entries(service.spec.selector).map(([key, value]) => `${key}=${value}`);
    const query = `labelSelector=${encodeURIComponent(selector.join(","))}`;
    const pods = await this.asked(() => this.kube.list<Pod>(`${path}/pods?${query}`));
    const ready = pods.filter(isReady).flatMap((pod) => {
      const at = typeof target === "number" ? target : namedPort(pod, target);
      return at === undefined ? [] : [{ pod: pod.metadata.name, port: at }];
    });
    if (ready.length > 0) return ready.sort((a, b) => (a.pod < b.pod ? -1 : 1));
    const next = `kubectl -n ${namespace} get pods -l ${selector.join(",")}`;
    throw new Unanswered(`the Service ${name} has no ready pod`, false, next);
  }

  async ask(endpoint: Endpoint, question: Question): Promise<Answer> {
    const { namespace } = this.settings.cluster;
    try {
      const answer = await reach(this.config, namespace, endpoint, question, { signal: this.signal });
      // What stands in for a program says so of what it does not imitate.
      if (answer.status === 501 && (await this.isSimulated()))
        throw new NotRun(
          `simulated pods run no programs, and what stands in for ${endpoint.pod} does not imitate this`,
        );
      return answer;
    } catch (error) {
      if (error instanceof Unanswered && NOWHERE.test(error.message) && (await this.isSimulated()))
        throw new NotRun(`simulated pods run no programs, and none answers for ${endpoint.pod}:${endpoint.port}`);
      if (!(error instanceof Unanswered) || error.next !== undefined) throw error;
      const next = `kubectl -n ${namespace} logs ${endpoint.pod} --all-containers --tail=50`;
      throw new Unanswered(error.message, error.unasked, next);
    }
  }

  async secret(name: string): Promise<Record<string, string>> {
    const { namespace } = this.settings.cluster;
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const found = await this.asked(() => this.kube.get<{ data?: Record<string, string> }>(path));
    if (found === undefined) {
      throw new Unanswered(`the Secret ${name} is missing`, false, `kubectl -n ${namespace} get secrets`);
    }
    return Object.fromEntries(
      Object.entries(found.data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  }

  list(path: string): Promise<unknown[]> {
    return this.asked(() => this.kube.list<unknown>(path));
  }

  isSimulated(): Promise<boolean> {
    this.simulated ??= this.kube
      .list<{ metadata: { annotations?: Record<string, string> } }>("/api/v1/nodes")
      .then((nodes) => nodes.length > 0 && nodes.every(isPlayed))
      // Whoever may not see nodes has real ones.
      .catch(() => false);
    return this.simulated;
  }

  /** Asks the API server, unless it is over. @throws {@link Unanswered} with nothing of the answer but its status. */
  private async asked<T>(ask: () => Promise<T>): Promise<T> {
    if (this.signal.aborted) throw new Unanswered("interrupted", true);
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      const what = error.status === 0 ? error.message : `the API server answers with status ${error.status}`;
      throw new Unanswered(what, true, "kubectl cluster-info");
    }
  }
}

function isReady({ metadata, status }: Pod): boolean {
  return hasCondition(status, "Ready") && metadata.deletionTimestamp === undefined;
}

function namedPort({ spec }: Pod, name: string): number | undefined {
  return spec.containers.flatMap(({ ports = [] }) => ports).find((port) => port.name === name)?.containerPort;
}

/** A node of kwok's. */
function isPlayed({ metadata }: { metadata: { annotations?: Record<string, string> } }): boolean {
  return metadata.annotations?.["kwok.x-k8s.io/node"] === "fake";
}
