/** A stand-in for Elasticsearch, as much of it as Jaeger needs to start and to write: it says yes and remembers. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { RunningCore } from "./elasticsearch-core";

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
 * @param bulk What it answers to a bulk request, status and body; or a real one's core, which is asked all but what its version is.
 */
export async function standIn(
  folder: string,
  version: string,
  bulk: RunningCore | (() => { status: number; body: unknown }),
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
    const respond = async (): Promise<void> => {
      const path = incoming.url ?? "";
      const sent = Buffer.concat(chunks);
      const body = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent).toString();
      asked.push({ method: incoming.method ?? "", path, authorization: incoming.headers.authorization, body });
      const welcome = { acknowledged: true, version: { number: version }, tagline: "You Know, for Search" };
      let reply: { status: number; body: unknown } = { status: 200, body: welcome };
      if (typeof bulk !== "function") {
        // A search that is asked for by GET with a body, which fetch refuses to send, is the same by POST.
        const method = body === "" ? (incoming.method ?? "") : (incoming.method ?? "").replace("GET", "POST");
        if (path !== "/") reply = await bulk.ask(method, path, body === "" ? undefined : body);
      } else if (path.startsWith("/_bulk")) reply = bulk();
      // The client of version 8 and later refuses who does not say this.
      answer.writeHead(reply.status, { "Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch" });
      answer.end(JSON.stringify(reply.body));
    };
    incoming.on("end", () => void respond());
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
