/** Which traces of one application are kept: `apps[].tracing`. */
import { z } from "zod";
import { samplingLimits } from "./otel-collector";

export const appTracing = z
  .strictObject(samplingLimits)
  .optional()
  .describe(
    "which of the traces that it takes part in are kept, beside those with errors. Default: tracing.tailSampling",
  );
