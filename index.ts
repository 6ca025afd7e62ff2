import { observability } from "./stacks/observability";
import { loadSettings } from "./stacks/settings";

export const { urls, grafanaPassword } = observability(loadSettings());
