/** Reports for tests: what Prometheus answers, made up by expression, and a subject. */
import type { Answers, Sample } from "../../reports/ask";
import type { Subject } from "../../reports/subject";
import { namespaceTeams, teamSteps } from "../../settings/teams";

/** 23 November 2026, 06:00 UTC, a Monday. */
export const AT = Date.UTC(2026, 10, 23, 6) / 1000;
const DAY = 86_400;

const OWNERSHIP = {
  alerting: { teams: ["platform", "payments", "shop"], owners: [{ namespaces: "payments-.*", team: "payments" }] },
  apps: [{ name: "checkout", namespace: "shop", team: "shop" }],
};

export const SUBJECT: Subject = {
  cluster: "prod",
  timezone: "Europe/Berlin",
  teams: [],
  steps: teamSteps(OWNERSHIP),
  namespaceTeams: namespaceTeams(OWNERSHIP),
  capacity: { days: 14, periodDays: 7 },
  links: {
    "service-levels": "https://grafana.example.com/d/service-levels",
    "alert-noise": "https://grafana.example.com/d/alert-noise",
    "monthly-report": "https://grafana.example.com/d/monthly-report",
    capacity: "https://grafana.example.com/d/capacity",
    probes: "https://grafana.example.com/d/probes",
  },
};

const sample = (value: number, labels: Sample["labels"] = {}): Sample => ({ labels, value });
const slo = (service: string, name: string) => ({ namespace: "shop", service, slo: name });
const alert = (alertname: string, severity: string, namespace: string, team = "platform") => ({
  alertname,
  severity,
  namespace,
  team,
});

const checkout = { ...alert("ServiceErrorRateHigh", "high", "shop"), service: "checkout" };
const cart = { ...checkout, service: "cart" };
const burning = alert("SloBudgetBurning", "critical", "shop", "shop");
const pods = alert("PodCrashLooping", "medium", "payments-eu");
const disk = { resource: "node-disk", node: "worker-3", device: "/dev/nvme0n1p1" };
const other = { ...disk, node: "worker-1" };
const claim = { resource: "volume", namespace: "payments-eu", persistentvolumeclaim: "data-postgres-0" };

/** A busy day. */
export const QUERIES: Readonly<Record<string, readonly Sample[]>> = {
  dataSince: [sample(AT - 15 * DAY)],
  historySince: [sample(AT - 200 * DAY)],
  objective: [
    sample(0.999, { ...slo("checkout", "availability"), team: "shop" }),
    sample(0.99, { ...slo("checkout", "latency"), team: "shop" }),
    sample(0.999, { ...slo("mails", "availability"), team: "shop" }),
  ],
  availability: [sample(0.99731, slo("checkout", "availability")), sample(0.999999, slo("checkout", "latency"))],
  budgetLeft: [
    sample(-0.12, { ...slo("checkout", "availability"), window: "30d" }),
    sample(0.83, { ...slo("checkout", "latency"), window: "30d" }),
  ],
  started: [sample(2, checkout), sample(1, cart), sample(1, burning), sample(4, pods)],
  resumed: [sample(11, pods)],
  seconds: [sample(2700, checkout), sample(600, cart), sample(5400, burning), sample(9000, pods)],
  longest: [sample(1800, checkout), sample(600, cart), sample(5340, burning), sample(3600, pods)],
  now: [sample(1, burning)],
  lastFired: [sample(AT - 120 * DAY, { alertname: "NodeDown" }), sample(AT - 60, { alertname: "PodCrashLooping" })],
  seen: [sample(2)],
  asked: [sample(4, pods), sample(1, { ...burning }), sample(3, { ...alert("NodeDown", "critical", "", "platform") })],
  acted: [sample(1, pods)],
  capacityUsed: [
    sample(90, other),
    sample(45, disk),
    sample(60, claim),
    sample(30, { resource: "cpu" }),
    sample(20, { resource: "memory" }),
    sample(3e6, { resource: "series", namespace: "observability", pod: "prometheus-0" }),
  ],
  capacityLimit: [
    sample(100, other),
    sample(100, disk),
    sample(100, claim),
    sample(100, { resource: "memory" }),
    sample(6e6, { resource: "series", namespace: "observability", pod: "prometheus-0" }),
  ],
  capacityGrowth: [
    sample(5, disk),
    sample(0, other),
    sample(2, claim),
    sample(-1, { resource: "cpu" }),
    sample(1, { resource: "memory" }),
  ],
  capacityLeft: [sample(11, disk), sample(20, claim), sample(80, { resource: "memory" })],
  arrived: [sample(120e9, { resource: "logs" }), sample(3e6, { resource: "traces" })],
  arrivedBefore: [sample(100e9, { resource: "logs" })],
  series: [
    sample(120_400, { namespace: "shop" }),
    sample(80_000, { namespace: "observability" }),
    sample(5, { namespace: "payments-eu" }),
  ],
  spans: [sample(4.2e6, { namespace: "shop" })],
  logBytes: [sample(31.4e9)],
  probed: [sample(AT + 5.5 * DAY, { namespace: "payments-eu", instance: "https://shop.example.com" })],
  domains: [sample(AT + 20.5 * DAY, { namespace: "observability", domain: "example.com" })],
  issued: [sample(AT + 80 * DAY, { namespace: "payments-eu", name: "api-tls" })],
};

/** What everybody answers on that day, or with other samples. */
export function answers(queries: Readonly<Record<string, readonly Sample[]>> = QUERIES): Answers {
  return {
    unreachable: undefined,
    queries: Object.fromEntries(Object.entries(queries).map(([key, samples]) => [key, { samples }])),
    loaded: [
      { name: "NodeDown", labels: { severity: "critical", team: "platform" } },
      { name: "PodCrashLooping", labels: { severity: "medium", team: "platform" } },
      { name: "SloNotMeasured", labels: { severity: "low", team: "{{ $labels.team }}" } },
      { name: "Watchdog", labels: { severity: "none" } },
    ],
    silences: [
      {
        startsAt: new Date((AT - 3600) * 1000).toISOString(),
        matchers: [
          { name: "alertname", value: "PodCrashLooping", isRegex: false, isEqual: true },
          { name: "namespace", value: "payments-eu", isRegex: false, isEqual: true },
        ],
      },
      {
        startsAt: new Date((AT - 90_000) * 1000).toISOString(),
        matchers: [{ name: "alertname", value: "SloBudgetBurning", isRegex: false, isEqual: true }],
      },
    ],
    logs: { samples: [sample(12.5e9, { namespace: "shop" }), sample(3e9, { namespace: "observability" })] },
  };
}
