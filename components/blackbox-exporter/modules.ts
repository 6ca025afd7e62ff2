/** Modules of blackbox_exporter: how a probe asks, and what counts as success. Names are those of its 0.28. */
import type { Settings } from "../../settings";
import { HEALTH_JOB } from "../../names/blackbox-exporter";
import { allProbes } from "../../settings/external-services";
import { asksAnyHealth, type Probe } from "../../settings/probing";
import { shortHash } from "../support/short-hash";
import { withoutUndefined } from "../support/values";

type Module = Record<string, unknown>;

/** Both families, IPv4 first: nodes that have IPv6 are few, and a host that has nothing else is asked by it. */
const FAMILIES = { preferred_ip_protocol: "ip4", ip_protocol_fallback: true };

/** The module of a probe, under a name that probes that ask alike share. */
export function moduleOf(settings: Pick<Settings, "probing">, probe: Probe): { name: string; module: Module } {
  const module = withoutUndefined({
    prober: probe.kind,
    timeout: `${settings.probing.timeout}s`,
    [probe.kind]: spoken(probe),
  });
  const plain = probe.expect === undefined;
  return { name: plain ? probe.kind : `${probe.kind}-${shortHash(module, 8)}`, module };
}

function turn({ expect, send, startTls }: NonNullable<Probe["expect"]>["steps"][number]): Module {
  return withoutUndefined({ expect, send, starttls: startTls ? true : undefined });
}

function spoken({ kind, expect }: Probe): Module {
  if (kind === "http") {
    return withoutUndefined({
      ...FAMILIES,
      valid_status_codes: expect === undefined || expect.status.length === 0 ? undefined : expect.status,
      fail_if_body_not_matches_regexp: expect?.body === undefined ? undefined : [expect.body],
      fail_if_body_matches_regexp: expect?.bodyNot === undefined ? undefined : [expect.bodyNot],
      fail_if_body_json_not_matches_cel: expect?.json,
      follow_redirects: expect?.redirects ?? true,
    });
  }
  if (kind === "tcp")
    return withoutUndefined({
      ...FAMILIES,
      tls: expect?.tls === true ? true : undefined,
      query_response: expect === undefined || expect.steps.length === 0 ? undefined : expect.steps.map(turn),
    });
  if (kind === "dns") return { ...FAMILIES, query_name: expect?.query, query_type: expect?.queryType };
  return FAMILIES;
}

/** The module of the health of applications: HTTP, as it is without further expectations. */
export function healthModule(settings: Pick<Settings, "probing">): { name: string; module: Module } {
  return moduleOf(settings, { name: HEALTH_JOB, kind: "http", targets: [], public: false });
}

/** The exporter's configuration: each module once. */
export function modules(
  settings: Pick<Settings, "apps" | "appsElsewhere" | "externalServices" | "probes" | "probing">,
): Record<string, Module> {
  const all = [
    ...allProbes(settings).map((probe) => moduleOf(settings, probe)),
    ...(asksAnyHealth(settings) ? [healthModule(settings)] : []),
  ];
  return Object.fromEntries(
    all.map(({ name, module }) => [name, module] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
