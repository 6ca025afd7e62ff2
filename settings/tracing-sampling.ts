import { z } from "zod";
import { list, MOST_OF_ANYTHING } from "./bounds";
import { filled } from "./texts";

const type = z
  .enum(["probabilistic", "ratelimiting"])
  .describe("`probabilistic`: `param` is the share of traces; `ratelimiting`: traces a second that one process starts");

const rate = () => z.number().max(MOST_OF_ANYTHING, { error: "is above 2,147,483,647" });

const param = rate()
  .min(0, { error: "is below 0" })
  .describe("for `probabilistic` a share from 0 to 1, for `ratelimiting` a whole number of traces a second");

const operation = z.strictObject({
  operation: filled().describe("the name of the span that a trace begins with, e.g. GET /health"),
  param: z
    .number()
    .min(0, { error: "is below 0" })
    .max(1, { error: "is above 1: it is a share" })
    .describe("the share of its traces, from 0 to 1: operations know no other kind of sampling"),
});

const service = z.strictObject({
  service: filled().describe("the service's name, service.name of its spans"),
  type: type.default("probabilistic"),
  param,
  operations: list(operation).default([]).describe("operations of the service that differ from it"),
});

/** What Jaeger answers to services that ask it how much to sample. */
export const sampling = z
  .strictObject({
    type: type.default("probabilistic"),
    param: param.default(1),
    perService: list(service).default([]).describe("services that differ"),
    adaptive: z
      .boolean()
      .default(false)
      .describe(
        "whether Jaeger works out the share of every operation from its traffic, beginning with `param`. Not with storage `elasticsearch`, which keeps no such figures",
      ),
    targetPerSecond: rate()
      .gt(0, { error: "is not above 0" })
      .default(1)
      .describe("adaptive: the traces a second of each operation of each service that the share is worked out for"),
  })
  .prefault({})
  .describe(
    "head sampling: what Jaeger tells the services that ask it (remote sampling). Services that do not ask decide themselves",
  );
