/** A look at the platform's namespace. */
import * as http from "node:http";
import * as https from "node:https";
import { kubeConfig } from "../kubeconfig";
import type { Claim, Custom, Event, Facts, Job, Namespace, Pod, Workload } from "./facts";

/** How long the cluster has for an answer, in milliseconds. */
const PATIENCE = 10_000;

/** Reads an object, or a list of them, from a path of the cluster's API; undefined when it is not there, or may not be read. */
export type Get = <T>(path: string) => Promise<T | undefined>;

/** What operators look after, by kind, with the path of its group and its plural. */
const CUSTOMS = {
  Prometheus: ["monitoring.coreos.com/v1", "prometheuses"],
  Alertmanager: ["monitoring.coreos.com/v1", "alertmanagers"],
  Elasticsearch: ["elasticsearch.k8s.elastic.co/v1", "elasticsearches"],
  Kibana: ["kibana.k8s.elastic.co/v1", "kibanas"],
  Logstash: ["logstash.k8s.elastic.co/v1alpha1", "logstashes"],
} as const;

const WORKLOADS = { DaemonSet: "daemonsets", ReplicaSet: "replicasets", StatefulSet: "statefulsets" } as const;

/** What is in a namespace. @throws When the cluster does not answer. */
export async function look(get: Get, namespace: string): Promise<Facts> {
  const list = async <T>(group: string, plural: string) =>
    (await get<{ items: T[] }>(`${group}/namespaces/${namespace}/${plural}`))?.items ?? [];
  // The items of a list do not have their kind.
  const kinds = async <T>(table: Readonly<Record<string, readonly [string, string]>>) =>
    (
      await Promise.all(
        Object.entries(table).map(async ([kind, [group, plural]]) =>
          (await list<T>(group, plural)).map((item) => ({ ...item, kind })),
        ),
      )
    ).flat();
  const [own, pods, events, claims, jobs, workloads, customs] = await Promise.all([
    get<Namespace>(`/api/v1/namespaces/${namespace}`),
    list<Pod>("/api/v1", "pods"),
    list<Event>("/api/v1", "events"),
    list<Claim>("/api/v1", "persistentvolumeclaims"),
    list<Job>("/apis/batch/v1", "jobs"),
    kinds<Workload>(
      Object.fromEntries(Object.entries(WORKLOADS).map(([kind, plural]) => [kind, ["/apis/apps/v1", plural]])),
    ),
    kinds<Custom>(
      Object.fromEntries(Object.entries(CUSTOMS).map(([kind, [group, plural]]) => [kind, [`/apis/${group}`, plural]])),
    ),
  ]);
  return { namespace: own, pods, events, claims, jobs, workloads, customs };
}

/**
 * A reader of the cluster that `kubectl` speaks to. What it has under way does not keep the program from ending.
 * @param context The kubeconfig context; undefined for the current one.
 */
export async function reader(context: string | undefined): Promise<Get> {
  const config = await kubeConfig(context);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error("the kubeconfig names no cluster");
  return async <T>(path: string) => {
    const options: https.RequestOptions = { timeout: PATIENCE };
    await config.applyToHTTPSOptions(options);
    options.headers = { ...(options.headers as http.OutgoingHttpHeaders | undefined), Accept: "application/json" };
    const answer = await request(`${server}${path}`, options);
    return answer === undefined ? undefined : (JSON.parse(answer) as T);
  };
}

function request(url: string, options: https.RequestOptions): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const { get } = url.startsWith("https:") ? https : http;
    const sent = get(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0 } = response;
        if (statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else if (statusCode === 403 || statusCode === 404) resolve(undefined);
        else reject(new Error(`${url}: ${statusCode}`));
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url}: no answer within ${PATIENCE / 1000} s`)));
    sent.on("error", reject);
  });
}
