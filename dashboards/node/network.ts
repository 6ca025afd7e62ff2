/** Network of the picked node: its own interfaces, those of pods and bridges aside. */
import { VIRTUAL_INTERFACES } from "../../names/nodes";
import { graph, type Panel } from "../common";
import { rate, rateBy } from "./selectors";

const OWN = `,device!~"${VIRTUAL_INTERFACES}"`;
const by = (counter: string) => rateBy("device", `node_network_${counter}_total`, OWN);

export function bytes(): Panel {
  return graph({
    title: "Received and sent",
    description:
      "Bytes a second in (above zero) and out (below) through each interface. A flat top is the interface's limit, or the instance's: spread what talks most, or take a larger one.",
    width: 8,
    unit: "Bps",
    queries: [
      { expr: by("receive_bytes"), legend: "{{device}} in" },
      { expr: by("transmit_bytes"), legend: "{{device}} out" },
    ],
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}

export function lost(): Panel {
  const lines = [
    ["receive_errs", "in, wrong"],
    ["receive_drop", "in, dropped"],
    ["transmit_errs", "out, wrong"],
    ["transmit_drop", "out, dropped"],
  ] as const;
  return graph({
    title: "Packets lost",
    description:
      "Packets a second that were wrong or dropped at each interface. Wrong ones are a cable, a port or a driver; dropped ones a queue that is full. Anything that stays is worth a look at the host.",
    width: 8,
    unit: "suffix: /s",
    queries: lines.map(([counter, legend]) => ({ expr: `${by(counter)} > 0`, legend: `{{device}} ${legend}` })),
    empty: "None is lost",
  });
}

export function retransmitted(): Panel {
  return graph({
    title: "Retransmitted",
    description:
      "The share of TCP segments that had to be sent again, as nobody acknowledged them. Above one in a hundred the way is bad: compare with other nodes on the page Network.",
    width: 8,
    unit: "percentunit",
    queries: [
      {
        expr: `sum(${rate("node_netstat_Tcp_RetransSegs")}) / (sum(${rate("node_netstat_Tcp_OutSegs")}) > 0)`,
        legend: "segments",
      },
    ],
  });
}
