/** Checks of what the traces' settings say together. */
import { hasTracing, type Settings } from "../../settings";
import { autoscalingProblems } from "../../settings/autoscaling";
import type { Check, Cure, Problem } from "../../settings/problem";
import { memoryProblems } from "../../settings/resources";
import { bytes, formatBytes, seconds } from "../../settings/units";

/**
 * Memory of a trace of 20 spans with 8 attributes each. Measured on Jaeger 2.13: 10,000 of them are 200 MiB of heap, and
 * 370 MiB of memory with what Go has not collected yet.
 */
const BYTES_PER_TRACE = 40 * 2 ** 10;

type Tracing = Settings["tracing"];

function storage({ tracing, elastic }: Settings): Problem[] {
  if (tracing.storage !== "elasticsearch" || elastic !== undefined) return [];
  return [
    {
      key: "tracing.storage",
      problem: '"elasticsearch" needs Elasticsearch, and there is no section elastic',
      cure: {
        any: [
          { set: "elastic.version", to: "9.4.3" },
          { set: "tracing.storage", to: "badger" },
        ],
      },
    },
  ];
}

function copies(tracing: Tracing): Problem[] {
  const { storage, replicas, autoscaling } = tracing;
  const problems: Problem[] = [];
  if (storage !== "elasticsearch") {
    const why = `with storage ${storage}: each server would have its own traces, and a question goes to one of them`;
    if (replicas > 1) {
      problems.push({
        key: "tracing.replicas",
        problem: `${replicas} ${why}`,
        cure: {
          any: [
            { set: "tracing.replicas", to: "1" },
            { set: "tracing.storage", to: "elasticsearch" },
          ],
        },
      });
    }
    if (autoscaling !== undefined) {
      problems.push({
        key: "tracing.autoscaling",
        problem: `is on ${why}`,
        cure: { any: [{ unset: "tracing.autoscaling" }, { set: "tracing.storage", to: "elasticsearch" }] },
      });
    }
  }
  return [...problems, ...autoscalingProblems("tracing", tracing)];
}

function retention({ storage, retention }: Tracing): Problem[] {
  const days = seconds(retention) / 86_400;
  if (storage !== "elasticsearch" || Number.isInteger(days)) return [];
  return [
    {
      key: "tracing.retention",
      problem: `"${retention}" is not a number of whole days: Elasticsearch has an index a day, which is deleted as a whole`,
      cure: { set: "tracing.retention", to: `${Math.max(1, Math.ceil(days))}d` },
    },
  ];
}

function strategies({ storage, sampling }: Tracing): Problem[] {
  const { adaptive, perService } = sampling;
  const problems = [
    ...param("tracing.sampling", sampling),
    ...perService.flatMap((service, index) => param(`tracing.sampling.perService[${index}]`, service)),
    ...repeated(
      perService.map(({ service }) => service),
      (index) => `tracing.sampling.perService[${index}].service`,
    ),
    ...perService.flatMap(({ type, operations }, index) =>
      type === "ratelimiting" && operations.length > 0
        ? [
            {
              key: `tracing.sampling.perService[${index}].operations`,
              problem:
                "is set for a service with ratelimiting: it would go by the operations, and start no other trace",
              cure: { set: `tracing.sampling.perService[${index}].type`, to: "probabilistic" },
            },
          ]
        : [],
    ),
    ...perService.flatMap(({ operations }, service) =>
      repeated(
        operations.map(({ operation }) => operation),
        (index) => `tracing.sampling.perService[${service}].operations[${index}].operation`,
      ),
    ),
  ];
  if (!adaptive) return problems;
  const off: Cure = { set: "tracing.sampling.adaptive", to: "false" };
  if (storage === "elasticsearch") {
    problems.push({
      key: "tracing.sampling.adaptive",
      problem: "is on with storage elasticsearch: Jaeger keeps what it counts with in memory, badger or Cassandra only",
      cure: off,
    });
  }
  if (perService.length > 0) {
    problems.push({
      key: "tracing.sampling.perService",
      problem: "is set with adaptive sampling, which works out the share of every service itself",
      cure: { any: [{ unset: "tracing.sampling.perService" }, off] },
    });
  }
  if (sampling.type === "ratelimiting") {
    problems.push({
      key: "tracing.sampling.type",
      problem: "is ratelimiting with adaptive sampling, which begins with a share",
      cure: { any: [{ set: "tracing.sampling.type", to: "probabilistic" }, off] },
    });
  }
  return problems;
}

/** A share is at most 1; of a rate, Jaeger drops what is behind the point, so that 0.5 would be none at all. */
function param(at: string, { type, param }: Pick<Tracing["sampling"], "type" | "param">): Problem[] {
  const key = `${at}.param`;
  if (type === "probabilistic" && param > 1) {
    const percentage = param <= 100 ? param / 100 : 1;
    return [{ key, problem: `${param} is above 1: it is a share`, cure: { set: key, to: String(percentage) } }];
  }
  if (type === "ratelimiting" && !Number.isInteger(param)) {
    const whole = String(Math.max(1, Math.round(param)));
    const problem = `${param} is not a whole number of traces a second`;
    return [{ key, problem, cure: { set: key, to: whole } }];
  }
  return [];
}

function repeated(names: readonly string[], key: (index: number) => string): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            key: key(index),
            problem: `"${name}" is there already`,
            cure: { edit: "keep one of the two in {file}" },
          },
        ],
  );
}

function memoryOfTraces({ storage, maxTraces, resources }: Tracing): Problem[] {
  const needed = maxTraces * BYTES_PER_TRACE;
  const limit = bytes(resources.memoryLimit);
  if (storage !== "memory" || needed < 0.7 * limit) return [];
  return [
    {
      key: "tracing.maxTraces",
      problem: `${maxTraces} traces take about ${formatBytes(needed)}, and tracing.resources.memoryLimit is ${resources.memoryLimit}: Jaeger will refuse spans before it has so many`,
      cure: { set: "tracing.maxTraces", to: String(Math.floor((0.7 * limit) / BYTES_PER_TRACE)) },
    },
  ];
}

function memoryLimit({ tracing }: Settings): Problem[] {
  return memoryProblems("tracing.resources", tracing.resources);
}

const withTracing =
  (check: (tracing: Tracing) => Problem[]): Check =>
  (settings) =>
    hasTracing(settings) ? check(settings.tracing) : [];

export const jaegerChecks: readonly Check[] = [
  memoryLimit,
  storage,
  ...[copies, retention, strategies].map(withTracing),
];

export const jaegerWarnings: readonly Check[] = [withTracing(memoryOfTraces)];
