/** The scalar types that the sections of the settings are made of: each with the message that its mistake gets. */
import { z } from "zod";
import * as units from "./units";

/** What a failed pattern says, and what the message offers as a value that would do. */
function text(pattern: RegExp, kind: string, example: string) {
  return z.string().regex(pattern, { error: `is not ${kind} (for example ${example})` });
}

export const duration = () => text(units.DURATION, "a duration", "15d, 12h or 30s");
export const quantity = () => text(units.BYTES, "a quantity of bytes", "50Gi or 500Mi");
export const cpu = () => text(units.CPU, "a quantity of CPU", "250m or 2");
export const name = () => text(units.NAME, "a name of lower-case letters, digits and dashes", "platform-alerts");
export const host = () => text(units.HOST, "a host name", "grafana.example.com");
export const hostPort = () => text(units.HOST_PORT, "a host with a port", "smtp.example.com:587");
export const timeOfDay = () => text(units.TIME_OF_DAY, "a time of day", "22:00");
export const url = () => text(/^https?:\/\/[^\s/]+\.?[^\s]*$/, "an http(s) URL", "https://example.com/path");
export const email = () => z.email({ error: "is not an e-mail address (for example oncall@example.com)" });
export const percent = () =>
  z
    .number()
    .gt(0, { error: "is not a percentage above 0 and at most 100 (for example 85)" })
    .lte(100, { error: "is not a percentage above 0 and at most 100 (for example 85)" });
export const count = () => z.int({ error: "is not a whole number" }).min(1, { error: "is below 1" });

/** CPU and memory of one replica. There is no CPU limit: a throttled Prometheus or Alertmanager is late, not cheaper. */
export function resources(defaults: { cpu: string; memory: string; memoryLimit: string }) {
  return z
    .strictObject({
      cpu: cpu().default(defaults.cpu).describe("CPU request of one replica"),
      memory: quantity().default(defaults.memory).describe("memory request of one replica"),
      memoryLimit: quantity()
        .default(defaults.memoryLimit)
        .describe("memory limit of one replica, well above the request: start-up after a crash takes more"),
    })
    .prefault({})
    .describe("what one replica asks for");
}

/** Replicas by CPU use; `what` they are. */
export function autoscaling(what: string) {
  return z
    .strictObject({
      min: count().default(2).describe("replicas at least"),
      max: count().describe("replicas at most"),
      cpuPercent: percent().default(70).describe("CPU use, as a share of the request, that replicas are added at"),
    })
    .optional()
    .describe(
      `as many ${what} as their CPU use asks for, instead of \`replicas\` (needs a metrics server). Default: always \`replicas\``,
    );
}

/** A volume's size, or `none` for one that goes with its pod. */
export const storage = (fallback: string) =>
  z
    .union([quantity(), z.literal("none")], {
      error: "is not a quantity of bytes (for example 50Gi), nor none",
    })
    .default(fallback);

/** Whether what tells who somebody is is taken out of log lines, beside credentials. */
export const personalData = () =>
  z
    .boolean()
    .default(true)
    .describe(
      "whether e-mail addresses and bank account numbers are redacted too; credentials and card numbers always are",
    );
