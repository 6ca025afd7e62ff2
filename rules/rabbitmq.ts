/** RabbitMQ, by its own plugin rabbitmq_prometheus: whether its nodes are there, take messages, and get rid of them. */
import { BY_SERVER, commonOf, NAMED, ofServer, shareOf } from "./databases";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";

const NODES = "job:rabbitmq_nodes:last";
const MEMORY = "instance:rabbitmq_memory:ratio";
const DESCRIPTORS = "instance:rabbitmq_descriptors:ratio";
const READY = "queue:rabbitmq_messages_ready:sum";
const UNACKNOWLEDGED = "queue:rabbitmq_messages_unacked:sum";

/** One cluster: its nodes have one Service, after which the job is named. */
const BY_CLUSTER = "namespace, job";

/** One queue; all of a cluster together where the plugin exports no series for each. */
const BY_QUEUE = `${BY_CLUSTER}, vhost, queue`;

/** A queue as texts name it. */
const QUEUE =
  "{{ with $labels.queue }}queue {{ . }}{{ else }}all queues{{ end }} of RabbitMQ {{ $labels.job }} in {{ $labels.namespace }}";

const common = commonOf("rabbitmq");
const ofCluster = { ...common, subject: ["job"] };
const ofQueue = { ...common, subject: ["job", "vhost", "queue"] };

export function rabbitmq({ thresholds: { databases } }: RuleSettings): RuleGroup[] {
  const { rabbitmq: own, ...all } = databases;
  return [
    {
      name: "rabbitmq",
      rules: [
        ...recordings(),
        clusterDown(all.downFor),
        nodeDown(all.downFor),
        alarmRaised(own.alarmFor),
        memoryHigh(own.memoryPercent, own.memoryFor),
        descriptorsNearLimit("critical", all.connectionsCriticalPercent, all.connectionsFor),
        descriptorsNearLimit("high", all.connectionsPercent, all.connectionsFor),
        queueGrowing(own.queued, own.queuedFor),
        unacknowledgedHigh(own.unacknowledged, own.unacknowledgedFor),
        messagesUnroutable(own.unroutable, own.unroutableFor),
      ],
    },
  ];
}

function recordings(): Recording[] {
  // Where both are scraped, the series of each queue say more than their sum.
  const queues = (what: string) => `
    sum by (${BY_QUEUE}) (rabbitmq_detailed_queue_${what})
    or
    sum by (${BY_QUEUE}) (rabbitmq_queue_${what} unless on (${BY_CLUSTER}) rabbitmq_detailed_queue_${what})`;
  return [
    // The plugin goes down with its node. As long as Prometheus has targets of the job, they are known to be RabbitMQ's.
    {
      record: NODES,
      expr: `
        count by (${BY_CLUSTER}) (group by (${BY_SERVER}) (rabbitmq_build_info))
        or (last_over_time(${NODES}[1h]) and on (${BY_CLUSTER}) up)`,
    },
    {
      record: MEMORY,
      expr: shareOf(
        ofServer("rabbitmq_process_resident_memory_bytes"),
        ofServer("rabbitmq_resident_memory_limit_bytes"),
      ),
    },
    {
      record: DESCRIPTORS,
      expr: shareOf(ofServer("rabbitmq_process_open_fds"), ofServer("rabbitmq_process_max_fds")),
    },
    { record: READY, expr: queues("messages_ready") },
    { record: UNACKNOWLEDGED, expr: queues("messages_unacked") },
  ];
}

function clusterDown(lasting: string): Alert {
  return {
    ...ofCluster,
    alert: "RabbitmqDown",
    severity: "critical",
    expr: `max by (${BY_CLUSTER}) (up) == 0 and on (${BY_CLUSTER}) ${NODES}`,
    for: lasting,
    keepFiringFor: "2m",
    summary: "RabbitMQ {{ $labels.job }} in {{ $labels.namespace }} gives no answer",
    description: `
      For ${lasting} no node of it has answered Prometheus. Publishers and consumers fail, and what is published meanwhile is lost
      unless they keep it.`,
  };
}

function nodeDown(lasting: string): Alert {
  return {
    ...common,
    alert: "RabbitmqDown",
    severity: "high",
    expr: `
      min by (${BY_SERVER}) (up) == 0
      and on (${BY_CLUSTER}) ${NODES}
      and on (${BY_CLUSTER}) up == 1`,
    for: lasting,
    keepFiringFor: "2m",
    summary: `Node ${NAMED} of RabbitMQ gives no answer`,
    description: `
      For ${lasting} the node has not answered Prometheus, and others of its cluster do. Its classic queues are away with it;
      quorum queues go on as long as most of their members are there.`,
  };
}

/** The plugin has a series for each kind of alarm, 1 while it is in effect on that node. */
function alarmRaised(lasting: string): Alert {
  const raised = (metric: string, what: string) =>
    `label_replace(${ofServer(`rabbitmq_alarms_${metric}`)} == 1, "what", "${what}", "", "")`;
  return {
    ...common,
    alert: "RabbitmqAlarmRaised",
    severity: "critical",
    subject: [...common.subject, "what"],
    expr: [raised("memory_used_watermark", "memory"), raised("free_disk_space_watermark", "disk")].join("\nor\n"),
    for: lasting,
    keepFiringFor: "2m",
    summary: `RabbitMQ blocks publishers: {{ $labels.what }} of ${NAMED}`,
    description: `
      For ${lasting} the alarm for {{ $labels.what }} has been in effect on the node. Every connection of the whole cluster that
      publishes is blocked until it ends.`,
  };
}

function memoryHigh(percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "RabbitmqMemoryHigh",
    severity: "high",
    expr: `100 * ${MEMORY} > ${percent}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `RabbitMQ ${NAMED} is near its memory watermark`,
    description: `
      For ${lasting} the node has used {{ $value | printf "%.0f" }} % of vm_memory_high_watermark, more than ${percent} %. At
      100 % it blocks every connection of the cluster that publishes.`,
  };
}

function descriptorsNearLimit(severity: "critical" | "high", percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "RabbitmqConnectionsNearLimit",
    severity,
    expr: `100 * ${DESCRIPTORS} > ${percent}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `RabbitMQ ${NAMED} can hardly take another connection`,
    description: `
      For ${lasting} {{ $value | printf "%.0f" }} % of the file descriptors that the node may open have been open, more than
      ${percent} %. Each connection and each queue's file is one; at 100 % it takes no connection.`,
  };
}

function queueGrowing(messages: number, lasting: string): Alert {
  return {
    ...ofQueue,
    alert: "RabbitmqQueueGrowing",
    severity: "high",
    expr: `${READY} > ${messages} and deriv(${READY}[30m]) > 0`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Messages pile up in ${QUEUE}`,
    description: `
      {{ $value | printf "%.0f" }} messages wait to be delivered, more than ${messages}, and for ${lasting} they have become more:
      consumers are away, or take longer than messages come.`,
  };
}

function unacknowledgedHigh(messages: number, lasting: string): Alert {
  return {
    ...ofQueue,
    alert: "RabbitmqMessagesUnacknowledged",
    severity: "medium",
    expr: `${UNACKNOWLEDGED} > ${messages}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Consumers do not acknowledge messages of ${QUEUE}`,
    description: `
      For ${lasting} more than ${messages} messages have been delivered and not acknowledged, {{ $value | printf "%.0f" }} now.
      They stay in memory, come again if the consumer ends, and no other consumer gets them meanwhile.`,
  };
}

function messagesUnroutable(messages: number, lasting: string): Alert {
  const counted = ["dropped", "returned"].map(
    (what) => `sum by (${BY_CLUSTER}) (increase(rabbitmq_global_messages_unroutable_${what}_total[5m]))`,
  );
  return {
    ...ofCluster,
    alert: "RabbitmqMessagesUnroutable",
    severity: "high",
    expr: `${counted.join("\n+ ")} > ${messages}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: "No queue takes messages that RabbitMQ {{ $labels.job }} in {{ $labels.namespace }} gets",
    description: `
      For ${lasting} more than ${messages} messages in five minutes have found no queue, {{ $value | printf "%.0f" }} now. Unless
      their publisher asks to get them back, they are dropped, and nobody is told.`,
  };
}
