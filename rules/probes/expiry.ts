/** What ends on a day that is known: certificates, and the registrations of domains. */
import type { Alert, Recording, RuleSettings } from "../rule";
import { inWords } from "../shown";
import { BY_PROBE, common, NAMED, SUCCESS } from "./series";

/** When the certificates end by which a client that trusts the prober's roots verifies a server, at the place that sees it first. */
export const EXPIRY = "probe:probe_certificate_expiry:timestamp_seconds";
/** When the first of the certificates ends that the server sends. */
const SENT = "probe:probe_certificate_sent_expiry:timestamp_seconds";
/** When a domain's registration ends. */
export const DOMAIN = "domain:domain_expiry:timestamp_seconds";

const BY_DOMAIN = "namespace, domain";

type Thresholds = RuleSettings["thresholds"]["probes"];

/** @param ours Matchers of the probes whose certificates are ours to renew. */
export function probeExpiry(ours: string, own: Thresholds): (Alert | Recording)[] {
  return [
    ...recordings(),
    certificateExpiring("critical", ours, own.certificateCriticalDays, own),
    certificateExpiring("high", ours, own.certificateHighDays, own),
    certificateExpiring("medium", ours, own.certificateDays, own),
    chainExpiring(ours, own),
    domainExpiring("critical", own.domainCriticalDays, own),
    domainExpiring("medium", own.domainDays, own),
    domainUnknown(own),
  ];
}

function recordings(): Recording[] {
  return [
    // Without verification (insecure_skip_verify) there is no chain, and its end is in the year 1. With a certificate that has
    // expired there is no connection, and the probe says nothing of it: what was known goes on while it fails.
    {
      record: EXPIRY,
      expr: `
        min by (${BY_PROBE}) (
          probe_ssl_last_chain_expiry_timestamp_seconds > 0 or probe_ssl_earliest_cert_expiry > 0
        )
        or last_over_time(${EXPIRY}[2h]) and on (${BY_PROBE}) ${SUCCESS} < 1`,
    },
    { record: SENT, expr: `min by (${BY_PROBE}) (probe_ssl_earliest_cert_expiry > 0)` },
    // A look-up that fails says 292 years ago. Registries fail, and refuse: what was known goes on meanwhile.
    {
      record: DOMAIN,
      expr: `
        max by (${BY_DOMAIN}) (time() + 86400 * (domain_expiry_days and domain_probe_success == 1))
        or last_over_time(${DOMAIN}[1d]) and on (${BY_DOMAIN}) domain_probe_success`,
    },
  ];
}

const within = (series: string, by: string, days: number) => `min by (${by}) (${series}) - time() < ${days} * 86400`;

const ENDS = "{{ if lt $value 0.0 }}has expired{{ else }}expires in {{ $value | humanizeDuration }}{{ end }}";

/** Under one name at each severity: the higher mutes the lower. */
function certificateExpiring(
  severity: "critical" | "high" | "medium",
  ours: string,
  days: number,
  { certificateFor }: Thresholds,
): Alert {
  return {
    ...common,
    alert: "CertificateExpiring",
    severity,
    expr: within(`${EXPIRY}${ours}`, BY_PROBE, days),
    for: certificateFor,
    summary: `The certificate of ${NAMED} expires`,
    description: `
      The certificate of ${NAMED}, or one that it is signed by, ${ENDS}; less than ${days} days were left
      ${inWords(certificateFor)} ago. Who asks then is refused by the client itself: no page, and a warning that frightens.`,
  };
}

/** The server sends a certificate that ends, and clients who know another way to a root do without: old ones do not. */
function chainExpiring(ours: string, { certificateDays, certificateFor }: Thresholds): Alert {
  return {
    ...common,
    alert: "CertificateChainExpiring",
    severity: "low",
    expr: `
      ${within(`${SENT}${ours}`, BY_PROBE, certificateDays)}
      unless on (${BY_PROBE}) ${within(EXPIRY, BY_PROBE, certificateDays)}`,
    for: certificateFor,
    summary: `A certificate in the chain of ${NAMED} expires`,
    description: `
      Beside its own certificate ${NAMED} sends one that ${ENDS}. Clients that know a later root do not need it; older
      ones, and libraries that take the first chain they find, will refuse the connection.`,
  };
}

function domainExpiring(severity: "critical" | "medium", days: number, { domainFor }: Thresholds): Alert {
  return {
    ...common,
    alert: "DomainExpiring",
    severity,
    expr: within(DOMAIN, BY_DOMAIN, days),
    for: domainFor,
    summary: "The registration of {{ $labels.domain }} expires",
    description: `
      The registration of {{ $labels.domain }} ${ENDS}, of the ${days} days that are set. When it has ended, its names lead
      nowhere, mail is returned, and after a while anybody can register it.`,
  };
}

function domainUnknown({ domainUnknownFor }: Thresholds): Alert {
  return {
    ...common,
    alert: "DomainNotLookedUp",
    severity: "low",
    expr: `max by (${BY_DOMAIN}) (domain_probe_success) == 0`,
    for: domainUnknownFor,
    summary: "When {{ $labels.domain }} expires is not known",
    description: `
      Every look-up of the registration of {{ $labels.domain }} has failed for ${inWords(domainUnknownFor)}. Of what was known
      before nothing new would be seen, such as a renewal that failed.`,
  };
}
