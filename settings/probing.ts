/** What is asked for from the cluster as a user would: the probes that blackbox_exporter makes. */
import { z } from "zod";
import { type AskedApp, asksHealth } from "./app-health";
import { list, words } from "./bounds";
import { isPattern } from "./re2";
import { filled, line } from "./texts";
import { count, duration, name, resources, servers } from "./types";

/** What a probe speaks. */
export const PROBE_KINDS = ["http", "tcp", "dns", "icmp"] as const;

/** Probes at most: each target is asked once a minute. */
const MOST_PROBES = 1000;

const pattern = () =>
  line().refine((text) => text !== "" && isPattern(text), { error: "is not a regular expression, as RE2 has it" });

/** One turn of a conversation: what comes is waited for, then what is to be said is said, then TLS begins. */
const step = z.strictObject({
  expect: pattern()
    .optional()
    .describe("a regular expression that a line of the answer has to match; others are skipped"),
  send: line().optional().describe("a line that is sent then: no password, since it would be in Helm's values"),
  startTls: z.boolean().default(false).describe("whether TLS begins then, with a certificate that holds"),
});

const expect = z
  .strictObject({
    status: list(z.int().min(100).max(599), 50)
      .default([])
      .describe("http: status codes that count as success. Default: 200 to 299"),
    body: pattern().optional().describe("http: a regular expression that the body has to match somewhere"),
    bodyNot: pattern().optional().describe("http: a regular expression that the body must not match anywhere"),
    json: line()
      .optional()
      .describe(
        'http: a CEL expression over the JSON of the body, `body`, that has to be true, e.g. body.status == "ok"',
      ),
    redirects: z.boolean().default(true).describe("http: whether redirects are followed"),
    tls: z.boolean().default(false).describe("tcp: whether TLS is spoken, with a certificate that holds"),
    steps: list(step, 20)
      .default([])
      .describe(
        "tcp: what is said in turn, e.g. of a mail server its greeting, EHLO and its answer; one that does not come fails",
      ),
    query: line().optional().describe("dns: the name that is asked for; the targets are the servers that are asked"),
    queryType: z.enum(["A", "AAAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"]).default("A").describe("dns: its type"),
  })
  .optional()
  .describe("what counts as success");

/** One probe. */
export const probe = z.strictObject({
  name: name().describe("its name: the label `job` of its series and its alerts"),
  targets: list(words(2000).min(1, { error: "is empty" }), 200)
    .min(1, { error: "has no target" })
    .describe("what is asked: URLs of http; host:port of tcp; hosts of icmp; servers, with or without a port, of dns"),
  kind: z.enum(PROBE_KINDS).default("http").describe("what is spoken"),
  team: name().optional().describe("whose its alerts are. Default: the platform's"),
  interval: duration().optional().describe("how often it is made. Default: probing.interval"),
  expect,
  title: filled().optional().describe("what it is called where everybody sees it. Default: its name"),
  public: z.boolean().default(false).describe("whether `npm run status` shows it"),
});

/** What is probed. */
export const probes = list(probe, MOST_PROBES).default([]).describe("what is probed as its users would ask for it");

/** The prober. */
export const probing = z
  .strictObject({
    replicas: servers().default(1).describe("blackbox_exporter pods; each probe is made by one of them"),
    interval: duration().default("1m").describe("how often each probe is made"),
    timeout: count(60).default(10).describe("seconds after which a probe has failed"),
    resources: resources({ cpu: "20m", memory: "48Mi", memoryLimit: "128Mi" }),
  })
  .prefault({})
  .describe("what makes the probes of `probes`, which is there if there is any");

/** What is read here of a stack. */
interface Probed {
  apps: readonly AskedApp[];
  appsElsewhere?: unknown;
  externalServices: readonly unknown[];
  probes: readonly unknown[];
}

/** Whether any application is asked for its health, or may be by another program. */
export function asksAnyHealth({ apps, appsElsewhere }: Omit<Probed, "externalServices" | "probes">): boolean {
  return appsElsewhere !== undefined || apps.some(asksHealth);
}

/** Whether anything is probed: what `probes` names, services of others, or the health of applications. */
export function makesProbes(settings: Probed): boolean {
  return settings.probes.length + settings.externalServices.length > 0 || asksAnyHealth(settings);
}

/** A probe with every default. */
export type Probe = z.output<typeof probe>;
