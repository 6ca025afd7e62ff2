/** Which traces are kept, decided on whole traces. */
import { seconds } from "../../settings/units";
import type { Settings } from "../../settings";
import { type Config, literal } from "../../names/otel-collector";

/** Traces in memory, as a multiple of those that arrive while one is waited for. */
const HEADROOM = 2;

/** How many gateways there are at least. */
export function fewestGateways({ gateway }: Pick<Settings["tracing"], "gateway">): number {
  return gateway.autoscaling?.min ?? gateway.replicas;
}

/** Traces that one gateway keeps in memory at most; beyond it the oldest is decided on early. */
export function tracesInMemory({ tracing }: Settings): number {
  const { tracesPerSecond, decisionWait } = tracing.tailSampling;
  const each = (tracesPerSecond * seconds(decisionWait) * HEADROOM) / fewestGateways(tracing);
  return Math.max(1000, Math.ceil(each));
}

/** The processor `tail_sampling`. A trace is kept if any policy says so. */
export function tailSampling(settings: Settings): Config {
  const { decisionWait, tracesPerSecond } = settings.tracing.tailSampling;
  const traces = tracesInMemory(settings);
  return {
    decision_wait: `${seconds(decisionWait)}s`,
    num_traces: traces,
    expected_new_traces_per_sec: Math.ceil(tracesPerSecond / fewestGateways(settings.tracing)),
    // What comes after the decision goes the way of its trace.
    decision_cache: { sampled_cache_size: traces * 10, non_sampled_cache_size: traces * 10 },
    policies: policies(settings),
  };
}

/** What single services have of their own: those of the settings' list, and applications that say so. */
export function servicePolicies({ apps, tracing }: Pick<Settings, "apps" | "tracing">) {
  const ofApps = apps.flatMap(({ name, tracing: own }) => (own === undefined ? [] : [{ service: name, ...own }]));
  return [...tracing.tailSampling.policies, ...ofApps];
}

function policies(settings: Settings): Config[] {
  const { latencyMs, percent } = settings.tracing.tailSampling;
  const policies = servicePolicies(settings);
  const own = (key: "percent" | "latencyMs") =>
    policies.flatMap(({ service, [key]: value }) => (value === undefined ? [] : [{ service, value }]));
  const named = (key: "percent" | "latencyMs") => own(key).map(({ service }) => service);
  return [
    { name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } },
    ...withoutServices("slow", named("latencyMs"), slow(latencyMs)),
    ...own("latencyMs").map(({ service, value }) => ofService(`slow-${literal(service)}`, service, slow(value))),
    ...withoutServices("rest", named("percent"), share(percent)),
    ...own("percent").map(({ service, value }) => ofService(`rest-${literal(service)}`, service, share(value))),
  ];
}

const slow = (threshold: number): Config => ({ type: "latency", latency: { threshold_ms: threshold } });

const share = (percent: number): Config => ({
  type: "probabilistic",
  // The id alone decides, so of two shares the larger holds, and every gateway decides alike.
  probabilistic: { sampling_percentage: percent },
});

const takesPart = (services: readonly string[]): Config => ({
  name: "takes-part",
  type: "string_attribute",
  string_attribute: { key: "service.name", values: services.map(literal) },
});

/** A policy for traces in which a service takes part. */
function ofService(name: string, service: string, policy: Config): Config {
  return { name, type: "and", and: { and_sub_policy: [takesPart([service]), { name: "policy", ...policy }] } };
}

/** A policy for traces in which none of the services takes part: they have their own. */
function withoutServices(name: string, services: readonly string[], policy: Config): Config[] {
  if (services.length === 0) return [{ name, ...policy }];
  const others = { name: "others", type: "not", not: { not_sub_policy: takesPart(services) } };
  return [{ name, type: "and", and: { and_sub_policy: [others, { name: "policy", ...policy }] } }];
}
