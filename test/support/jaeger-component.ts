/** Jaeger's component in tests: its values, and the resources that it makes. */
import { jaegerValues } from "../../components/jaeger";
import type { RecordedResource } from "../../scripts/lib/engine";
import { planStack, runStack } from "../../scripts/lib/stack";
import type { Settings } from "../../settings";
import { rawOf } from "../stacks/parse";
import { settingsOf } from "./settings";
import { at } from "./values";

export const MEMORY = settingsOf();
export const BADGER = settingsOf({ tracing: { storage: "badger", retention: "36h" } });
export const IN_ELASTICSEARCH = { elastic: {}, tracing: { storage: "elasticsearch", retention: "14d" } };
export const ELASTICSEARCH = settingsOf(IN_ELASTICSEARCH);

/** A value of the release, by a path as {@link at} takes it. */
export const value = (settings: Settings, path: string) => at(jaegerValues(settings), path);

/** What Jaeger's component makes in a stack, by kind or type. */
export async function made(sections: Record<string, unknown>): Promise<Record<string, RecordedResource | undefined>> {
  const { resources } = await runStack(planStack("test", rawOf(sections)));
  const component = resources.find(({ type }) => type === "observability:tracing:Jaeger");
  const own = resources.filter(({ parent }) => component !== undefined && parent === component.urn);
  return Object.fromEntries(own.map((resource) => [resource.type.split(":").at(-1) ?? "", resource]));
}
