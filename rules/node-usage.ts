/** What each node uses, in one series for each question, for pages that show all nodes side by side. */
import {
  NODE_CPU,
  NODE_DISK,
  NODE_DISK_BUSY,
  NODE_LOAD,
  NODE_MEMORY,
  NODE_PACKETS_LOST,
  NODE_RECEIVED,
  NODE_SENT,
  VIRTUAL_INTERFACES,
} from "../names/nodes";
import { DISK, EXPORTER } from "./node-disks";
import type { Recording, RuleGroup } from "./rule";

/** A series for each CPU. */
const CPUS = `count by (node) (node_cpu_seconds_total{${EXPORTER},mode="idle"})`;

const OWN_INTERFACES = `${EXPORTER},device!~"${VIRTUAL_INTERFACES}"`;

export function nodeUsage(): RuleGroup[] {
  return [{ name: "node-usage", interval: "1m", rules: [cpu(), load(), memory(), disk(), diskBusy(), ...network()] }];
}

function cpu(): Recording {
  return {
    record: NODE_CPU,
    expr: `sum by (node) (rate(node_cpu_seconds_total{${EXPORTER},mode!~"idle|iowait"}[5m])) / ${CPUS}`,
  };
}

function load(): Recording {
  return { record: NODE_LOAD, expr: `max by (node) (node_load5{${EXPORTER}}) / ${CPUS}` };
}

function memory(): Recording {
  const bytes = (what: string) => `max by (node) (node_memory_${what}_bytes{${EXPORTER}})`;
  return { record: NODE_MEMORY, expr: `1 - ${bytes("MemAvailable")} / ${bytes("MemTotal")}` };
}

/** One that may only be read is meant to be so, or is NodeDiskReadOnly's. */
function disk(): Recording {
  return {
    record: NODE_DISK,
    expr: `
      max by (node) (
        1 - node_filesystem_avail_bytes{${DISK}} / node_filesystem_size_bytes{${DISK}}
        and node_filesystem_readonly{${DISK}} == 0
      )`,
  };
}

function diskBusy(): Recording {
  return {
    record: NODE_DISK_BUSY,
    expr: `max by (node) (rate(node_disk_io_time_seconds_total{${EXPORTER}}[5m]))`,
  };
}

function network(): Recording[] {
  const rate = (counter: string) => `sum by (node) (rate(node_network_${counter}_total{${OWN_INTERFACES}}[5m]))`;
  return [
    { record: NODE_RECEIVED, expr: rate("receive_bytes") },
    { record: NODE_SENT, expr: rate("transmit_bytes") },
    {
      record: NODE_PACKETS_LOST,
      expr: ["receive_errs", "receive_drop", "transmit_errs", "transmit_drop"].map(rate).join("\n+ "),
    },
  ];
}
