/** RabbitMQ's nodes: who is connected, what is left, and the messages that nobody takes. */
import type { Settings } from "../../settings";
import type { Panel } from "../common";
import { FOLDED, lines } from "./graphs";
import { BY_SERVER, levelLines, levels, NAMED, OF_JOB, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["rabbitmq"];

/** What a node uses of its memory watermark. */
export const MEMORY = "instance:rabbitmq_memory:ratio";

/** A counter of all messages. */
export const global = (what: string) => `rabbitmq_global_messages_${what}_total`;

/** Queues are of a cluster, whichever of its nodes is picked. */
export const BY_QUEUE = "namespace, job, vhost, queue";
export const ofQueue = { by: BY_QUEUE, picked: OF_JOB, made: "sum" } as const;
export const CONSUMERS = `(${levels("rabbitmq_detailed_queue_consumers", ofQueue)} or ${levels("rabbitmq_queue_consumers", ofQueue)})`;

export function clients(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Connections and channels",
      description:
        "What is open on the nodes that are picked. Channels that grow while connections do not are an application that opens one for each message and forgets it.",
      unit: "short",
    },
    [
      { expr: `sum(${levels("rabbitmq_connections")})`, legend: "connections" },
      { expr: `sum(${levels("rabbitmq_channels")})`, legend: "channels" },
      { expr: `sum(${CONSUMERS})`, legend: "consumers" },
    ],
  );
}

export function churn(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Connections opened and closed",
      description:
        "Connections a second that begin and end. Many of both are clients that connect for each message, or that fail to log in again and again: their lines say why.",
      unit: "cps",
    },
    ["opened", "closed"].map((what) => ({
      expr: `sum(${rates(`rabbitmq_connections_${what}_total`)})`,
      legend: what,
    })),
  );
}

export function memory({ memoryPercent }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Memory of its watermark",
      description: `What a node uses of vm_memory_high_watermark. Above ${memoryPercent}% it alerts; at 100% every publisher of the cluster is blocked: empty queues, or take acknowledgements of consumers that hang.`,
      unit: "percentunit",
    },
    levelLines(MEMORY),
    NAMED,
    [
      [memoryPercent / 100, "orange"],
      [1, "red"],
    ],
  ).axisSoftMax(1);
}

export function disk(): Panel {
  const times = `${levels("rabbitmq_disk_space_available_bytes")} / (${levels("rabbitmq_disk_space_available_limit_bytes")} > 0)`;
  return lines(
    {
      ...FOLDED,
      title: "Free disk, of what has to be free",
      description:
        "Free bytes of a node's volume by disk_free_limit. At 1 every publisher of the cluster is blocked (RabbitmqAlarmRaised): empty queues or enlarge the volume before that.",
      unit: "none",
    },
    `bottomk(10, ${times})`,
    NAMED,
  );
}

export function unroutable({ unroutable: most }: Own): Panel {
  const grown = (what: string) => `sum by (namespace, job) (increase(${global(`unroutable_${what}`)}{${OF_JOB}}[5m]))`;
  return lines(
    {
      ...FOLDED,
      title: "Unroutable, 5 minutes",
      description: `Messages that no queue takes; above ${most} it alerts. Those that are dropped are lost, and nobody is told: a binding or a queue is missing since somebody changed it.`,
      unit: "short",
    },
    [
      { expr: `topk(10, ${grown("dropped")})`, legend: "{{job}} dropped" },
      { expr: `topk(10, ${grown("returned")})`, legend: "{{job}} returned" },
    ],
    "",
    [[most, "orange"]],
  );
}

export function redelivered(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Delivered again",
      description:
        "Messages a second that a consumer gets once more, as it, or another, did not finish them. A steady line is one message that fails every time: give the queue a delivery limit.",
      unit: "cps",
    },
    rateLines(global("redelivered"), { by: BY_SERVER }),
  );
}

export function deadLettered(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Given up",
      description:
        "Messages a second that were refused by consumers or lived too long: to the dead letter exchange where there is one, else lost. Look at what is in its queue.",
      unit: "cps",
    },
    ["rejected", "expired"].map((what) => ({
      expr: `sum(${rates(global(`dead_lettered_${what}`))})`,
      legend: what,
    })),
  );
}
