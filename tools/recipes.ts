/** How a tool is built from the Go module that `tools/<folder>/go.mod` pins. */
export interface Recipe {
  folder: string;
  module: string;
  /** The package of the program, below the module; without it, the module's own. */
  command?: string;
  /** Go files of ours below the folder. A main.go is the program; then the module is what that is made of. */
  sources?: string[];
  /** The Go variable that `--version` prints; the linker sets it to the pinned release. */
  versionVariable: string;
  /** Further Go variables that the linker sets, and to what. */
  variables?: (version: string) => Record<string, string>;
  versionArguments: string[];
  /** The release that a version of the module is, where the two differ. */
  release?: (moduleVersion: string) => string;
  tags?: string;
  /** What the program calls its release, if that is more than the number. */
  versionPrefix?: string;
  /** A page that the program embeds, compressed, and the published module lacks. */
  missingPage?: string;
  /**
   * Packages of the module that the program is built without, and the file of ours below the folder that stands in for each. One
   * that the module does not have is added.
   */
  standIns?: readonly { package: string; file: string }[];
  /** How long a build takes, for whoever waits for it. */
  duration: string;
}

const prometheus = {
  folder: "prometheus",
  module: "github.com/prometheus/prometheus",
  versionVariable: "github.com/prometheus/common/version.Version",
  versionArguments: ["--version"],
  // Prometheus 3.15.0 is v0.315.0 as a Go module, and 3.5.1 is v0.305.1.
  release: (version: string) =>
    version.replace(/^0\.(\d+)(\d\d)\./, (_, major: string, minor: string) => `${major}.${Number(minor)}.`),
  // Service discovery brings in every cloud's SDK. Nothing here discovers anything, and without it a build is far shorter.
  tags: "remove_all_sd,slicelabels",
  duration: "a minute or two",
};

const alertmanager = {
  folder: "alertmanager",
  module: "github.com/prometheus/alertmanager",
  versionVariable: "github.com/prometheus/common/version.Version",
  versionArguments: ["--version"],
  duration: "about half a minute",
};

const kubernetes = {
  folder: "kubernetes",
  module: "k8s.io/kubernetes",
  versionVariable: "k8s.io/component-base/version.gitVersion",
  versionPrefix: "v",
  // What /version answers, and so what Helm and Pulumi take the cluster for.
  variables: (version: string) => {
    const [major = "", minor = ""] = version.split(".");
    return {
      "k8s.io/component-base/version.gitMajor": major,
      "k8s.io/component-base/version.gitMinor": minor,
      "k8s.io/component-base/version.gitTreeState": "clean",
    };
  },
  versionArguments: ["--version"],
  duration: "about six minutes for the first of its servers, seconds for the others",
};

const loki2 = {
  folder: "loki-2.9",
  module: "github.com/grafana/loki",
  versionVariable: "github.com/grafana/loki/pkg/util/build.Version",
  versionArguments: ["--version"],
  // Any other commit stays what it is, which no test takes for a release.
  release: (version: string) => version.replace("1.6.2-0.20231211180320-2535f9bedeae", "2.9.3"),
  duration: "about two minutes",
};

// One folder, and so one dependency graph, per module: a bump of one moves no other.
export const recipes = {
  promtool: {
    ...prometheus,
    command: "cmd/promtool",
    sources: ["kubernetes/kubernetes.go"],
    standIns: [{ package: "discovery/kubernetes", file: "kubernetes/kubernetes.go" }],
  },
  prometheus: { ...prometheus, command: "cmd/prometheus" },
  amtool: { ...alertmanager, command: "cmd/amtool" },
  alertmanager: { ...alertmanager, command: "cmd/alertmanager", missingPage: "ui/app/dist/index.html" },
  actionlint: {
    folder: "actionlint",
    module: "github.com/rhysd/actionlint",
    command: "cmd/actionlint",
    versionVariable: "github.com/rhysd/actionlint.version",
    versionArguments: ["--version"],
    duration: "some seconds",
  },
  helm: {
    folder: "helm",
    module: "helm.sh/helm/v3",
    command: "cmd/helm",
    versionVariable: "helm.sh/helm/v3/internal/version.version",
    versionPrefix: "v",
    versionArguments: ["version", "--template", "{{.Version}}"],
    duration: "about a minute",
  },
  etcd: {
    folder: "etcd",
    module: "go.etcd.io/etcd/server/v3",
    versionVariable: "go.etcd.io/etcd/api/v3/version.Version",
    versionArguments: ["--version"],
    duration: "about a minute",
  },
  "kube-apiserver": { ...kubernetes, command: "cmd/kube-apiserver" },
  "kube-controller-manager": { ...kubernetes, command: "cmd/kube-controller-manager" },
  "kube-scheduler": { ...kubernetes, command: "cmd/kube-scheduler" },
  kwok: {
    folder: "kwok",
    module: "sigs.k8s.io/kwok",
    command: "cmd/kwok",
    versionVariable: "sigs.k8s.io/kwok/pkg/consts.Version",
    versionArguments: ["--version"],
    duration: "about two minutes",
  },
  "prometheus-operator": {
    folder: "prometheus-operator",
    module: "github.com/prometheus-operator/prometheus-operator",
    command: "cmd/operator",
    versionVariable: "github.com/prometheus/common/version.Version",
    versionArguments: ["--version"],
    duration: "a minute or two",
  },
  loki: {
    folder: "loki",
    module: "github.com/grafana/loki/v3",
    command: "cmd/loki",
    versionVariable: "github.com/grafana/loki/v3/pkg/util/build.Version",
    versionArguments: ["--version"],
    duration: "about five minutes",
  },
  "loki-2.9": { ...loki2, command: "cmd/loki" },
  promtail: { ...loki2, command: "clients/cmd/promtail" },
  otelcol: {
    folder: "otelcol",
    module: "go.opentelemetry.io/collector/otelcol",
    sources: ["main.go", "components.go"],
    versionVariable: "main.version",
    versionArguments: ["--version"],
    // The Prometheus receiver brings every service discovery there is; a cluster needs one.
    tags: "remove_all_sd,enable_kubernetes_sd",
    duration: "about six minutes",
  },
  jaeger: {
    folder: "jaeger",
    module: "github.com/jaegertracing/jaeger",
    command: "cmd/jaeger",
    versionVariable: "github.com/jaegertracing/jaeger/internal/version.latestVersion",
    versionPrefix: "v",
    versionArguments: ["--version"],
    // Jaeger 2.13.0 was released as 1.76.0 too, and only the latter is a Go module.
    release: (version: string) => version.replace(/^1\.(\d+)\./, (_, minor: string) => `2.${Number(minor) - 63}.`),
    duration: "about four minutes",
  },
  alloy: {
    folder: "alloy",
    module: "github.com/grafana/alloy",
    // Every exporter, receiver and converter there is takes ten minutes, and most of what it has is of clouds and databases.
    command: "logs",
    sources: ["logs/main.go", "components/all.go", "converter/converter.go"],
    standIns: [
      { package: "logs", file: "logs/main.go" },
      { package: "internal/component/all", file: "components/all.go" },
      { package: "internal/converter", file: "converter/converter.go" },
    ],
    versionVariable: "github.com/grafana/alloy/internal/build.Version",
    versionPrefix: "v",
    versionArguments: ["--version"],
    duration: "about four minutes",
  },
  telegraf: {
    folder: "telegraf",
    module: "github.com/influxdata/telegraf",
    command: "cmd/telegraf",
    versionVariable: "github.com/influxdata/telegraf/internal.Version",
    versionArguments: ["--version"],
    // Without tags it has every plugin there is: half an hour, and 300 MB.
    tags: "custom,inputs.http,outputs.prometheus_client,parsers.xpath",
    duration: "about two minutes",
  },
  "blackbox-exporter": {
    folder: "blackbox-exporter",
    module: "github.com/prometheus/blackbox_exporter",
    versionVariable: "github.com/prometheus/common/version.Version",
    versionArguments: ["--version"],
    duration: "about a minute",
  },
  "alloy-syntax": {
    folder: "alloy-syntax",
    module: "github.com/grafana/alloy/syntax",
    sources: ["main.go"],
    versionVariable: "main.version",
    versionArguments: ["--version"],
    duration: "some seconds",
  },
} satisfies Record<string, Recipe>;

export type ToolName = keyof typeof recipes;

/** Every tool there is a pin for. */
export const toolNames = Object.keys(recipes) as ToolName[];
