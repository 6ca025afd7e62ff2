/** A Kubernetes API server with its controllers and scheduler on loopback, and simulated nodes, pods and volumes. */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as yaml from "yaml";
import { GRAFANA_PODS } from "../../../components/kube-prometheus-stack/grafana";
import { GrafanaStandIn } from "./grafana";
import { hasCondition, Kube } from "../kube";
import { freePorts, type Running, start, waitFor } from "../processes";
import type { Tools } from "./tools";

/** The storage class that kwok's stages make volumes for. */
const KWOK_CLASS = "kwok-volume";

export interface ClusterArgs {
  tools: Tools;
  /** Where its state and logs go. */
  folder: string;
  /** kwok's Stage objects, as YAML. */
  stages: string;
  /** The name of the kubeconfig's context. */
  context: string;
  /** The name of the default storage class. */
  storageClass: string | undefined;
  /** The name of an ingress class; nothing serves it. Default: there is none. */
  ingressClass?: string | undefined;
  /** Where ports that are forwarded to pods lead. Default: nowhere. */
  forwards?: Forwards;
}

/** Where on this machine a port leads that is forwarded to a pod's port, by that port. */
export type Forwards = Readonly<Record<number, { address: string; port: number }>>;

/** A cluster that was started here. */
export interface SimulatedCluster {
  kubeconfig: string;
  kube: Kube;
  grafana: GrafanaStandIn;
  /** Kills the API server. */
  killApiServer(): Promise<void>;
  /** Starts it again, as it was, and waits until it answers. */
  startApiServer(): Promise<void>;
}

/** Starts a cluster with three nodes, each in a zone of its own, and waits until they are ready. */
export async function startCluster({ tools, folder, stages, ...args }: ClusterArgs): Promise<SimulatedCluster> {
  const file = (name: string) => path.join(folder, name);
  const launch = (name: keyof Tools, flags: readonly string[], env = process.env) =>
    start(tools[name], flags, { log: file(`${name}.log`), env });
  const [client = 0, peer = 0, secure = 0, controllers = 0, scheduler = 0, kubelet = 0] = await freePorts(6);
  const kubeconfig = file("kubeconfig");
  const token = crypto.randomBytes(32).toString("hex");
  const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  fs.writeFileSync(file("tokens.csv"), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  fs.writeFileSync(file("accounts.key"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  fs.writeFileSync(file("accounts.pub"), publicKey.export({ type: "spki", format: "pem" }));
  const certificates = file("certificates");
  const authority = path.join(certificates, "apiserver.crt");
  fs.writeFileSync(
    kubeconfig,
    yaml.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        { name: args.context, cluster: { server: `https://127.0.0.1:${secure}`, "certificate-authority": authority } },
      ],
      users: [{ name: "admin", user: { token } }],
      contexts: [{ name: args.context, context: { cluster: args.context, user: "admin" } }],
      "current-context": args.context,
    }),
    { mode: 0o600 },
  );

  const etcdUrl = `http://127.0.0.1:${client}`;
  launch("etcd", [
    ...["--data-dir", file("etcd"), "--unsafe-no-fsync", "--listen-client-urls", etcdUrl],
    ...["--advertise-client-urls", etcdUrl, "--listen-peer-urls", `http://127.0.0.1:${peer}`],
  ]);
  let apiServer: Running;
  // Known once the server has made its certificate.
  let kube: Kube | undefined;
  const connect = async () => (kube ??= fs.existsSync(authority) ? await Kube.load(kubeconfig) : undefined);
  const startApiServer = async () => {
    apiServer = launch("kube-apiserver", [
      ...[`--etcd-servers=${etcdUrl}`, "--bind-address=127.0.0.1", `--secure-port=${secure}`],
      // Nobody reaches it by an address of this machine, and a machine without a network has none.
      ...["--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none"],
      ...[`--cert-dir=${certificates}`, `--token-auth-file=${file("tokens.csv")}`],
      ...[`--service-account-key-file=${file("accounts.pub")}`],
      ...[`--service-account-signing-key-file=${file("accounts.key")}`],
      ...["--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/16"],
      ...["--authorization-mode=RBAC", "--allow-privileged"],
      // The nodes' kubelet is kwok, on this machine.
      ...["--kubelet-preferred-address-types=Hostname"],
    ]);
    const answers = async () => (await (await connect())?.get("/readyz")) !== undefined;
    await waitFor("the API server answers", answers, { by: apiServer });
  };
  await startApiServer();
  const api = await connect();
  if (api === undefined) throw new Error("the API server answers, but made no certificate");

  const clients = [`--kubeconfig=${kubeconfig}`, "--leader-elect=false", "--bind-address=127.0.0.1"];
  const delegated = [`--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`];
  launch("kube-controller-manager", [
    ...[...clients, ...delegated, `--secure-port=${controllers}`, `--root-ca-file=${authority}`],
    ...[`--service-account-private-key-file=${file("accounts.key")}`],
  ]);
  launch("kube-scheduler", [...clients, ...delegated, `--secure-port=${scheduler}`]);
  const storageClass = args.storageClass ?? KWOK_CLASS;
  const grafana = await GrafanaStandIn.start(file("grafana"), () => kube);
  fs.writeFileSync(
    file("stages.yaml"),
    [
      stages.replaceAll(`'${KWOK_CLASS}'`, `'${storageClass}'`),
      forwarding({ [GRAFANA_PODS.port]: { address: "127.0.0.1", port: grafana.port }, ...args.forwards }),
      EXECUTION,
    ].join("\n---\n"),
  );
  const kwokFlags = [
    ...[`--kubeconfig=${kubeconfig}`, "--manage-all-nodes=true", "--node-lease-duration-seconds=40"],
    ...["--config", file("stages.yaml")],
    ...[`--server-address=127.0.0.1:${kubelet}`, "--node-name=localhost", `--node-port=${kubelet}`],
    // The API server asks no kubelet who it is: any certificate will do.
    ...[`--tls-cert-file=${authority}`, `--tls-private-key-file=${path.join(certificates, "apiserver.key")}`],
  ];
  // It finds the programs of commands in pods as any process does.
  const commands = [grafana.bin, process.env["PATH"] ?? ""].join(path.delimiter);
  const kwok = launch("kwok", kwokFlags, { ...process.env, PATH: commands });
  await create(api, storageClass, args.ingressClass);
  const nodes = () => api.list<Node>("/api/v1/nodes");
  await waitFor("three nodes are ready", async () => (await nodes()).filter(isReady).length === 3, { by: kwok });
  await waitFor(
    "the controllers run",
    async () => (await api.get("/api/v1/namespaces/default/serviceaccounts/default")) !== undefined,
  );
  return { kubeconfig, kube: api, grafana, startApiServer, killApiServer: () => apiServer.stop("SIGKILL") };
}

/** kwok's rules for port-forwarding, of all pods alike: a pod has no program, but one on this machine can answer for it. */
function forwarding(forwards: Forwards): string {
  const rules = Object.entries(forwards).map(([port, target]) => ({ ports: [Number(port)], target }));
  return yaml.stringify({
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "ClusterPortForward",
    metadata: { name: "programs" },
    spec: { forwards: rules },
  });
}

/** kwok's rule for commands in pods, of all pods alike: they run on this machine. */
const EXECUTION = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata:
  name: commands
spec:
  execs:
  - local: {}
`;

interface Node {
  status?: { conditions?: { type: string; status: string }[] };
}

function isReady({ status }: Node): boolean {
  return hasCondition(status, "Ready");
}

async function create(kube: Kube, storageClass: string, ingressClass: string | undefined): Promise<void> {
  await kube.request("POST", "/apis/storage.k8s.io/v1/storageclasses", {
    metadata: { name: storageClass, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "kwok.x-k8s.io/volume",
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
    allowVolumeExpansion: true,
  });
  if (ingressClass !== undefined)
    await kube.request("POST", "/apis/networking.k8s.io/v1/ingressclasses", {
      metadata: { name: ingressClass },
      spec: { controller: "kwok.x-k8s.io/none" },
    });
  for (const number of [1, 2, 3]) {
    const name = `node-${number}`;
    const room = { cpu: "32", memory: "256Gi", pods: "250" };
    await kube.request("POST", "/api/v1/nodes", {
      metadata: {
        name,
        annotations: { "kwok.x-k8s.io/node": "fake" },
        labels: {
          "kubernetes.io/os": "linux",
          "kubernetes.io/arch": "amd64",
          "kubernetes.io/hostname": name,
          "topology.kubernetes.io/zone": `zone-${number}`,
        },
      },
      status: { allocatable: room, capacity: room },
    });
  }
}
