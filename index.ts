import * as pulumi from "@pulumi/pulumi";
import { withBriefTraces } from "./stacks/brief-traces";
import { settle } from "./stacks/deployed";
import { showErrorsAtOnce } from "./stacks/inspectable";
import { observability, type Outputs } from "./stacks/observability";
import { loadSettings } from "./stacks/settings";

// Without an engine, the program runs in a process that is another's.
if (pulumi.runtime.hasEngine()) showErrorsAtOnce();

/** The program: its result is the stack's outputs. */
export = async (): Promise<Outputs> => {
  const { settings, credentials } = loadSettings();
  const settled = await settle(settings);
  return withBriefTraces(() => observability({ settings: settled, credentials }));
};
