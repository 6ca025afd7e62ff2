import assert from "node:assert/strict";
import { found, itFinds, itRefuses } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${key} ${value}`;
describe("what a consumer would refuse", () => {
  describe("durations", () => {
    for (const [key, sections] of Object.entries({
      "metrics.retention": { metrics: { retention: "300y" } },
      "alerting.retention": { alerting: { retention: "106752d" } },
      "logs.retention": { logs: { retention: "300y" } },
      "elastic.retention.delete": { elastic: { retention: { delete: "9999999999y" } } },
    }))
      itRefuses(`${key} past 64 bits of nanoseconds`, sections, key, /is more than 290 years, and 64 bits/);
  });

  describe("sizes", () => {
    itFinds("less than a program can count in", { metrics: { storage: "0.001Ki" } }, [
      `metrics.storage: "0.001Ki" is less than 1Mi -> ${set("metrics.storage", "20Gi")}`,
    ]);
    itFinds("more than 64 bits", { grafana: { storage: "99999999999Pi" } }, [
      `grafana.storage: "99999999999Pi" is more than 1024Pi, and 64 bits hold 8192Pi -> ${set("grafana.storage", "2Gi")}`,
    ]);
    itRefuses("a heap of 0m", { elastic: { logstash: { heap: "1k" } } }, "elastic.logstash.heap", /less than 128Mi/);
    itRefuses(
      "a queue of less than a page",
      { elastic: { logstash: { queue: "1Mi" } } },
      "elastic.logstash.queue",
      /64Mi/,
    );
    itRefuses(
      "CPU finer than Kubernetes has it",
      { metrics: { resources: { cpu: "0.00001" } } },
      "metrics.resources.cpu",
      /CPU/,
    );
    itRefuses(
      "more shards than an index has",
      { elastic: { rollover: { shards: 1025 } } },
      "elastic.rollover.shards",
      /above 1,024/,
    );
    itRefuses("more than 32 bits", { metrics: { sampleLimit: 2 ** 31 } }, "metrics.sampleLimit", /above 2,147,483,647/);
  });

  describe("URLs", () => {
    for (const runbooks of [
      "https://wiki/{{alert}}",
      "https://wiki/${HOME}",
      "https://wiki/%zz",
      "https://wiki/\u2028",
      "https://wiki:0/",
      "https://wiki:99999/x",
      "https:///x",
      'https://wiki/"',
    ])
      itRefuses(
        `as ${JSON.stringify(runbooks)}`,
        { alerting: { runbooks } },
        "alerting.runbooks",
        /is not an http\(s\) URL/,
      );
    it("are taken as others have them", () => {
      for (const url of [
        "http://mimir:8080/api/v1/push?a=b&c=%20#d",
        "https://[::1]:9/x",
        "https://a.example.com.",
        "https://x/~a/(b)/*",
      ])
        assert.deepEqual(found({ metrics: { remoteWrite: [{ name: "m", url }] } }).problems, [], url);
    });
  });

  describe("hosts", () => {
    const long = `${"a".repeat(63)}.`.repeat(3);
    itRefuses(
      "a label of more than 63 characters",
      { grafana: { host: `${"a".repeat(64)}.example.com` } },
      "grafana.host",
      /not a host name/,
    );
    itRefuses(
      "a name that its certificate's Secret cannot have",
      { grafana: { host: `${long}${"a".repeat(50)}` } },
      "grafana.host",
      /longer than 236/,
    );
    itRefuses("an address", { grafana: { host: "10.0.0.1" } }, "grafana.host", /not a host name/);
    for (const port of [0, 65536, 99999])
      itRefuses(
        `port ${port}`,
        { alerting: { smtp: { smarthost: `smtp:${port}`, from: "a@b.cd" } } },
        "alerting.smtp.smarthost",
        /host with a port/,
      );
    itRefuses(
      "a port of the object storage",
      {
        logs: {
          engine: "loki",
          objectStorage: { type: "s3", bucket: "logs", endpoint: "minio:99999", auth: "workload-identity" },
        },
      },
      "logs.objectStorage.endpoint",
      /is not a host, with or without a port/,
    );
  });

  describe("Kubernetes' names", () => {
    itRefuses(
      "a storage class",
      { cluster: { name: "t", platform: "kind", storageClass: "Fast SSD" } },
      "cluster.storageClass",
      /Kubernetes object/,
    );
    itRefuses(
      "an ingress class",
      { cluster: { name: "t", platform: "kind", ingress: { className: "ngi_nx" } } },
      "cluster.ingress.className",
      /Kubernetes object/,
    );
    itRefuses(
      "a priority class",
      { elastic: { fluentd: { priorityClass: "-x" } } },
      "elastic.fluentd.priorityClass",
      /Kubernetes object/,
    );
    for (const name of ["a b", "x/y/z", "-a", "a".repeat(64), "EXAMPLE.com/x", "/x"])
      itRefuses(
        `an annotation ${name.slice(0, 15)}`,
        { cluster: { name: "t", platform: "kind", ingress: { annotations: { [name]: "x" } } } },
        name === "-a" || name.length === 64
          ? `cluster.ingress.annotations${name === "-a" ? '["-a"]' : `.${name}`}`
          : `cluster.ingress.annotations["${name}"]`,
        /is not an annotation's name/,
      );
    it("take what others have", () => {
      const annotations = {
        "cert-manager.io/cluster-issuer": "ca",
        "nginx.ingress.kubernetes.io/configuration-snippet": "a;\nb;\n",
      };
      assert.deepEqual(
        found({ cluster: { name: "t", platform: "kind", storageClass: "fast.ssd", ingress: { annotations } } })
          .problems,
        [],
      );
    });
  });
});
