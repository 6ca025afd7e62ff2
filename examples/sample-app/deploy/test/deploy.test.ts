/** What the program registers, by Pulumi's mocks: no cluster is asked. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { SampleApp } from "../sample-app";

const IMAGE = "registry.example.com/shop/sample-app:1.0.0";
const LABELS = { "app.kubernetes.io/name": "sample-app" };

interface Probe {
  httpGet: { path: string; port: string };
  timeoutSeconds: number;
}

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: {
    terminationGracePeriodSeconds: number;
    automountServiceAccountToken: boolean;
    securityContext: { runAsNonRoot: boolean };
    containers: [
      {
        image: string;
        ports: { name: string; containerPort: number }[];
        env: { name: string; value: string }[];
        securityContext: Record<string, unknown>;
        readinessProbe: Probe;
        livenessProbe: Probe;
        startupProbe: Probe;
      },
    ];
  };
}

interface Registered {
  metadata: { namespace: string; labels: Record<string, string> };
  spec: Record<string, unknown> & { template: Pod };
}

describe("the program", () => {
  const registered: Record<string, Registered> = {};

  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered[type.split(":").at(-1) ?? ""] = inputs as Registered;
        return { id: name, state: inputs as Record<string, unknown> };
      },
      call: () => ({}),
    });
    new SampleApp({ namespace: "shop", image: IMAGE, otlpEndpoint: "http://otel-agent.observability.svc:4318" });
    await pulumi.runtime.disconnect();
  });

  const pod = () => registered["Deployment"]?.spec.template ?? assert.fail("there is no Deployment");
  const container = () => pod().spec.containers[0];

  it("registers a Deployment, a Service and a PodDisruptionBudget by one name", () => {
    assert.deepEqual(Object.keys(registered).sort(), ["Deployment", "PodDisruptionBudget", "SampleApp", "Service"]);
    for (const kind of ["Deployment", "PodDisruptionBudget", "Service"]) {
      assert.deepEqual(
        [registered[kind]?.metadata.namespace, registered[kind]?.metadata.labels],
        ["shop", LABELS],
        kind,
      );
    }
    assert.deepEqual(pod().metadata.labels, LABELS);
    assert.deepEqual(registered["Service"]?.spec["selector"], LABELS);
    assert.deepEqual(registered["PodDisruptionBudget"]?.spec["selector"], { matchLabels: LABELS });
    const env = Object.fromEntries(container().env.map(({ name, value }) => [name, value]));
    assert.deepEqual([env["OTEL_SERVICE_NAME"], env["DRILLS"]], ["sample-app", "off"]);
    assert.equal(container().image, IMAGE);
  });

  it("asks health at a port that the pod declares, and longer than the answer may take", () => {
    const { ports, readinessProbe, livenessProbe, startupProbe } = container();
    assert.deepEqual(ports, [{ name: "http", containerPort: 8080 }]);
    const probes = [readinessProbe, livenessProbe, startupProbe];
    assert.deepEqual(
      probes.map(({ httpGet }) => [httpGet.path, httpGet.port]),
      [
        ["/health/ready", "http"],
        ["/health/live", "http"],
        ["/health/live", "http"],
      ],
    );
    assert.ok(readinessProbe.timeoutSeconds > 5 && livenessProbe.timeoutSeconds > 1);
  });

  it("gives it time to end before it is killed", () => {
    const milliseconds = (name: string) => Number(container().env.find((one) => one.name === name)?.value);
    const steps = [
      milliseconds("SHUTDOWN_DELAY_MS"),
      milliseconds("SHUTDOWN_TIMEOUT_MS"),
      pod().spec.terminationGracePeriodSeconds * 1000,
    ];
    assert.ok(
      steps.every((step, index) => step > (steps[index - 1] ?? 0)),
      steps.join(", "),
    );
  });

  it("runs it as nobody, with a file system that nothing is written to", () => {
    assert.deepEqual([pod().spec.securityContext.runAsNonRoot, pod().spec.automountServiceAccountToken], [true, false]);
    const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } = container().securityContext;
    assert.deepEqual(
      [allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities],
      [false, true, { drop: ["ALL"] }],
    );
  });
});
