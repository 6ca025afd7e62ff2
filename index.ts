import { observability } from "./stacks/observability";
import { loadSettings } from "./stacks/settings";

export const { urls, grafanaPassword, elasticPasswords } = observability(loadSettings());
