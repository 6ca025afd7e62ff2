/** What is scraped of applications, and what is probed from outside. */
import { type Cluster, GROWING } from "./cluster";
import { ofPod, podsOf, type Target } from "./target";

const HTTP_OTEL = "http_server_request_duration_seconds_.*";
const HTTP_PROMETHEUS = "http_requests_total|http_request_duration_seconds_bucket";
const PROCESS = "process_(cpu_seconds_total|resident_memory_bytes)";
const NODEJS = "nodejs_.*";
const JVM = "hikaricp_.*|executor_.*";

/** What each application exposes, in the namespace that it is in; the labels of its queues. */
const APPLICATIONS: readonly (readonly [workload: string, metrics: string, queue?: string])[] = [
  ["checkout", `${HTTP_OTEL}|business_.*|${NODEJS}|db_client_.*`],
  ["payments", `${HTTP_OTEL}|${NODEJS}`],
  ["catalog", `${HTTP_PROMETHEUS}|${JVM}`],
  ["gateway", `${HTTP_PROMETHEUS}|web_vitals_.*`],
  [GROWING.service, "worker_.*", GROWING.queue],
  ["emails", "bullmq_.*", "emails"],
  ["reports", "celery_.*", "reports"],
  ["images", "sidekiq_.*", "images"],
  ["bot", "discord_.*"],
  ["jobs", "jobs_total"],
];

export function ofApplications(cluster: Cluster): Target[] {
  return APPLICATIONS.flatMap(([workload, metrics, queue]) =>
    podsOf(cluster, workload).map((pod) => ({
      exporter: "applications",
      labels: ofPod(pod, workload, 8080),
      only: new RegExp(`^(?:${metrics}|${PROCESS})$`),
      tables: [
        [{ currency: "EUR" }],
        [{ route: "/items" }, { route: "/items/:id" }, { route: "/search" }],
        [{ http_route: "/orders" }],
        [{ reason: "card declined" }, { reason: "out of stock" }],
        ...(queue === undefined ? [] : [[{ queue, queue_name: queue }]]),
        [{ state: "waiting" }, { state: "active" }, { state: "failed" }],
      ],
    })),
  );
}

/** Addresses that are probed: the job, the address, who is meant. */
const PROBED: readonly (readonly [job: string, instance: string, service?: string])[] = [
  ["shop", "https://shop.example.com/"],
  ["shop", "https://shop.example.com/cart"],
  ["api", "https://api.example.com/health"],
  ["external-stripe", "https://api.stripe.com/healthcheck"],
  ["external-stripe.status", "https://status.stripe.com/api/v2/status.json"],
  ["app-health", "http://checkout.shop.svc:8080/health/ready", "checkout"],
];

/** Where the shop is probed from; the others from inside of the cluster. */
const PLACES = ["", "frankfurt"];

export function ofOutside({ platform }: Cluster): Target[] {
  return [
    ...PROBED.flatMap(([job, instance, service = ""]) =>
      (job === "shop" ? PLACES : [""]).map((prober) => ({
        exporter: "blackbox-exporter",
        labels: { job, instance, namespace: service === "" ? platform : "shop", prober },
        tables: [[{ service }]],
      })),
    ),
    {
      exporter: "domain-exporter",
      labels: { job: "domain-exporter", instance: "domain-exporter:9222", namespace: platform },
      tables: [[{ domain: "example.com" }, { domain: "example.org" }]],
    },
  ];
}
