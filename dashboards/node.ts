/** The page of nodes: all of them side by side, and everything about the one that is picked. */
import { NODE_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import * as cpu from "./node/cpu";
import * as disks from "./node/disks";
import * as kernel from "./node/kernel";
import * as memory from "./node/memory";
import * as network from "./node/network";
import * as now from "./node/now";
import { type Dashboard, oneOf, page } from "./page";

export function nodeDashboard(settings: Settings): Dashboard {
  const { thresholds } = settings;
  return page({
    uid: NODE_UID,
    title: "Node utilisation",
    description: "All nodes side by side, and of the one that is picked its CPU, memory, disks, network and kernel.",
    tags: ["platform", "nodes"],
    variables: [oneOf("node", "Node", 'kube_node_info{job="kube-state-metrics"}')],
    about: 'node="$node"',
    rollouts: false,
    rows: {
      "Every node": [now.everyNode(thresholds)],
      "Node $node": [now.state(thresholds), now.alerts(settings), cpu.byMode(thresholds), memory.used(thresholds)],
      "CPU and pressure": [cpu.load(), cpu.pressure(), cpu.switches()],
      "Memory and swap": [memory.swap(), memory.swapping(), memory.faults()],
      Disks: [
        disks.space(thresholds),
        disks.inodes(thresholds),
        disks.daysLeft(thresholds),
        disks.busy(),
        disks.latency(),
        disks.operations(),
        disks.bytes(),
      ],
      Network: [network.bytes(), network.lost(), network.retransmitted()],
      Kernel: [kernel.conntrack(), kernel.files(), kernel.clock()],
    },
  });
}
