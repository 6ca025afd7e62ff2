import { z } from "zod";
import { duration } from "./types";

/** The verification at the end of an update. */
export const verification = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        "whether an update that changed something ends with it, and fails where it fails. Without it, `npm run verify` is there all the same",
      ),
    timeout: duration()
      .default("5m")
      .describe(
        "how long is waited in all until everything is as it should be: a new pod is scraped a minute after it started",
      ),
  })
  .prefault({})
  .describe("what `pulumi up` does at its end: it asks whether the platform works (docs/verification.md)");
