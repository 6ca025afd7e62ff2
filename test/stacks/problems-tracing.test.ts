import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) => {
  const quoted = /\[/.test(key) ? `'${key}'` : key;
  return `npx pulumi config set --stack dev --path ${quoted} ${value}`;
};
const ALERTS =
  'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")';

describe("traces whose settings do not go together", () => {
  itFinds("Elasticsearch without Elasticsearch", { tracing: { storage: "elasticsearch" } }, [
    `tracing.storage: "elasticsearch" needs Elasticsearch, and there is no section elastic -> ${set("elastic.version", "9.4.3")}, or ${set("tracing.storage", "badger")}`,
  ]);
  for (const storage of ["memory", "badger"]) {
    const why = `with storage ${storage}: each server would have its own traces, and a question goes to one of them`;
    itFinds(`several servers with ${storage}`, { tracing: { storage, replicas: 2, autoscaling: { max: 3 } } }, [
      `tracing.replicas: 2 ${why} -> ${set("tracing.replicas", "1")}, or ${set("tracing.storage", "elasticsearch")}`,
      `tracing.autoscaling: is on ${why} -> npx pulumi config rm --stack dev --path tracing.autoscaling, or ${set("tracing.storage", "elasticsearch")}`,
    ]);
  }
  itFinds(
    "fewer replicas at most than at least",
    { elastic: {}, tracing: { storage: "elasticsearch", autoscaling: { min: 4, max: 3 } } },
    [`tracing.autoscaling.max: 3 is below tracing.autoscaling.min (4) -> ${set("tracing.autoscaling.max", "4")}`],
  );
  itFinds(
    "a part of a day, of which Elasticsearch has one index",
    { elastic: {}, tracing: { storage: "elasticsearch", retention: "36h" } },
    [
      `tracing.retention: "36h" is not a number of whole days: Elasticsearch has an index a day, which is deleted as a whole -> ${set("tracing.retention", "2d")}`,
    ],
  );
  itFinds("no mistake in a part of a day elsewhere", { tracing: { storage: "badger", retention: "36h" } }, []);
  itFinds("shares above one", { tracing: { sampling: { param: 10, perService: [{ service: "a", param: 1.5 }] } } }, [
    `tracing.sampling.param: 10 is above 1: it is a share -> ${set("tracing.sampling.param", "0.1")}`,
    `tracing.sampling.perService[0].param: 1.5 is above 1: it is a share -> ${set("tracing.sampling.perService[0].param", "0.015")}`,
  ]);
  itFinds(
    "an operation's share above one",
    {
      tracing: { sampling: { perService: [{ service: "a", param: 1, operations: [{ operation: "o", param: 2 }] }] } },
    },
    [
      `tracing.sampling.perService[0].operations[0].param: 2 is above 1: it is a share -> ${set("tracing.sampling.perService[0].operations[0].param", "'<value>'")}`,
    ],
  );
  itFinds("half a trace a second", { tracing: { sampling: { type: "ratelimiting", param: 0.5 } } }, [
    `tracing.sampling.param: 0.5 is not a whole number of traces a second -> ${set("tracing.sampling.param", "1")}`,
  ]);
  itFinds(
    "a service twice, with an operation twice",
    {
      tracing: {
        sampling: {
          perService: [
            {
              service: "a",
              param: 1,
              operations: [
                { operation: "o", param: 1 },
                { operation: "o", param: 0 },
              ],
            },
            { service: "a", param: 0 },
          ],
        },
      },
    },
    [
      'tracing.sampling.perService[1].service: "a" is there already -> keep one of the two in Pulumi.dev.yaml',
      'tracing.sampling.perService[0].operations[1].operation: "o" is there already -> keep one of the two in Pulumi.dev.yaml',
    ],
  );
  itFinds(
    "operations of a service with a rate",
    {
      tracing: {
        sampling: {
          perService: [{ service: "a", type: "ratelimiting", param: 5, operations: [{ operation: "o", param: 1 }] }],
        },
      },
    },
    [
      `tracing.sampling.perService[0].operations: is set for a service with ratelimiting: it would go by the operations, and start no other trace -> ${set("tracing.sampling.perService[0].type", "probabilistic")}`,
    ],
  );
  itFinds(
    "adaptive sampling where nothing keeps its figures",
    { elastic: {}, tracing: { storage: "elasticsearch", sampling: { adaptive: true } } },
    [
      `tracing.sampling.adaptive: is on with storage elasticsearch: Jaeger keeps what it counts with in memory, badger or Cassandra only -> ${set("tracing.sampling.adaptive", "false")}`,
    ],
  );
  itFinds(
    "adaptive sampling beside what it would overrule",
    {
      tracing: { sampling: { adaptive: true, type: "ratelimiting", perService: [{ service: "a", param: 1 }] } },
    },
    [
      `tracing.sampling.perService: is set with adaptive sampling, which works out the share of every service itself -> npx pulumi config rm --stack dev --path tracing.sampling.perService, or ${set("tracing.sampling.adaptive", "false")}`,
      `tracing.sampling.type: is ratelimiting with adaptive sampling, which begins with a share -> ${set("tracing.sampling.type", "probabilistic")}, or ${set("tracing.sampling.adaptive", "false")}`,
    ],
  );
  itFinds("a memory limit below the request", { tracing: { resources: { memory: "2Gi" } } }, [
    `tracing.resources.memoryLimit: "1Gi" is below the request of 2Gi -> ${set("tracing.resources.memoryLimit", "4Gi")}`,
  ]);
  itFinds("nothing where there are no traces", { tracing: { storage: "none", replicas: 2 } }, []);
  itWarns("more traces than the memory holds", { tracing: { maxTraces: 100_000 } }, [
    ALERTS,
    `tracing.maxTraces: 100000 traces take about 3.8Gi, and tracing.resources.memoryLimit is 1Gi: Jaeger will refuse spans before it has so many -> ${set("tracing.maxTraces", "18350")}`,
  ]);
});
