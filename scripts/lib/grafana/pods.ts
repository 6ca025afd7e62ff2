/** Grafana's pods, by way of the API server: nothing has to be reachable but that. */
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig, V1Deployment, V1Pod, V1Status } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { kubeConfig } from "../../../components/support/kubeconfig";
import { ADMIN_USER, GRAFANA_PODS } from "../../../components/kube-prometheus-stack/grafana";
import { GRAFANA } from "../../../names/kube-prometheus-stack";
import { hasCondition } from "../kube";
import { reach } from "../verify/reach";
import type { Grafana } from "./password";

/** Where the image has Grafana's files. Without its configuration the tool would take another database, a SQLite of its own. */
const RESET = [
  ...["grafana", "cli", "--homepath", "/usr/share/grafana", "--config", "/etc/grafana/grafana.ini"],
  ...["admin", "reset-admin-password", "--password-from-stdin"],
];

/** How often something is tried, and the pause in between: SQLite takes one writer at a time. */
const TRIES = 4;
const PAUSE_MS = 2000;

/** How long pods are waited for. */
const MOST_WAIT_MS = 5 * 60_000;

/** How long Grafana may take to answer a sign-in. */
const MOST_ANSWER_MS = 30_000;

/** How long a command in a pod may take. */
const MOST_COMMAND_MS = 2 * 60_000;

export interface Where {
  namespace: string;
  /** The kubeconfig's context; undefined for the current one. */
  context: string | undefined;
}

/** The Grafana of a stack. */
export async function grafanaOf({ namespace, context }: Where): Promise<Grafana> {
  const client = await import("@kubernetes/client-node");
  const config = await kubeConfig(context);
  const core = config.makeApiClient(client.CoreV1Api);
  const apps = config.makeApiClient(client.AppsV1Api);
  const at = { name: GRAFANA, namespace };
  const look = `kubectl -n ${namespace} get pods -l ${GRAFANA_PODS.selector}`;
  let pod = "";

  const running = async (): Promise<void> => {
    const { spec } = await apps.readNamespacedDeployment(at);
    if (spec?.replicas === 0) {
      throw new Error(
        `Grafana is scaled to none: kubectl -n ${namespace} scale deployment ${at.name} --replicas 1, then pulumi up`,
      );
    }
    pod = await until(`a pod of Grafana is ready (${look})`, async () => {
      // While pods are exchanged, one that is ready now may be about to go.
      if (!isRolledOut(await apps.readNamespacedDeployment(at))) return undefined;
      const { items } = await core.listNamespacedPod({ namespace, labelSelector: GRAFANA_PODS.selector });
      return items.find(isReady)?.metadata?.name;
    });
  };

  return {
    running,
    accepts: (password) =>
      patiently(async () => {
        const status = await signIn(config, { namespace, pod, password });
        if (status === 200) return true;
        if (status === 401) return false;
        throw new Error(`Grafana answers a sign-in with ${status}`);
      }),
    reset: (password) =>
      patiently(() =>
        exec(config, { namespace, pod, container: GRAFANA_PODS.container, command: RESET, input: password }),
      ),
    restart: async () => {
      const restarted = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
      await apps.patchNamespacedDeployment(
        { ...at, body: { spec: { template: { metadata: { annotations: restarted } } } } },
        client.setHeaderOptions("Content-Type", client.PatchStrategy.MergePatch),
      );
      await until(`Grafana's new pods are ready (${look})`, async () =>
        isRolledOut(await apps.readNamespacedDeployment(at)) ? true : undefined,
      );
    },
  };
}

function isReady({ metadata, status }: V1Pod): boolean {
  return hasCondition(status, "Ready") && metadata?.deletionTimestamp === undefined;
}

function isRolledOut({ metadata, spec, status }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  const are = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) && are.every((count) => count === wanted);
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + MOST_WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${MOST_WAIT_MS / 60_000} minutes in vain until ${what}`);
    await sleep(1000);
  }
}

async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

interface Execution {
  namespace: string;
  pod: string;
  container: string;
  command: string[];
  /** A line for its standard input: the command line is in the API server's log, this is not. */
  input: string;
}

/** Runs a command in a pod. @throws With the end of what it said, but for its input. */
async function exec(config: KubeConfig, { namespace, pod, container, command, input }: Execution): Promise<void> {
  const { Exec } = await import("@kubernetes/client-node");
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on("data", (chunk: Buffer) => chunks.push(chunk));
  // It is not ended: API servers before 1.30 know no end of one stream, and the client would break the connection off.
  const stdin = new PassThrough();
  stdin.write(`${input}\n`);
  const ended = await new Promise<V1Status>((resolve, reject) => {
    const late = () => reject(new Error(`it has not ended within ${MOST_COMMAND_MS / 60_000} minutes`));
    setTimeout(late, MOST_COMMAND_MS).unref();
    new Exec(config).exec(namespace, pod, container, command, out, out, stdin, false, resolve).then((socket) => {
      // Its types are those of a package that has none.
      (socket as unknown as EventTarget).addEventListener("close", () =>
        reject(new Error("the connection to the pod broke off")),
      );
    }, reject);
  }).catch((error: unknown) => {
    throw new Error(`a command in ${pod} failed: ${(error as Error).message}`);
  });
  if (ended.status === "Success") return;
  const said = Buffer.concat(chunks).toString().trim().slice(-600);
  const text = `${command.slice(0, 2).join(" ")} in ${pod} failed: ${ended.message ?? ""}\n${said}`;
  throw new Error(text.replaceAll(input, "[secret]").trim());
}

/** The status of Grafana's answer to who says that he is `admin`. */
async function signIn(
  config: KubeConfig,
  { namespace, pod, password }: { namespace: string; pod: string; password: string },
): Promise<number> {
  const question = { path: "/api/user", user: { name: ADMIN_USER, password } };
  const bounds = { signal: new AbortController().signal, requestMs: MOST_ANSWER_MS };
  const { status } = await reach(config, namespace, { pod, port: GRAFANA_PODS.port }, question, bounds);
  return status;
}
