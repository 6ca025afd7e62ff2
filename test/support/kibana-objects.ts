/** Kibana's objects as the tests look at them: checked, and their JSON parsed. */
import { kibanaObjects } from "../../dashboards/kibana";
import { type KibanaObject, kibanaObject, type LensPanel } from "./kibana";
import { settingsOf } from "./settings";

/** The settings that {@link objects} are made from. */
export const settings = settingsOf({ cluster: { name: "test", platform: "generic", domain: "example.com" } });

export const objects: KibanaObject[] = kibanaObjects(settings).map((object) => kibanaObject.parse(object));

export const ofType = <T extends KibanaObject["type"]>(type: T) =>
  objects.filter((object): object is Extract<KibanaObject, { type: T }> => object.type === type);

export const dashboards = ofType("dashboard");
export const searches = ofType("search");

/** Every panel, with a name for messages. */
export const panels = dashboards.flatMap((dashboard) =>
  dashboard.attributes.panelsJSON.map((panel) => ({ panel, name: `${dashboard.id}/${panel.panelIndex}` })),
);

/** Every chart with its one layer. */
export const charts = panels.flatMap(({ panel, name }) =>
  panel.type === "lens" ? [{ name, ...layerOf(name, panel) }] : [],
);

function layerOf(name: string, { embeddableConfig: { attributes } }: LensPanel) {
  const [layer, ...more] = Object.entries(attributes.state.datasourceStates.formBased.layers);
  if (layer === undefined || more.length > 0) throw new Error(`${name} has not one layer`);
  return { id: layer[0], attributes, ...layer[1] };
}

/** The fields that a dashboard's controls narrow it by, in their order. */
export function controlled({ attributes }: (typeof dashboards)[number]): string[] {
  return Object.values(attributes.controlGroupInput.panelsJSON)
    .sort((a, b) => a.order - b.order)
    .map(({ explicitInput }) => explicitInput.fieldName);
}
