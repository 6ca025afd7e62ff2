/** The generated password of Grafana's `admin`, in its Secret and in Grafana's database. */
import type { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Settings } from "../../settings";
import { script } from "../support/command";

/** The password, a secret: another one for another `grafana.adminPasswordVersion`. */
export function adminPassword({ grafana }: Settings, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const version = grafana.adminPasswordVersion;
  return new random.RandomPassword(
    "grafana-admin",
    {
      length: 32,
      special: false,
      // A keeper that was not there before is a change too: a stack that names no version keeps its password.
      ...(version === undefined ? {} : { keepers: { version: String(version) } }),
    },
    opts,
  ).result;
}

export interface AdminPasswordArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
  password: pulumi.Input<string>;
}

/**
 * Brings Grafana's database to the password: when Grafana is first deployed, since a database that was kept has an older one,
 * and whenever the password is new. The Secret has to be there before, and Grafana has to be ready.
 */
export function applyAdminPassword(
  { settings, namespace, password }: AdminPasswordArgs,
  opts: pulumi.CustomResourceOptions,
): local.Command {
  const { context } = settings.cluster;
  return script(
    "grafana-admin-password",
    {
      script: "scripts/grafana-password.ts",
      args: { update: "--changed" },
      environment: { NAMESPACE: namespace, ...(context === undefined ? {} : { CONTEXT: context }) },
      stdin: password,
    },
    { ...opts, customTimeouts: { create: "15m", update: "15m" } },
  );
}
