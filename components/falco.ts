/** Falco on every node: one Helm release. Its alerts are lines that the log shippers read as any container's. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { FALCO } from "../log-format/shells";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { release } from "./support/release";
import { onEveryNode, resourceValues } from "./support/values";

export type FalcoSettings = NonNullable<Settings["security"]["sources"]["falco"]>;

export interface FalcoArgs {
  settings: Settings;
  falco: FalcoSettings;
  namespace: pulumi.Input<string>;
}

/** What runs containers where Kubernetes does not. */
const OTHER_ENGINES = ["bpm", "docker", "libvirt_lxc", "lxc", "podman"];

/** The Helm values of the release. */
export function falcoValues({ driver, priority, resources }: FalcoSettings): Record<string, unknown> {
  return {
    fullnameOverride: FALCO,
    driver: {
      kind: driver,
      // Four capabilities instead of all privileges; a module of the kernel's cannot be loaded with them.
      modernEbpf: { leastPrivileged: true },
      // The probe of eBPF is part of Falco.
      loader: { enabled: driver === "kmod" },
    },
    // The rules and the plugin are the image's own: what is told does not change without a new version, and nothing is fetched.
    falcoctl: { artifact: { install: { enabled: false }, follow: { enabled: false } } },
    falco: {
      json_output: true,
      time_format_iso_8601: true,
      priority,
      // Each alert at once.
      buffered_outputs: false,
      stdout_output: { enabled: true },
      // The node's syslog would have each a second time.
      syslog_output: { enabled: false },
      log_syslog: false,
    },
    // Kubernetes' own: containerd and CRI-O. No other socket is mounted.
    collectors: {
      containerEngine: {
        engines: Object.fromEntries(OTHER_ENGINES.map((engine) => [engine, { enabled: false }])),
      },
    },
    falcosidekick: { enabled: false },
    responseActions: { enabled: false },
    controller: { daemonset: { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%" } } } },
    ...onEveryNode(),
    resources: withoutCpuLimit(resources),
  };
}

/** The chart has a limit of its own, by which system calls would be lost when there are most of them. */
function withoutCpuLimit(resources: FalcoSettings["resources"]): Record<string, unknown> {
  const { limits, ...others } = resourceValues(resources) as { limits: Record<string, unknown> };
  return { ...others, limits: { ...limits, cpu: null } };
}

/** Falco. */
export class Falco extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, { settings, falco, namespace }: FalcoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:security:Falco", name, {}, opts);
    this.release = release(
      FALCO,
      {
        chart: CHARTS.falco,
        namespace,
        values: falcoValues(falco),
        settings,
        allowNullValues: true,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
