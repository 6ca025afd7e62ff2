/** Calls to the service of payments: the trace and the correlation id go along, and a call that takes too long is given up. */
import { SpanKind } from "@opentelemetry/api";
import { carrierOf } from "./caller.js";
import type { Drills } from "./drills.js";
import type { Currency } from "./metrics/business.js";
import type { PerformanceMetrics } from "./metrics/performance.js";
import { exemplarOf, inSpan } from "./tracing.js";

const TIMEOUT_MS = 2000;

/** It did not answer, or not as it should. */
export class PaymentsUnavailable extends Error {
  override name = "PaymentsUnavailable";
}

export class Payments {
  constructor(
    private readonly url: string,
    private readonly metrics: PerformanceMetrics,
    private readonly drills: Drills,
  ) {}

  /** @returns Whether the payment was taken. @throws {@link PaymentsUnavailable} */
  async pay(amount: number, currency: Currency): Promise<boolean> {
    const status = await this.call("POST", "/payments", { amount, currency });
    if (status === 201) return true;
    if (status === 402) return false;
    throw new PaymentsUnavailable(`payments answered ${status}`);
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.drills.reach("downstream", signal);
    const answer = await fetch(`${this.url}/ready`, { signal });
    await answer.arrayBuffer();
    if (!answer.ok) throw new PaymentsUnavailable(`payments answered ${answer.status}`);
  }

  private call(method: string, path: string, body: unknown): Promise<number> {
    const { hostname, port } = new URL(this.url);
    const attributes = {
      "http.request.method": method,
      "url.template": path,
      "server.address": hostname,
      "server.port": Number(port),
    };
    return inSpan(`${method} ${path}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const begun = performance.now();
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      let status: number | undefined;
      try {
        await this.drills.reach("downstream", signal);
        const headers = { ...carrierOf(), "content-type": "application/json" };
        const answer = await fetch(`${this.url}${path}`, { method, headers, body: JSON.stringify(body), signal });
        await answer.arrayBuffer();
        status = answer.status;
        span.setAttribute("http.response.status_code", status);
        return status;
      } catch (error) {
        throw new PaymentsUnavailable("payments did not answer", { cause: error });
      } finally {
        this.metrics.called("payments", status ?? "none", (performance.now() - begun) / 1000, exemplarOf(span));
      }
    });
  }
}
