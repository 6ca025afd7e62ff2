/** The volumes of Elasticsearch's nodes. */
import { ELASTICSEARCH } from "../../names/elastic";
import type { Settings } from "../../settings";
import type { Volume } from "../support/deployed/volumes";

/** Names are the operator's: `<cluster>-es-<set>`, and the claim that it mounts as the data's. */
export function elasticVolumes({ elastic }: Settings): Volume[] {
  return (elastic?.nodes ?? []).map(({ name, storage }, index) => ({
    store: "elasticsearch",
    key: `elastic.nodes[${index}].storage`,
    size: storage,
    workload: `statefulset/${ELASTICSEARCH}-es-${name}`,
    volume: "elasticsearch-data",
    owner: `elasticsearch/${ELASTICSEARCH}`,
    keeper: "elastic-operator",
    otherwise: {
      edit: `give the set another name (elastic.nodes[${index}].name): new nodes are made, the data moves to them, and "${name}" goes`,
    },
  }));
}
