/** Checks of what the traces' settings say together. */
import type { Findings } from "./checks";
import { collectorPipelineChecks } from "./collector-pipeline-checks";
import { autoscalingProblems } from "./autoscaling-checks";
import { type Problem, setCommand } from "./problems";
import { bytes, formatBytes, seconds } from "./schema/units";
import type { Settings } from "./settings";

/**
 * Memory of a trace of 20 spans with 8 attributes each. Measured on Jaeger 2.13: 10,000 of them are 200 MiB of heap, and
 * 370 MiB of memory with what Go has not collected yet.
 */
const BYTES_PER_TRACE = 40 * 2 ** 10;

export function tracingChecks(stack: string, settings: Settings): Findings {
  const { tracing } = settings;
  if (tracing.storage === "none") return { problems: [], warnings: [] };
  const collectors = collectorPipelineChecks(stack, settings);
  return {
    problems: [
      ...storage(stack, settings),
      ...copies(stack, tracing),
      ...retention(stack, tracing),
      ...strategies(stack, tracing),
      ...(collectors.problems ?? []),
    ],
    warnings: [...memory(stack, tracing), ...(collectors.warnings ?? [])],
  };
}

type Tracing = Settings["tracing"];

function storage(stack: string, { tracing, elastic }: Settings): Problem[] {
  if (tracing.storage !== "elasticsearch" || elastic !== undefined) return [];
  return [
    {
      key: "tracing.storage",
      problem: '"elasticsearch" needs Elasticsearch, and there is no section elastic',
      mend: `${setCommand(stack, "elastic.version", "9.4.3")}, or ${setCommand(stack, "tracing.storage", "badger")}`,
    },
  ];
}

function copies(stack: string, { storage, replicas, autoscaling }: Tracing): Problem[] {
  const problems: Problem[] = [];
  if (storage !== "elasticsearch") {
    const why = `with storage ${storage}: each server would have its own traces, and a question goes to one of them`;
    if (replicas > 1) {
      problems.push({
        key: "tracing.replicas",
        problem: `${replicas} ${why}`,
        mend: `${setCommand(stack, "tracing.replicas", "1")}, or ${setCommand(stack, "tracing.storage", "elasticsearch")}`,
      });
    }
    if (autoscaling !== undefined) {
      problems.push({
        key: "tracing.autoscaling",
        problem: `is on ${why}`,
        mend: `npx pulumi config rm --stack ${stack} --path tracing.autoscaling, or ${setCommand(stack, "tracing.storage", "elasticsearch")}`,
      });
    }
  }
  return [...problems, ...autoscalingProblems(stack, "tracing", { autoscaling })];
}

function retention(stack: string, { storage, retention }: Tracing): Problem[] {
  const days = seconds(retention) / 86_400;
  if (storage !== "elasticsearch" || Number.isInteger(days)) return [];
  return [
    {
      key: "tracing.retention",
      problem: `"${retention}" is not a number of whole days: Elasticsearch has an index a day, which is deleted as a whole`,
      mend: setCommand(stack, "tracing.retention", `${Math.max(1, Math.ceil(days))}d`),
    },
  ];
}

function strategies(stack: string, { storage, sampling }: Tracing): Problem[] {
  const { adaptive, perService } = sampling;
  const problems = [
    ...param(stack, "tracing.sampling", sampling),
    ...perService.flatMap((service, index) => param(stack, `tracing.sampling.perService[${index}]`, service)),
    ...repeated(
      stack,
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
              mend: setCommand(stack, `tracing.sampling.perService[${index}].type`, "probabilistic"),
            },
          ]
        : [],
    ),
    ...perService.flatMap(({ operations }, service) =>
      repeated(
        stack,
        operations.map(({ operation }) => operation),
        (index) => `tracing.sampling.perService[${service}].operations[${index}].operation`,
      ),
    ),
  ];
  if (!adaptive) return problems;
  const off = setCommand(stack, "tracing.sampling.adaptive", "false");
  if (storage === "elasticsearch") {
    problems.push({
      key: "tracing.sampling.adaptive",
      problem:
        "is on with storage elasticsearch: Jaeger keeps what it reckons with in memory, badger or Cassandra only",
      mend: off,
    });
  }
  if (perService.length > 0) {
    problems.push({
      key: "tracing.sampling.perService",
      problem: "is set with adaptive sampling, which reckons the share of every service itself",
      mend: `npx pulumi config rm --stack ${stack} --path tracing.sampling.perService, or ${off}`,
    });
  }
  if (sampling.type === "ratelimiting") {
    problems.push({
      key: "tracing.sampling.type",
      problem: "is ratelimiting with adaptive sampling, which begins with a share",
      mend: `${setCommand(stack, "tracing.sampling.type", "probabilistic")}, or ${off}`,
    });
  }
  return problems;
}

/** A share is at most 1; of a rate, Jaeger drops what is behind the point, so that 0.5 would be none at all. */
function param(stack: string, at: string, { type, param }: Pick<Tracing["sampling"], "type" | "param">): Problem[] {
  const key = `${at}.param`;
  if (type === "probabilistic" && param > 1) {
    const percentage = param <= 100 ? param / 100 : 1;
    return [{ key, problem: `${param} is above 1: it is a share`, mend: setCommand(stack, key, String(percentage)) }];
  }
  if (type === "ratelimiting" && !Number.isInteger(param)) {
    const whole = String(Math.max(1, Math.round(param)));
    const problem = `${param} is not a whole number of traces a second`;
    return [{ key, problem, mend: setCommand(stack, key, whole) }];
  }
  return [];
}

function repeated(stack: string, names: readonly string[], key: (index: number) => string): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            key: key(index),
            problem: `"${name}" is there already`,
            mend: `keep one of the two in Pulumi.${stack}.yaml`,
          },
        ],
  );
}

function memory(stack: string, { storage, maxTraces, resources }: Tracing): Problem[] {
  const needed = maxTraces * BYTES_PER_TRACE;
  const limit = bytes(resources.memoryLimit);
  if (storage !== "memory" || needed < 0.7 * limit) return [];
  return [
    {
      key: "tracing.maxTraces",
      problem: `${maxTraces} traces take about ${formatBytes(needed)}, and tracing.resources.memoryLimit is ${resources.memoryLimit}: Jaeger will refuse spans before it has so many`,
      mend: setCommand(stack, "tracing.maxTraces", String(Math.floor((0.7 * limit) / BYTES_PER_TRACE))),
    },
  ];
}
