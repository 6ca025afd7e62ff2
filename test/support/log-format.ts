/** A line as docs/log-format.md has it, with which nothing is wrong. */
export const GOOD = {
  timestamp: "2026-03-14T09:26:53.589Z",
  level: "info",
  message: "order placed",
  service: "shop",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  span_id: "00f067aa0ba902b7",
};
