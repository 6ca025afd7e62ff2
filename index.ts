import { settle } from "./stacks/deployed";
import { observability, type Outputs } from "./stacks/observability";
import { loadSettings } from "./stacks/settings";

// A mistake ends the program here. Pulumi's Node host takes a minute to say an error that comes out of a promise.
const { settings, credentials } = loadSettings();

/** The program: its result is the stack's outputs. */
export = async (): Promise<Outputs> => observability({ settings: await settle(settings), credentials });
