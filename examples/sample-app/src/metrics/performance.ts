/** How requests are answered: what users feel. Names are those of OpenTelemetry's semantic conventions, in Prometheus' spelling. */
import { collectDefaultMetrics, Gauge, Histogram } from "prom-client";
import type { AppRegistry } from "./registry.js";

/** Seconds, as OpenTelemetry advises them: what is compared with another service has the same bounds. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** An exemplar's labels; empty for none. */
export type Exemplar = Record<string, string>;

export interface Answered {
  method: string;
  /** The route's template: `/orders/{id}`, never the path. */
  route: string;
  status: number;
  seconds: number;
  exemplar: Exemplar;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A method as a label has it: whoever calls can send any text as one. */
export function methodLabel(method: string): string {
  return METHODS.has(method) ? method : "_OTHER";
}

export class PerformanceMetrics {
  private readonly requests: Histogram<"http_request_method" | "http_route" | "http_response_status_code">;
  private readonly active: Gauge<"http_request_method">;
  private readonly calls: Histogram<"server" | "http_response_status_code">;
  private readonly queries: Histogram<"db_operation_name" | "outcome">;

  constructor(registers: AppRegistry[]) {
    // One histogram is three answers: its _count are the requests, those with a code of 5xx the errors, its buckets the durations.
    this.requests = new Histogram({
      name: "http_server_request_duration_seconds",
      help: "Duration of requests that were answered",
      labelNames: ["http_request_method", "http_route", "http_response_status_code"],
      buckets: BUCKETS,
      enableExemplars: true,
      registers,
    });
    this.active = new Gauge({
      name: "http_server_active_requests",
      help: "Requests that are under way",
      labelNames: ["http_request_method"],
      registers,
    });
    this.calls = new Histogram({
      name: "http_client_request_duration_seconds",
      help: "Duration of requests to other services",
      labelNames: ["server", "http_response_status_code"],
      buckets: BUCKETS,
      enableExemplars: true,
      registers,
    });
    this.queries = new Histogram({
      name: "db_client_operation_duration_seconds",
      help: "Duration of the database's operations",
      labelNames: ["db_operation_name", "outcome"],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    });
    // CPU, memory, heap, event loop, garbage collection: `process_*` and `nodejs_*`.
    for (const register of registers) collectDefaultMetrics({ register });
  }

  /** @returns What to call at its end. */
  begin(method: string): (answered: Answered) => void {
    const label = { http_request_method: methodLabel(method) };
    this.active.inc(label);
    return ({ route, status, seconds, exemplar }) => {
      this.active.dec(label);
      this.requests.observe({
        labels: { ...label, http_route: route, http_response_status_code: String(status) },
        value: seconds,
        exemplarLabels: exemplar,
      });
    };
  }

  /** @param status What it answered; "none" where nothing came. */
  called(server: string, status: number | "none", seconds: number, exemplar: Exemplar): void {
    const labels = { server, http_response_status_code: String(status) };
    this.calls.observe({ labels, value: seconds, exemplarLabels: exemplar });
  }

  queried(operation: string, outcome: "success" | "failure", seconds: number): void {
    this.queries.observe({ db_operation_name: operation, outcome }, seconds);
  }
}
