/** What pages name that no resource of the program is: what charts, operators and Kubernetes make. */

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
  "deployment/blackbox-exporter",
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
  "app.kubernetes.io/name=alert-states": ["pod"],
  "app.kubernetes.io/component=es-index-cleaner": ["job", "pod"],
  "app.kubernetes.io/name=alertmanager": ["pod"],
  "app.kubernetes.io/name=fluentd": ["pod"],
  "app.kubernetes.io/name=grafana": ["pod"],
  "app.kubernetes.io/name=jaeger": ["pod"],
  "app.kubernetes.io/name=log-rules": ["pod"],
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
    "certificate",
    "certificaterequest",
    "configmap",
    "cronjob",
    "daemonset",
    "deployment",
    "elasticsearch",
    "endpointslice",
    "event",
  ],
  ...[
    "horizontalpodautoscaler",
    "ingress",
    "job",
    "kibana",
    "logstash",
    "persistentvolumeclaim",
    "pod",
    "podmonitor",
    "probe",
  ],
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

/**
 * The images that pages start, each with a tag. busybox is the one that kube-prometheus-stack's upgrade of CRDs uses
 * (components/kube-prometheus-stack.ts), so that a mirror of images has it.
 */
export const DEBUG_IMAGES: readonly string[] = ["busybox:1.37.0"];

/** What commands leave open: labels of alerts, by their names, and what a command or a line before it shows. */
export const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...["address", "target-namespace", "target-pod"],
  // Labels.
  ...[
    "container",
    "cronjob",
    "device",
    "domain",
    "event",
    "horizontalpodautoscaler",
    "instance",
    "name",
    "namespace",
    "node",
  ],
  ...["persistentvolumeclaim", "pod", "service", "subject"],
  // What is shown before.
  ...[
    "claim",
    "class",
    "configuration",
    "csi-controller",
    "database-pod",
    "deployment",
    "host",
    "id",
    "index",
    "job",
    "kind",
    "master",
  ],
  ...["member", "port", "set", "snapshot", "what"],
  // What somebody decides.
  ...["amount", "fewer", "folder", "more", "number", "path", "stack", "what it was", "why", "you"],
]);
