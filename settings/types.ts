/** The scalar types that the sections of the settings are made of: each with the message that its mistake gets. */
import { z } from "zod";
import * as bounds from "./bounds";
import * as units from "./units";

/** What a failed pattern says, and what the message offers as a value that would do. @param most Its characters. */
function text(pattern: RegExp, kind: string, example: string, most = bounds.MOST_UNIT_CHARACTERS) {
  const error = ({ input }: { input?: unknown }) =>
    typeof input === "string" && pattern.test(input.toLowerCase())
      ? `has capitals, and has to be in lower case (for example ${example})`
      : `is not ${kind} (for example ${example})`;
  return bounds.words(most).regex(pattern, { error });
}

/** A limit of a text whose form is right; of another, the form is the mistake. */
const within = (form: RegExp, holds: (value: string) => boolean) => (value: string) =>
  !form.test(value) || holds(value);

export const duration = () =>
  text(units.DURATION, "a duration", "15d, 12h or 30s").refine(within(units.DURATION, units.isDuration), {
    error: "is more than 290 years, and 64 bits of nanoseconds hold 292",
  });
/** @param least The least that does. Default: 1Mi, which every program that is given less rounds to nothing. */
export const quantity = (least = "1Mi") =>
  text(units.BYTES, "a quantity of bytes", "50Gi or 500Mi")
    .refine(
      within(units.BYTES, (value) => units.bytes(value) >= units.bytes(least)),
      { error: `is less than ${least}` },
    )
    .refine(
      within(units.BYTES, (value) => units.bytes(value) <= units.MAX_BYTES),
      { error: "is more than 1024Pi, and 64 bits hold 8192Pi" },
    );
export const cpu = () => text(units.CPU, "a quantity of CPU", "250m or 2");
export const name = () =>
  text(units.NAME, "a name of lower-case letters, digits and dashes", "platform-alerts", bounds.MOST_HOST_CHARACTERS);
export const host = () =>
  text(units.HOST, "a host name", "grafana.example.com", bounds.MOST_HOST_CHARACTERS).max(units.MAX_HOST, {
    error: `is longer than ${units.MAX_HOST} characters, past which Kubernetes takes neither an ingress nor a certificate for it`,
  });
export const hostPort = () =>
  text(units.HOST_PORT, "a host with a port", "smtp.example.com:587", bounds.MOST_HOST_CHARACTERS);
export const endpoint = () =>
  text(units.ENDPOINT, "a host, with or without a port", "minio.minio.svc:9000", bounds.MOST_HOST_CHARACTERS);
export const timeOfDay = () => text(units.TIME_OF_DAY, "a time of day", "22:00");
export const url = () => urlLike(units.URL_TEXT, "an http(s) URL");
/** Where files are served, to which their names are added. */
export const folderUrl = () => urlLike(units.FOLDER_URL, "an http(s) URL without a query or a fragment");
function urlLike(form: RegExp, what: string): z.ZodString {
  return text(form, what, "https://example.com/path", bounds.MOST_URL_CHARACTERS).refine(
    within(form, (value) => URL.canParse(value)),
    { error: "has a host that is no address (for example https://example.com/path)" },
  );
}
/** RFC 5321 has 64 characters for the mailbox, and 255 for the domain. */
export const email = () =>
  bounds.words(320).check(z.email({ error: "is not an e-mail address (for example oncall@example.com)" }));
/** A share of something that scales with it. */
export const percent = () =>
  z
    .int({ error: "is not a whole number" })
    .min(1, { error: "is not a percentage of 1 to 100 (for example 70)" })
    .max(100, { error: "is not a percentage of 1 to 100 (for example 70)" });
/** A share that is alerted on when it is exceeded: more than all of it is never used. */
export const threshold = () =>
  z
    .number()
    .gt(0, { error: "is not a percentage above 0 and below 100 (for example 85)" })
    .lt(100, { error: "is not a percentage above 0 and below 100 (for example 85)" });
/** @param most The most that does. */
export const count = (most?: number) => bounds.wholeNumber(most).min(1, { error: "is below 1" });
/** A metric's name. Source: Prometheus, "Data model", in the form that every version takes. */
export const metricName = () => bounds.words().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, { error: "is not a metric's name" });
/** Any number above 0, whole or not. */
export const amount = () =>
  z
    .number()
    .gt(0, { error: "is not above 0" })
    .max(bounds.MOST_OF_ANYTHING, { error: `is above ${bounds.grouped(bounds.MOST_OF_ANYTHING)}` });
/** How many servers, or nodes, there are. */
export const servers = () => count(bounds.MOST_SERVERS);

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
      min: servers().default(2).describe("replicas at least"),
      max: servers().describe("replicas at most"),
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

/** Whether the same is taken out of audit events. */
export const auditToo = () =>
  z
    .boolean()
    .default(false)
    .describe(
      "whether personal data is redacted in audit events too, of which nobody can tell then who did what. Default: who acted stays",
    );

/** Whether what tells who somebody is is taken out of log lines, beside credentials. */
export const personalData = () =>
  z
    .boolean()
    .default(true)
    .describe(
      "whether e-mail addresses and bank account numbers are redacted too; credentials and card numbers always are",
    );
