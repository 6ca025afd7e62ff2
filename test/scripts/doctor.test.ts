import assert from "node:assert/strict";
import { CHECKS } from "../../scripts/lib/doctor/checks";
import type { ClusterFacts } from "../../scripts/lib/doctor/facts";
import { findingsText } from "../../scripts/lib/doctor/finding";
import { planStack } from "../../scripts/lib/stack";
import { node, said } from "../support/doctor";
import { settingsOf } from "../support/settings";

const owned = (name: string, more: Partial<ClusterFacts["definitions"][number]> = {}) => ({
  name,
  labels: {},
  annotations: {},
  ...more,
});
const released = (release: string, namespace: string) => ({
  annotations: { "meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": namespace },
});
/** A cluster on which nothing is in the way. */
const HEALTHY: ClusterFacts = {
  version: "v1.34.1",
  nodes: [node("n1", 8, 32), node("n2", 8, 32), node("n3", 8, 32)],
  storageClasses: [{ name: "gp3", isDefault: true, expandable: true, binding: "WaitForFirstConsumer" }],
  ingressClasses: [{ name: "nginx", isDefault: false }],
  definitions: [],
  clusterRoles: [],
  workloads: [],
  namespace: undefined,
  hasMetrics: true,
  forbidden: [],
};

describe("npm run doctor", () => {
  const prod = planStack("prod").settings;
  const look = (change: Partial<ClusterFacts>, settings = prod, stack = "prod") =>
    CHECKS.flatMap((check) => check({ stack, settings, facts: { ...HEALTHY, ...change } }));
  const trouble = (change: Partial<ClusterFacts>, settings = prod) =>
    said(look(change, settings).filter(({ state }) => state !== "ok"));

  it("finds nothing wrong with a cluster on which nothing is in the way", () => {
    assert.deepEqual(trouble({}), []);
    assert.deepEqual([...new Set(look({}).map(({ about }) => about))].length, CHECKS.length);
  });

  const CASES: [string, Partial<ClusterFacts>, RegExp][] = [
    ["too old", { version: "v1.24.17-eks" }, /^problem Kubernetes' version: v1\.24\.17-eks: the charts need 1\.25$/],
    [
      "where not everything may be created",
      { forbidden: ["namespaces"] },
      /^problem rights: .* may not create namespaces$/,
    ],
    [
      "that has another stack",
      { namespace: { ...owned("observability", { labels: { "observability/stack": "dev" } }), phase: "Active" } },
      /^problem namespace: observability has another stack, dev/,
    ],
    [
      "whose namespace is somebody's",
      { namespace: { ...owned("observability"), phase: "Active" } },
      /^warning namespace: observability is there, and not the platform's/,
    ],
    [
      "whose namespace is being deleted",
      { namespace: { ...owned("observability"), phase: "Terminating" } },
      /^problem namespace: observability is being deleted/,
    ],
    [
      "without a storage class",
      { storageClasses: [] },
      /^problem storage class: none is the default, .* the cluster has none$/,
    ],
    [
      "whose volumes cannot grow",
      { storageClasses: [{ name: "local", isDefault: true, expandable: false, binding: "Immediate" }] },
      /^warning storage class: local does not let volumes grow/,
    ],
    [
      "without the ingress class",
      { ingressClasses: [] },
      /^problem ingress class: there is no nginx, .* there are: none$/,
    ],
    ["without a metrics server", { hasMetrics: false }, /^problem autoscaling: Jaeger and otel-gateway would stay/],
    [
      "whose nodes are in no zone",
      { nodes: [node("n1", 8, 32, { labels: {} })] },
      /^problem zones: 1 nodes have no label topology\.kubernetes\.io\/zone: n1$/,
    ],
    [
      "with Elastic's definitions of another release",
      { definitions: [owned("kibanas.kibana.k8s.elastic.co", released("eck", "elastic-system"))] },
      /^problem resource definitions: 1 of Elastic's operator belong to elastic-system\/eck/,
    ],
    [
      "with Elastic's definitions of no release",
      { definitions: [owned("kibanas.kibana.k8s.elastic.co")] },
      /^problem resource definitions: 1 of Elastic's operator belong to no release of Helm's/,
    ],
    [
      "with prometheus-operator's definitions",
      {
        definitions: [
          owned("prometheuses.monitoring.coreos.com", { annotations: { "operator.prometheus.io/version": "0.70.0" } }),
        ],
      },
      /^warning resource definitions: 1 of prometheus-operator are there \(0\.70\.0\)/,
    ],
    [
      "with a release of the same names elsewhere",
      { clusterRoles: [owned("kube-prometheus-stack-operator", released("kube-prometheus-stack", "monitoring"))] },
      /^problem cluster-wide names: kube-prometheus-stack in monitoring has ClusterRoles of the same names/,
    ],
    [
      "with another prometheus-operator",
      {
        workloads: [
          {
            ...owned("po", { namespace: "monitoring", labels: { "app.kubernetes.io/name": "prometheus-operator" } }),
            kind: "Deployment",
            hostPorts: [],
          },
        ],
      },
      /^problem others like it: monitoring\/po is another prometheus-operator/,
    ],
    [
      "with another Elastic operator",
      {
        workloads: [
          {
            ...owned("eck", { namespace: "elastic-system", labels: { "control-plane": "elastic-operator" } }),
            kind: "StatefulSet",
            hostPorts: [],
          },
        ],
      },
      /^problem others like it: elastic-system\/eck is another Elastic operator/,
    ],
    [
      "whose nodes' port 9100 is taken",
      { workloads: [{ ...owned("ne", { namespace: "kube-system" }), kind: "DaemonSet", hostPorts: [9100] }] },
      /^problem others like it: kube-system\/ne has port 9100 of the nodes/,
    ],
  ];
  for (const [what, change, expected] of CASES) {
    it(`finds a cluster ${what}`, () => {
      const [first = "", ...more] = trouble(change);
      assert.match(first, expected);
      assert.deepEqual(more, []);
    });
  }

  it("takes what the stack itself has deployed for its own", () => {
    const here = { namespace: "observability" };
    const labels = { "app.kubernetes.io/name": "prometheus-operator", "control-plane": "elastic-operator" };
    const own: Partial<ClusterFacts> = {
      namespace: { ...owned("observability", { labels: { "observability/stack": "prod" } }), phase: "Active" },
      definitions: [
        owned("kibanas.kibana.k8s.elastic.co", released("elastic-operator", "observability")),
        owned("prometheuses.monitoring.coreos.com"),
      ],
      clusterRoles: [owned("kube-prometheus-stack-operator", released("kube-prometheus-stack", "observability"))],
      workloads: [{ ...owned("x", { ...here, labels }), kind: "DaemonSet", hostPorts: [9100] }],
    };
    assert.deepEqual(trouble(own), []);
  });

  it("asks only for what the stack has", () => {
    const small = settingsOf({ tracing: { storage: "none" } });
    const bare: Partial<ClusterFacts> = {
      hasMetrics: false,
      ingressClasses: [],
      nodes: [node("n1", 8, 32, { labels: {} })],
      definitions: [owned("kibanas.kibana.k8s.elastic.co")],
    };
    assert.deepEqual(trouble(bare, small), []);
  });

  it("has a cure for each problem, and says the totals last", () => {
    const text = findingsText(look({ storageClasses: [], forbidden: ["namespaces"], version: "v1.1.0" }));
    assert.equal(text.split("\n").filter((line) => line.startsWith("PROBLEM")).length, 3);
    assert.equal(text.match(/^ +-> \S/gm)?.length, 3);
    assert.match(text, /\n3 problems, 0 warnings, 7 ok, 0 skipped$/);
  });
});
