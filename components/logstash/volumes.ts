/** The volumes of Logstash. */
import type { Settings } from "../../settings";
import { LOGSTASH, LOGSTASH_STATEFULSET, volumeSize } from "../logstash";
import type { Volume } from "../support/deployed/volumes";

/** Names are the operator's: the claim is the one that it mounts as Logstash's data. It expands claims, and never shrinks one. */
export function logstashVolumes({ elastic }: Settings): Volume[] {
  if (elastic?.logstash === undefined) return [];
  const { queue, deadLetters } = elastic.logstash;
  return [
    {
      store: undefined,
      key: "elastic.logstash.queue",
      size: volumeSize(elastic.logstash),
      madeOf: `with queue ${queue} and deadLetters ${deadLetters}`,
      workload: `statefulset/${LOGSTASH_STATEFULSET}`,
      volume: "logstash-data",
      owner: `logstash/${LOGSTASH}`,
      keeper: "elastic-operator",
    },
  ];
}
