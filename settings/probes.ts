import { z } from "zod";
import { count, duration } from "./types";

/** When probes from outside alert: blackbox_exporter's results, and domain_exporter's. */
export const probeThresholds = z
  .strictObject({
    failingFor: duration()
      .default("3m")
      .describe("how long a probe fails at every place it is made from, or finds the wrong content, before that pages"),
    someFailingFor: duration()
      .default("15m")
      .describe("how long it does so at some of its places, or again and again, before that alerts"),
    slowMs: count()
      .default(2000)
      .describe("duration of a whole probe, at its fastest place and averaged over 5 minutes, that alerts above it"),
    slowFor: duration().default("15m").describe("how long a probe is slow before that alerts"),
    missingFor: duration().default("15m").describe("how long a probe that was made has no target before that alerts"),
    missedDays: count(365)
      .default(7)
      .describe("days for which a probe that is not made any more is missed; after that it has been given up"),
    proberDownFor: duration().default("5m").describe("how long a prober answers for no probe before that alerts"),
    certificateDays: count(3650).default(21).describe("days before a certificate expires that make a ticket"),
    certificateHighDays: count(3650).default(7).describe("days before it expires that alert as high"),
    certificateCriticalDays: count(3650).default(2).describe("days before it expires that page"),
    certificateFor: duration().default("1h").describe("how long a certificate is so near its end before that alerts"),
    domainDays: count(3650).default(30).describe("days before a domain's registration expires that make a ticket"),
    domainCriticalDays: count(3650).default(7).describe("days before it expires that page"),
    domainFor: duration().default("1h").describe("how long a registration is so near its end before that alerts"),
    domainUnknownFor: duration()
      .default("3d")
      .describe("how long a domain's registration cannot be looked up before that alerts"),
  })
  .prefault({})
  .describe("probes of blackbox_exporter, and domains of domain_exporter (docs/probes.md)");
