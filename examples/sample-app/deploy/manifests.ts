/** The example's objects in Kubernetes, as data. */
import type * as k8s from "@pulumi/kubernetes";

type DeploymentSpec = k8s.types.input.apps.v1.DeploymentSpec;
type Container = k8s.types.input.core.v1.Container;

export interface SampleAppArgs {
  namespace: string;
  image: string;
  /** Default: 2. */
  replicas?: number;
  /** Where spans go. Default: nowhere. */
  otlpEndpoint?: string;
  /** Whether a request may ask to be slow or to fail, which nobody should who is a stranger. Default: false. */
  drills?: boolean;
}

/** By it lines, metrics and spans find each other: the pods' label, and what the application calls itself. */
export const NAME = "sample-app";
export const PORT = 8080;

export const LABELS = { "app.kubernetes.io/name": NAME } as const;

/**
 * How it ends, in seconds: requests are taken a while longer, until every load balancer knows; then those under way end; then
 * the process is killed. Each is within the next.
 */
export const ENDING = { delay: 5, timeout: 25, grace: 30 } as const;

export function deploymentSpec({ replicas = 2, ...args }: SampleAppArgs): DeploymentSpec {
  return {
    replicas,
    selector: { matchLabels: LABELS },
    // An update takes no capacity away.
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: {
      metadata: { labels: LABELS },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: ENDING.grace,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          runAsGroup: 65532,
          seccompProfile: { type: "RuntimeDefault" },
        },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: LABELS },
          },
        ],
        containers: [container(args)],
      },
    },
  };
}

function container({ image, otlpEndpoint, drills = false }: Omit<SampleAppArgs, "replicas">): Container {
  const env: Record<string, string> = {
    OTEL_SERVICE_NAME: NAME,
    PORT: String(PORT),
    DRILLS: drills ? "on" : "off",
    SHUTDOWN_DELAY_MS: String(ENDING.delay * 1000),
    SHUTDOWN_TIMEOUT_MS: String(ENDING.timeout * 1000),
    ...(otlpEndpoint === undefined || otlpEndpoint === "" ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }),
  };
  const get = (path: string) => ({ httpGet: { path, port: "http" } });
  return {
    name: NAME,
    image,
    ports: [{ name: "http", containerPort: PORT }],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    // Each waits a second longer than the answer may take: 1,000 ms for live, 5,000 ms for ready.
    startupProbe: { ...get("/health/live"), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 30 },
    livenessProbe: { ...get("/health/live"), periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
    readinessProbe: { ...get("/health/ready"), periodSeconds: 5, timeoutSeconds: 6, failureThreshold: 2 },
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

export const serviceSpec: k8s.types.input.core.v1.ServiceSpec = {
  selector: LABELS,
  ports: [{ name: "http", port: 80, targetPort: "http" }],
};

/** A node that is emptied takes one pod at a time. */
export const budgetSpec: k8s.types.input.policy.v1.PodDisruptionBudgetSpec = {
  maxUnavailable: 1,
  selector: { matchLabels: LABELS },
};
