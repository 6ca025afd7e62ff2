/** A stand-in for Elasticsearch, as much of it as Jaeger needs to start and to write: it says yes and remembers. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A request that the stand-in had. */
export interface Asked {
  method: string;
  path: string;
  authorization: string | undefined;
  body: string;
}

export interface StandIn {
  url: string;
  /** Every request since the start, in order. */
  asked: Asked[];
  close(): Promise<void>;
}

/**
 * Listens on the loopback with TLS, signed by a certificate authority of its own.
 * @param folder Where the authority's certificate is put, as `ca.crt`.
 * @param version What it says its version is.
 * @param bulk What it answers to a bulk request: status and body.
 */
export async function standIn(
  folder: string,
  version: string,
  bulk: () => { status: number; body: unknown },
): Promise<StandIn> {
  const [key, certificate] = [join(folder, "tls.key"), join(folder, "ca.crt")];
  // One certificate that signs itself is its own authority.
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", [...request, ...subject, "-keyout", key, "-out", certificate], { stdio: "pipe" });

  const asked: Asked[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const path = incoming.url ?? "";
      const sent = Buffer.concat(chunks);
      const body = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent).toString();
      asked.push({ method: incoming.method ?? "", path, authorization: incoming.headers.authorization, body });
      const reply = path.startsWith("/_bulk")
        ? bulk()
        : { status: 200, body: { acknowledged: true, version: { number: version }, tagline: "You Know, for Search" } };
      // The client of version 8 and later refuses who does not say this.
      answer.writeHead(reply.status, { "Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch" });
      answer.end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
