/** The commands of runbooks, and what they may name: the recorded resources, and what charts and operators make of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RecordedResource } from "../../scripts/lib/engine";

const RUNBOOKS = resolve(__dirname, "../../docs/runbooks");

/** Every page by its alert. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  readdirSync(RUNBOOKS)
    .filter((file) => file !== "README.md")
    .map((file) => [file.slice(0, -3), readFileSync(join(RUNBOOKS, file), "utf8")]),
);

/** One `kubectl`, taken apart. */
export interface Command {
  text: string;
  verb: string;
  namespace?: string;
  allNamespaces: boolean;
  /** Kinds in the singular, without abbreviations. */
  kinds: string[];
  names: string[];
  /** The selector of -l, as `key=value`. */
  labels: string[];
  container?: string;
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  cm: "configmap",
  deploy: "deployment",
  ds: "daemonset",
  elasticsearch: "elasticsearch",
  hpa: "horizontalpodautoscaler",
  logstash: "logstash",
  prometheus: "prometheus",
  pv: "persistentvolume",
  pvc: "persistentvolumeclaim",
  storageclasses: "storageclass",
  sts: "statefulset",
  svc: "service",
};

/** Words before the resource, and flags that take a value in the next word. */
const SUBCOMMANDS = new Set([
  "history",
  "restart",
  "status",
  "undo",
  "pods",
  "pod",
  "nodes",
  "node",
  "env",
  "resources",
]);
const WITH_VALUE = new Set([
  "-n",
  "--namespace",
  "-l",
  "-c",
  "-o",
  "-p",
  "--type",
  "--sort-by",
  "--field-selector",
  "--raw",
  "-f",
]);
const TAKES_POD = new Set(["cp", "exec", "logs", "port-forward"]);

/** Every `kubectl` of a page, in code blocks and in lines. */
export function commandsOf(page: string): Command[] {
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) =>
    block.replaceAll("\\\n", " ").split("\n"),
  );
  const inline = [...page.replace(/```.*?```/gs, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
    code.replaceAll("\n", " "),
  );
  return [...blocks, ...inline].flatMap((line) =>
    [...line.matchAll(/kubectl\s+(?=\S)/g)].map(({ index, 0: start }) => command(line.slice(index + start.length))),
  );
}

/** Words up to the end of the command; quotes hold them together. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:<[^<>]*>|'[^']*'|"[^"]*"|[^\s'"|;&()])+|[|;&()]|\s#.*/g)) {
    if (/^([|;&()]|\s#)/.test(word)) break;
    words.push(word.replace(/^(['"])(.*)\1$/s, "$2"));
  }
  return words;
}

function command(text: string): Command {
  const words = wordsOf(text);
  const found: Command = {
    text: `kubectl ${words.join(" ")}`,
    verb: "",
    allNamespaces: false,
    kinds: [],
    names: [],
    labels: [],
  };
  const positional: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") break;
    const [flag = "", inlined] = word.startsWith("--") ? word.split(/=(.*)/s) : [word];
    const value = inlined ?? (WITH_VALUE.has(flag) ? words[++index] : undefined);
    if (flag === "-n" || flag === "--namespace") found.namespace = value ?? "";
    else if (flag === "-l") found.labels = (value ?? "").split(",");
    else if (flag === "-c" && value !== undefined) found.container = value;
    else if (flag === "-A" || flag === "--all-namespaces") found.allNamespaces = true;
    else if (!word.startsWith("-")) positional.push(word);
  }
  found.verb = positional.shift() ?? "";
  if (found.verb === "top") positional.unshift(/^pods?$/.test(positional[0] ?? "") ? "pod" : "node");
  if (
    ["rollout", "set", "top"].includes(found.verb) &&
    SUBCOMMANDS.has(positional[found.verb === "top" ? 1 : 0] ?? "")
  ) {
    positional.splice(found.verb === "top" ? 1 : 0, 1);
  }
  if (!["auth", "config", "apply", "create", "run"].includes(found.verb)) place(found, positional);
  return found;
}

/** Tells kinds from names: `kind name`, `kind/name`, `kind,kind`, or the pod alone that `logs` and the like take. */
function place(found: Command, positional: string[]): void {
  const [first = "", ...rest] = positional;
  if (first === "") {
    // A verb alone is named, not told to be typed.
    return;
  }
  if (["cordon", "drain", "uncordon"].includes(found.verb)) {
    found.kinds = ["node"];
    found.names = [first];
  } else if (/^[a-z]+\/./.test(first)) {
    const [kind = "", name = ""] = first.split("/");
    found.kinds = [singular(kind)];
    found.names = [name];
  } else if (TAKES_POD.has(found.verb)) {
    found.kinds = ["pod"];
    found.names = [first];
  } else {
    found.kinds = first.split(",").map(singular);
    found.names = found.verb === "label" || found.verb === "taint" ? rest.slice(0, 1) : rest;
  }
}

function singular(kind: string): string {
  return ABBREVIATIONS[kind] ?? kind.replace(/(?<=[^s])s$/, "");
}

/** What runs, by `kind/name`, and the names of its containers. */
export function objectsOf(resources: readonly RecordedResource[]): Set<string> {
  return new Set(
    resources
      .filter(({ inputs }) => "kind" in inputs)
      .map(({ name, inputs }) => {
        const metadata = inputs["metadata"] as { name?: string } | undefined;
        return `${String(inputs["kind"]).toLowerCase()}/${metadata?.name ?? name}`;
      }),
  );
}

/** What the charts make, which are not at hand in a test: rendered by Helm once, and named after the release and the values. */
export const OF_CHARTS = [
  "alertmanager/kube-prometheus-stack-alertmanager",
  "configmap/alloy-config",
  "configmap/user-config",
  "cronjob/jaeger-es-index-cleaner",
  "daemonset/alloy",
  "daemonset/fluentd",
  "daemonset/node-exporter",
  "daemonset/otel-agent-agent",
  "daemonset/promtail",
  "deployment/grafana",
  "deployment/jaeger",
  "deployment/kube-prometheus-stack-operator",
  "deployment/kube-state-metrics",
  "persistentvolumeclaim/jaeger-badger",
  "prometheus/kube-prometheus-stack-prometheus",
  "service/kube-prometheus-stack-alertmanager",
  "service/kube-prometheus-stack-prometheus",
  "service/loki",
  "servicemonitor/kube-prometheus-stack-kubelet",
  "servicemonitor/kube-state-metrics",
  "servicemonitor/node-exporter",
  "statefulset/elastic-operator",
  "statefulset/otel-gateway",
];

/** What the operators of Prometheus and Elastic make of custom resources. */
export const OF_OPERATORS = [
  "deployment/kibana-kb",
  "pod/alertmanager-kube-prometheus-stack-alertmanager-0",
  "pod/elasticsearch-es-<set>-0",
  "pod/prometheus-kube-prometheus-stack-prometheus-0",
  "secret/elasticsearch-es-http-certs-public",
  "service/elasticsearch-es-http",
  "statefulset/alertmanager-kube-prometheus-stack-alertmanager",
];

/** What Kubernetes and its providers have of their own, in kube-system. */
export const OF_KUBE_SYSTEM = [
  "configmap/cluster-autoscaler-status",
  "configmap/coredns",
  "configmap/coredns-custom",
  "deployment/coredns",
  "deployment/metrics-server",
];

/** The labels that select something, with the kinds that have them. */
export const LABELS: Readonly<Record<string, readonly string[]>> = {
  "app.kubernetes.io/component=es-index-cleaner": ["job", "pod"],
  "app.kubernetes.io/name=alertmanager": ["pod"],
  "app.kubernetes.io/name=fluentd": ["pod"],
  "app.kubernetes.io/name=grafana": ["pod"],
  "app.kubernetes.io/name=jaeger": ["pod"],
  "app.kubernetes.io/name=loki": ["pod"],
  "app.kubernetes.io/name=otel-agent": ["pod"],
  "app.kubernetes.io/name=otel-gateway": ["pod"],
  "app.kubernetes.io/name=prometheus": ["pod"],
  "app.kubernetes.io/name=prometheus-node-exporter": ["pod"],
  "app=loki": ["pod"],
  // Elastic's operator labels what it makes; the custom resource itself has none of these.
  "beat.k8s.elastic.co/name=filebeat": ["pod"],
  "elasticsearch.k8s.elastic.co/cluster-name=elasticsearch": ["pod", "persistentvolumeclaim", "statefulset"],
  "common.k8s.elastic.co/type=elasticsearch": ["pod"],
  "kibana.k8s.elastic.co/name=kibana": ["pod"],
  "logstash.k8s.elastic.co/name=logstash": ["pod"],
  "component=kube-apiserver": ["pod"],
  "k8s-app=kube-dns": ["pod"],
  "k8s-app=kubelet": ["endpointslice"],
  "kubernetes.io/service-name=<service>": ["endpointslice"],
  "kubernetes.io/service-name=kube-prometheus-stack-alertmanager": ["endpointslice"],
};

export const CONTAINERS = ["alertmanager", "alloy", "config-reloader", "elasticsearch", "grafana", "prometheus"];

export const NAMESPACED = [
  ...[
    "alertmanager",
    "beat",
    "configmap",
    "cronjob",
    "daemonset",
    "deployment",
    "elasticsearch",
    "endpointslice",
    "event",
  ],
  ...["horizontalpodautoscaler", "job", "kibana", "logstash", "persistentvolumeclaim", "pod", "podmonitor", "probe"],
  ...[
    "prometheus",
    "prometheusrule",
    "rolebinding",
    "scrapeconfig",
    "secret",
    "service",
    "servicemonitor",
    "statefulset",
  ],
];

export const CLUSTER_WIDE = [
  ...["apiservice", "mutatingwebhookconfiguration", "node", "nodeclaim", "nodepool", "persistentvolume"],
  ...["prioritylevelconfiguration", "storageclass", "validatingwebhookconfiguration", "volumeattachment"],
];
