/** The little of the Kubernetes API that a rehearsal needs, by JSON: it looks at every kind of object there is. */
import type * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { kubeConfig } from "../../components/support/kubeconfig";
import type { KubeObject } from "./rehearse/canaries";

/** An answer other than a success. */
export class KubeError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface ResourceList {
  groupVersion: string;
  resources: { name: string; kind: string; verbs: string[]; namespaced: boolean }[];
}

/** Kinds that come and go by themselves. */
const TRANSIENT = ["Event", "Lease", "ComponentStatus", "EndpointSlice", "Endpoints"];

/** The content type of a patch that names what changes. */
export const MERGE_PATCH = "application/merge-patch+json";

/** Whether an object's status has a condition that is true. */
export function hasCondition(
  status: { conditions?: readonly { type: string; status: string }[] } | undefined,
  type: string,
): boolean {
  return status?.conditions?.some((one) => one.type === type && one.status === "True") ?? false;
}

export class Kube {
  protected constructor(
    private readonly config: KubeConfig,
    readonly context: string,
    readonly server: string,
  ) {}

  /** A client of a kubeconfig's cluster, by default that of its current context. */
  static async load(file: string, context?: string): Promise<Kube> {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromFile(file);
    if (context !== undefined) config.setCurrentContext(context);
    return new Kube(config, config.getCurrentContext(), config.getCurrentCluster()?.server ?? "");
  }

  /**
   * A client of the cluster that `kubectl` speaks to.
   * @param context Default: the current one. @throws {@link KubeError} with status 0 when the kubeconfig has no such context.
   */
  static async usual(context?: string): Promise<Kube> {
    const config = await kubeConfig(context);
    if (context !== undefined && config.getContextObject(context) === null) {
      const known = config.getContexts().map(({ name }) => name);
      throw new KubeError(0, `the kubeconfig has no context ${context}; it has ${known.join(", ") || "none"}`);
    }
    return new Kube(config, config.getCurrentContext(), config.getCurrentCluster()?.server ?? "");
  }

  /**
   * Asks again, for at most half a minute, while the server says that it is not ready for this: a kind whose definition has
   * just changed is read anew.
   * @throws {@link KubeError}, with status 0 when there is no answer.
   */
  async request<T>(method: string, path: string, body?: unknown, type?: string): Promise<T> {
    const end = Date.now() + 30_000;
    for (;;) {
      try {
        return await this.once<T>(method, path, body, type);
      } catch (error) {
        if (!(error instanceof KubeError) || error.status !== 429 || Date.now() > end) throw error;
      }
      await sleep(500);
    }
  }

  /** Asks once. */
  protected async once<T>(method: string, path: string, body?: unknown, type = "application/json"): Promise<T> {
    const options: https.RequestOptions = { method, timeout: 30_000 };
    await this.config.applyToHTTPSOptions(options);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = options.headers as http.OutgoingHttpHeaders | undefined;
    options.headers = { ...headers, Accept: "application/json", ...(text && { "Content-Type": type }) };
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new KubeError(0, `${this.server}${path}: ${error.message}`));
      const request = https.request(`${this.server}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          const answer = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 0;
          if (status < 200 || status > 299) {
            reject(new KubeError(status, `${path}: ${status} ${answer.slice(0, 300)}`));
            return;
          }
          try {
            resolve((answer.startsWith("{") ? JSON.parse(answer) : answer) as T);
          } catch (error) {
            fail(error as Error);
          }
        });
      });
      request.on("timeout", () => request.destroy(new Error("no answer within 30 s")));
      request.on("error", fail);
      request.end(text);
    });
  }

  /** What is at a path; undefined when there is nothing. */
  async get<T = KubeObject>(path: string): Promise<T | undefined> {
    return this.request<T>("GET", path).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    });
  }

  /** The objects at a path; none when the cluster does not know their kind. */
  async list<T = KubeObject>(path: string): Promise<T[]> {
    return (await this.get<{ items: T[] }>(path))?.items ?? [];
  }

  /** Every object of every kind but those that come and go by themselves. */
  async everything(): Promise<KubeObject[]> {
    interface Group {
      preferredVersion: { groupVersion: string };
      versions: { groupVersion: string }[];
    }
    const { groups } = await this.request<{ groups: Group[] }>("GET", "/apis");
    // A kind may be in another version of its group than the preferred one only, as ScrapeConfig is.
    const roots = groups.flatMap(({ preferredVersion, versions }) => [preferredVersion, ...versions]);
    const lists = await Promise.all(
      ["/api/v1", ...new Set(roots.map(({ groupVersion }) => `/apis/${groupVersion}`))].map(async (root) => ({
        root,
        // A group whose last definition is being deleted is named, and not there any more.
        list: await this.get<ResourceList>(root),
      })),
    );
    const seen = new Set<string>();
    const found = await Promise.all(
      lists.flatMap(({ root, list }) =>
        (list?.resources ?? [])
          .filter(({ name, kind, verbs }) => {
            const wanted = verbs.includes("list") && !name.includes("/") && !TRANSIENT.includes(kind);
            const key = `${root.split("/").slice(0, 3).join("/")}/${name}`;
            return wanted && !seen.has(key) && Boolean(seen.add(key));
          })
          .map(async ({ name, kind }) =>
            (await this.list(`${root}/${name}`)).map((item) => ({
              ...item,
              apiVersion: list?.groupVersion ?? "",
              kind,
            })),
          ),
      ),
    );
    return found.flat();
  }
}

/** An object's group, kind, namespace and name: what it is the same by. */
export function identity({ apiVersion = "", kind = "", metadata }: KubeObject): string {
  const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0] ?? ""}` : "";
  return `${kind}${group} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}
