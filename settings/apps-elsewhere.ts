/** Applications that other Pulumi programs watch, each beside the service itself: `appsElsewhere` (packages/monitored-app). */
import { z } from "zod";
import { list } from "./bounds";
import { duration } from "./types";

export const appsElsewhere = z
  .strictObject({
    sloWindows: list(duration(), 10)
      .default(["30d"])
      .describe("the windows that their SLOs may have; each is computed for all of them at once"),
  })
  .optional()
  .describe(
    "applications that other Pulumi programs watch by the component MonitoredApp: what looks after them here, and the stack's output `applications` for them. Default: there are none",
  );
