/** Which clusters a rehearsal may touch: it deploys over what is there, breaks off, and destroys. */

import { STACK_LABEL } from "../../../names/stack";

/** What is known of a cluster before anything is done to it. */
export interface Target {
  context: string;
  /** The API server's URL. */
  server: string;
  /** The stack's namespace; undefined when there is none. */
  namespace: { name: string; labels: Readonly<Record<string, string>>; releases: number } | undefined;
}

/** Why a cluster should not be rehearsed on, each with what it is told by; empty when it may. */
export function refusals({ context, server, namespace }: Target): string[] {
  const host = hostOf(server);
  const reasons: string[] = [];
  if (/prod|live/i.test(context)) reasons.push(`the context ${context} is named like production`);
  if (/prod|live/i.test(host)) reasons.push(`the server ${host} is named like production`);
  if (!/^(kind|k3d)-/.test(context) && !isLocal(host))
    reasons.push(`the server ${host} is not on this machine or its network`);
  if (namespace !== undefined && namespace.labels[STACK_LABEL] === undefined) {
    reasons.push(`the namespace ${namespace.name} is there, and not ours (it has no label ${STACK_LABEL})`);
  } else if (namespace !== undefined && namespace.releases > 0) {
    reasons.push(`the namespace ${namespace.name} has a stack deployed, ${namespace.labels[STACK_LABEL] ?? ""}`);
  }
  return reasons;
}

function hostOf(server: string): string {
  try {
    return new URL(server).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return server;
  }
}

/** Loopback, a private address, or a name that stands for one. */
function isLocal(host: string): boolean {
  return (
    /^(localhost|.*\.localhost|(host|kubernetes)\.docker\.internal)$/.test(host) ||
    /^(127|10)\.\d+\.\d+\.\d+$|^192\.168\.\d+\.\d+$|^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$|^0\.0\.0\.0$/.test(host) ||
    /^(::1|f[cd][0-9a-f]{2}:.*)$/i.test(host)
  );
}
