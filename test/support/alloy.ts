/** A real Alloy for tests, with a stack's own configuration but for what needs a cluster. */
import * as fs from "node:fs";
import * as path from "node:path";
import { alloyConfig } from "../../components/log-pipeline/alloy";
import { lokiPushUrl } from "../../names/loki";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";
import type { Settings } from "../../settings";

/** What the configuration begins with needs a cluster: it says which files there are, and what is known of each. */
const FROM_HERE = 'loki.source.file "pods"';
const TARGETS = "local.file_match.pods.targets";

/**
 * Starts Alloy on one file as if it were a container's, with the labels that Kubernetes would give it.
 * @param target.nodeFiles Files in the place of a node's own, by their paths there.
 */
export async function startAlloy(
  binary: string,
  target: {
    url: string;
    settings: Settings;
    file: string;
    labels: Record<string, string>;
    nodeFiles?: Record<string, string>;
  },
): Promise<Running> {
  const whole = alloyConfig(target.settings);
  const own = whole.slice(whole.indexOf(FROM_HERE));
  const push = lokiPushUrl(target.settings);
  if (!own.startsWith(FROM_HERE) || !own.includes(TARGETS) || !own.includes(push)) {
    throw new Error(`the configuration is not what this knows to cut:\n${whole}`);
  }
  const labels = Object.entries({ ...target.labels, __path__: target.file });
  const list = `[{${labels.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ")}}]`;
  const folder = path.dirname(target.file);
  const file = path.join(folder, "config.alloy");
  const here = own.replace(TARGETS, () => list).replace(push, `${target.url}/loki/api/v1/push`);
  const nodeFiles = Object.entries(target.nodeFiles ?? {});
  fs.writeFileSync(
    file,
    nodeFiles.reduce((text, [there, at]) => text.replaceAll(JSON.stringify(there), JSON.stringify(at)), here),
  );
  const [port = 0] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const args = [
    "run",
    `--server.http.listen-addr=${address}`,
    `--storage.path=${folder}/alloy`,
    "--disable-reporting",
    file,
  ];
  return startReady(binary, args, `http://${address}/-/ready`);
}
