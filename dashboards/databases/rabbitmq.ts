/** The page of RabbitMQ, by its own plugin rabbitmq_prometheus. */
import type { Settings } from "../../settings";
import { type Column, comparison } from "../columns";
import { type Panel, steps } from "../common";
import { shouldBeNone } from "../tiles";
import type { Dashboard } from "../page";
import { RABBITMQ } from "./engines";
import { connections, lines, OPEN, volumes } from "./graphs";
import { nearestLimit, worst } from "./now";
import { enginePage, memoryColumn } from "./page";
import * as nodes from "./rabbitmq-nodes";
import { BY_QUEUE, CONSUMERS, global, MEMORY, ofQueue } from "./rabbitmq-nodes";
import { levelLines, levels, OF_JOB, PICKED, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["rabbitmq"];

const READY = "queue:rabbitmq_messages_ready:sum";
const UNACKNOWLEDGED = "queue:rabbitmq_messages_unacked:sum";
const QUEUE = "{{job}} {{vhost}} {{queue}}";

export function rabbitmqDashboard(settings: Settings): Dashboard {
  const { databases } = settings.thresholds;
  const { rabbitmq: own } = databases;
  return enginePage(settings, RABBITMQ, {
    description:
      "RabbitMQ: which nodes answer, whether publishers are blocked, messages in and out, the queues that grow and who consumes them.",
    tiles: [blockedPublishers(), longest(own), nearestLimit([RABBITMQ], databases)],
    columns: [
      memoryColumn(MEMORY, own),
      { title: "Messages in", width: 105, expr: rates(global("received")), unit: "cps" },
    ],
    open: {
      "Messages in and out": [received(), delivered(), ready(own), unacknowledged(own)],
    },
    rows: {
      Queues: [queues(own)],
      "Connections and consumers": [connections(RABBITMQ, databases).span(8).height(8), nodes.clients(), nodes.churn()],
      "Memory and disk": [nodes.memory(own), nodes.disk(), volumes(settings.thresholds, 8)],
      "Errors and what comes back": [nodes.unroutable(own), nodes.redelivered(), nodes.deadLettered()],
    },
  });
}

function blockedPublishers(): Panel {
  const raised = ["memory_used_watermark", "free_disk_space_watermark"].map(
    (alarm) => `rabbitmq_alarms_${alarm}{${PICKED}}`,
  );
  return shouldBeNone(
    "Alarms",
    "Alarms for memory or disk that are in effect (RabbitmqAlarmRaised). While one is, every connection of its cluster that publishes is blocked: empty queues, or make room on the volume.",
    `count((${raised.map((one) => `label_replace(${one}, "alarm", "${one.includes("disk") ? "disk" : "memory"}", "", "")`).join(" or ")}) == 1)`,
    "red",
  ).span(6);
}

function longest({ queued }: Own): Panel {
  return worst(
    {
      title: "Longest queue",
      description: `Messages that wait in the longest queue. Above ${queued}, if it still grows, it alerts: consumers are away or too slow. The table of queues says how many there are.`,
      unit: "short",
      empty: "No queue",
    },
    levels(READY, ofQueue),
    "{{queue}}",
  ).thresholds(steps([queued, "orange"]));
}

function received(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Messages in",
      description:
        "Messages a second that publishers send to each node. A line that falls to nothing is an alarm that blocks them, or an application that is gone.",
      unit: "cps",
    },
    rateLines(global("received")),
  );
}

function delivered(): Panel {
  const of = (what: string) => `sum(${rates(global(what))})`;
  return lines(
    {
      ...OPEN,
      title: "Delivered and acknowledged",
      description:
        "Messages a second to consumers, and back as done. Fewer delivered than come in makes queues longer; fewer acknowledged than delivered is consumers that fail or take long.",
      unit: "cps",
    },
    [
      { expr: of("delivered"), legend: "delivered" },
      { expr: of("acknowledged"), legend: "acknowledged" },
    ],
  );
}

function ready({ queued }: Own): Panel {
  return lines(
    {
      ...OPEN,
      title: "Messages ready",
      description: `Messages that wait in the ten longest queues. Above ${queued} and still growing it alerts. A straight climb has no consumer; a slower one too few.`,
      unit: "short",
    },
    levelLines(READY, ofQueue),
    QUEUE,
    [[queued, "orange"]],
  );
}

function unacknowledged({ unacknowledged: most }: Own): Panel {
  return lines(
    {
      ...OPEN,
      title: "Messages unacknowledged",
      description: `Messages that consumers have and have not acknowledged, of the ten queues with most; above ${most} it alerts. A plateau at the prefetch is a consumer that hangs: restart it, and they come again.`,
      unit: "short",
    },
    levelLines(UNACKNOWLEDGED, ofQueue),
    QUEUE,
    [[most, "orange"]],
  );
}

/** So many queues are in the table: who looks for one of the others picks its job. */
const LISTED = 100;

function queues({ queued, unacknowledged: most }: Own): Panel {
  const first = `topk(${LISTED}, ${levels(READY, ofQueue)})`;
  const column = (title: string, expr: string, states?: Column["states"]): Column => ({
    title,
    expr: `${expr} and on (${BY_QUEUE}) ${first}`,
    unit: "short",
    decimals: 0,
    ...(states === undefined ? {} : { states }),
  });
  return comparison({
    title: "Queues",
    description: `The ${LISTED} longest queues. One with messages and no consumer waits for nobody: start its worker. Growth is messages a minute over the last quarter of an hour; with consumers there it says how many more are needed.`,
    width: 24,
    height: 10,
    labels: { queue: "Queue", vhost: "Virtual host", job: "Job", namespace: "Namespace" },
    columns: [
      column("Ready", levels(READY, ofQueue), [[queued, "orange"]]),
      column("Growth a minute", `60 * sum by (${BY_QUEUE}) (deriv(${READY}{${OF_JOB}}[15m]))`),
      column("Unacknowledged", levels(UNACKNOWLEDGED, ofQueue), [[most, "orange"]]),
      column("Consumers", CONSUMERS),
    ],
    worst: "Ready",
    empty: "No queue is exported",
  });
}
