/** A program whose metrics a test decides, scraped by a real Prometheus. */
import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

export interface MetricsServer {
  /** Its host and port. */
  readonly address: string;
  /** What it shows from now on, in Prometheus' text format. */
  page: string;
  /** How often it was scraped. */
  scrapes: number;
  stop: () => void;
}

export async function metricsServer(page: string): Promise<MetricsServer> {
  const web = http.createServer((_, response) => {
    response.setHeader("content-type", "text/plain; version=1.0.0; escaping=allow-utf-8");
    response.end(server.page);
    server.scrapes++;
  });
  web.listen(0, "127.0.0.1");
  await once(web, "listening");
  const server: MetricsServer = {
    address: `127.0.0.1:${(web.address() as AddressInfo).port}`,
    page,
    scrapes: 0,
    stop: () => {
      web.closeAllConnections();
      web.close();
    },
  };
  return server;
}
