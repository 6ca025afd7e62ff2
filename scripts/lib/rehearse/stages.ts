/** How kwok plays nodes, pods and volumes: its own fast Stage objects. */
import * as fs from "node:fs";
import * as path from "node:path";
import { kwokStages } from "../tools";

/** The Stage objects among a folder's files, as one YAML text. */
export function stagesIn(folder: string): string {
  return ["node", "pod", "volume"]
    .flatMap((kind) => {
      const files = fs.readdirSync(path.join(folder, kind, "fast")).filter((file) => file.endsWith(".yaml"));
      return files.sort().map((file) => fs.readFileSync(path.join(folder, kind, "fast", file), "utf8"));
    })
    .filter((text) => /^kind: Stage$/m.test(text))
    .join("\n---\n");
}

/**
 * A claim that asks for more gets it, as by the resizer of a storage driver: kwok's own stages only provide volumes. The class
 * is the one that those name, and is replaced with theirs.
 */
const EXPAND = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata:
  name: pvc-expand
spec:
  resourceRef:
    apiGroup: v1
    kind: PersistentVolumeClaim
  selector:
    matchExpressions:
    - cel:
        expression: >-
          self.spec.storageClassName == 'kwok-volume'
    - cel:
        expression: >-
          !has(self.metadata.deletionTimestamp)
    - cel:
        expression: >-
          self.status.phase == 'Bound'
    - cel:
        expression: >-
          self.spec.resources.requests['storage'] != self.status.capacity['storage']
  steps:
  - patch:
      root: status
      subresource: status
      template: |
        capacity:
        {{ YAML .spec.resources.requests 1 }}
`;

/** The Stage objects that a simulated cluster is played by. */
export async function stages(): Promise<string> {
  return [stagesIn(await kwokStages()), EXPAND].join("\n---\n");
}
