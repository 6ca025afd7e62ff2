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

/** The Stage objects that a simulated cluster is played by. */
export async function stages(): Promise<string> {
  return stagesIn(await kwokStages());
}
