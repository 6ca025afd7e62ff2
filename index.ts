import { settle } from "./stacks/deployed";
import { observability, type Outputs } from "./stacks/observability";
import { loadSettings } from "./stacks/settings";

/** The program: its result is the stack's outputs. */
export = async (): Promise<Outputs> => {
  const { settings, credentials } = loadSettings();
  return observability({ settings: await settle(settings), credentials });
};
